using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Checks;

/// <summary>What a reader should make of a parameter's sensitivities (Kallioinen et al. 2023, table 1).</summary>
public enum SensitivityVerdict
{
    /// <summary>Neither a stronger nor a weaker prior would move it: the data decide.</summary>
    DataDecide,

    /// <summary>The prior moves it and the likelihood hardly does: the prior is strong beside the data, or the data say little.</summary>
    PriorDecides,

    /// <summary>Both move it: prior and data may disagree.</summary>
    MayConflict,
}

/// <summary>A parameter whose sensitivity was looked at.</summary>
/// <param name="Name">B[instrument], sigma[instrument], or level: the shift that all connected instruments share.</param>
/// <param name="Instrument">Its instrument's index; −1 for a level.</param>
/// <param name="Mean">Posterior mean of the draws that were looked at.</param>
/// <param name="Sd">Their standard deviation.</param>
public sealed record SensitiveParameter(string Name, int Instrument, double Mean, double Sd);

/// <summary>How much each B, σ and level owes to the priors and to the likelihood, from the draws of one fit.</summary>
public sealed record Sensitivity
{
    /// <summary>Every B, then every fitted σ, then the level of each connected component.</summary>
    public required IReadOnlyList<SensitiveParameter> Parameters { get; init; }

    /// <summary>All priors scaled together.</summary>
    public required PowerScaling Prior { get; init; }

    /// <summary>The priors of the areas alone: α is τ → τ/√α.</summary>
    public required PowerScaling AreaPrior { get; init; }

    /// <summary>The priors of the variances alone: InvGamma(α(a + 1) − 1, αb); null when no variance was fitted.</summary>
    public required PowerScaling? VariancePrior { get; init; }

    /// <summary>The prior of the population of sources alone; null when the model has none.</summary>
    public PowerScaling? PopulationPrior { get; init; }

    /// <summary>The likelihood of B and σ, fluxes integrated out.</summary>
    public required PowerScaling Likelihood { get; init; }

    /// <summary>Draws that were looked at.</summary>
    public required int Draws { get; init; }

    /// <summary>The components by the names that files give them, in their order.</summary>
    public IEnumerable<(string Name, PowerScaling Scaling)> Components
    {
        get
        {
            yield return ("prior", Prior);
            yield return ("prior_areas", AreaPrior);
            if (VariancePrior is not null)
            {
                yield return ("prior_variances", VariancePrior);
            }

            if (PopulationPrior is not null)
            {
                yield return ("prior_population", PopulationPrior);
            }

            yield return ("likelihood", Likelihood);
        }
    }

    /// <summary>k̂ above this needs more draws than there are.</summary>
    public double ParetoThreshold => ParetoSmoothing.Threshold(Draws);

    /// <summary>Whether every component's weights can be trusted.</summary>
    public bool Reliable => Components.All(component => component.Scaling.ParetoK <= ParetoThreshold);

    /// <summary>What to make of a parameter.</summary>
    /// <param name="parameter">Index into <see cref="Parameters"/>.</param>
    public SensitivityVerdict Verdict(int parameter) =>
        Prior.Sensitivity[parameter] < PowerScaling.Threshold ? SensitivityVerdict.DataDecide
        : Likelihood.Sensitivity[parameter] < PowerScaling.Threshold ? SensitivityVerdict.PriorDecides
        : SensitivityVerdict.MayConflict;

    /// <summary>Refuses a model whose likelihood has no closed form.</summary>
    /// <exception cref="UsageException">It has none.</exception>
    public static void Require(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Can.NoSensitivity is { } why)
        {
            throw Refusal(model, why);
        }
    }

    /// <summary>Refuses besides a model whose fitted variances do not belong to instruments: the likelihood that is scaled has one an instrument.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">Data that it fits.</param>
    /// <exception cref="UsageException">It is such a model.</exception>
    public static void Require(IModel model, Observations observations)
    {
        Require(model);
        if (model.Blocks(observations).Any(block => block.Role is Role.Scatter && block.Axis is not Axis.Instrument))
        {
            throw Refusal(model, "its variances are not one an instrument");
        }
    }

    /// <summary>Looks at a posterior. A pure function of its draws.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">The data.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="blocks">The posterior's blocks.</param>
    /// <param name="components">Connected components of the instrument graph.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">The model's likelihood has no closed form.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static Sensitivity Of(
        IModel model,
        Observations observations,
        Priors priors,
        IReadOnlyList<Block> blocks,
        int[][] components,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(blocks);
        Require(model, observations);
        progress?.Report(new FitProgress("sensitivity", 0.0));
        return ScaledPosterior.Look(model, observations, priors, blocks, components, cancellation);
    }

    private static UsageException Refusal(IModel model, string why) => new(
        $"--sensitivity: found with the model {model.Kind.Key}, expected a log-Normal one; {why}. Leave it out, and fit again with another --tau to see what it does");

    /// <summary>A level's name: it needs its first instrument where there are several.</summary>
    internal static string LevelName(int levels, string first) => levels == 1 ? "level" : $"level[{first}…]";

    /// <summary>The part that belongs to one band of a joint fit.</summary>
    /// <param name="first">The band's first instrument.</param>
    /// <param name="data">The band's data.</param>
    /// <param name="components">The joint fit's connected components.</param>
    internal Sensitivity Part(int first, Observations data, int[][] components)
    {
        int[] kept =
        [
            .. Enumerable.Range(0, Parameters.Count).Where(k => Parameters[k].Instrument >= first && Parameters[k].Instrument < first + data.InstrumentCount),
            .. Enumerable.Range(0, components.Length).Where(c => components[c][0] >= first && components[c][0] < first + data.InstrumentCount)
                .Select(c => Parameters.Count - components.Length + c),
        ];
        int levels = kept.Count(k => Parameters[k].Instrument < 0);
        return this with
        {
            Parameters = [.. kept.Select(k => Parameters[k].Instrument >= 0
                ? Parameters[k] with
                {
                    Name = $"{Parameters[k].Name[..Parameters[k].Name.IndexOf('[', StringComparison.Ordinal)]}[{data.Instruments[Parameters[k].Instrument - first]}]",
                    Instrument = Parameters[k].Instrument - first,
                }
                : Parameters[k] with
                {
                    Name = LevelName(levels, data.Instruments[components[k - Parameters.Count + components.Length][0] - first]),
                })],
            Prior = Pick(Prior),
            AreaPrior = Pick(AreaPrior),
            VariancePrior = VariancePrior is null ? null : Pick(VariancePrior),
            PopulationPrior = PopulationPrior is null ? null : Pick(PopulationPrior),
            Likelihood = Pick(Likelihood),
        };

        PowerScaling Pick(PowerScaling scaling) => scaling with
        {
            Sensitivity = Array.ConvertAll(kept, k => scaling.Sensitivity[k]),
            MeanGradient = Array.ConvertAll(kept, k => scaling.MeanGradient[k]),
            SdGradient = Array.ConvertAll(kept, k => scaling.SdGradient[k]),
        };
    }
}
