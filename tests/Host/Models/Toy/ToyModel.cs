using System.Diagnostics;
using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Tests.Host.Models.Toy;

/// <summary>
/// A fifth model that the program knows nothing of: one unknown variance a <em>source</em>, y_ij ~ N(B_i + G_j − v_j/2, v_j), v_j ~ InvGamma(α, Fβ).
/// That it fits, is checked, reported, read back and calibrated shows that a model is a folder and a line.
/// </summary>
/// <param name="Factor">F, which multiplies the scale of the variances' prior.</param>
/// <param name="Forgetful">A deliberate mistake: the sampler leaves out the half variance. Simulated data have it all the same.</param>
internal sealed record ToyModel(double Factor = 1.0, bool Forgetful = false) : IModel
{
    private static readonly Abilities Able = new() { Samplers = [Sampler.BlockGibbs], CorrelatedAreas = true };

    /// <summary>The line: what a catalogue is given.</summary>
    public static ModelKind Kind { get; } = new()
    {
        Key = "toy",
        Brief = "one sigma a source",
        Settings =
        [
            new Setting("factor", SettingKind.Number, "F", "what the scale of the variances' prior is multiplied by. [default: 1]", "2 expects twice the variance"),
            new Setting("forgetful", SettingKind.Flag, "", "leave out the half variance, to see the mistake caught."),
        ],
        Make = values => new ToyModel(values["factor"] ?? 1.0, values.Has("forgetful")),
    };

    /// <inheritdoc/>
    ModelKind IModel.Kind => Kind;

    /// <inheritdoc/>
    public string Title => $"toy, one variance a source, F = {Text(Factor)}{(Forgetful ? ", no half variance" : "")}";

    /// <inheritdoc/>
    public Abilities Can => Able;

    /// <inheritdoc/>
    public SettingValues Settings => SettingValues.None.With("factor", Factor).With("forgetful", Forgetful);

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
        [.. Kind.Words, .. Factor == 1.0 ? (string[])[] : ["--factor", Text(Factor)], .. Forgetful ? (string[])["--forgetful"] : []];

    /// <inheritdoc/>
    public Wording Says => new()
    {
        Legend = "σ is the scatter of a source's measurements about the model.",
        Priors = [$"the prior of a source's variance has F β for its scale, F = {Text(Factor)}"],
        Tried = "toy, one variance a source, block Gibbs",
    };

    /// <inheritdoc/>
    public void Check(Observations data, Priors priors)
    {
        if (priors.Alpha.Distinct().Count() > 1 || priors.Beta.Distinct().Count() > 1)
        {
            throw new UsageException("--model toy: found priors of the variance that differ between instruments, expected one alpha and one beta; a variance belongs to a source");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Block> Blocks(Observations data) => [Block.Areas(data), Block.Scatter(Axis.Source, data.Sources)];

    /// <inheritdoc/>
    public double[]? KnownVariance(Observations data) => null;

    /// <inheritdoc/>
    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        (Observations data, Priors priors, PatternStatistics statistics) = problem;
        Stopwatch clock = Stopwatch.StartNew();
        ToyChains chains = new(this, data, priors, options);
        chains.Run(share => progress?.Report(new FitProgress("sampling", share)), cancellation);
        double sampled = clock.Elapsed.TotalSeconds;
        double warmUp = (double)options.WarmUp / (options.WarmUp + (options.Draws * options.Thin));
        IReadOnlyList<Block> blocks = Blocks(data);
        ParameterSummary[] fluxes = [.. chains.LogFlux.Select((draws, j) => ParameterSummary.Of(data.Sources[j], draws, options.Chains))];
        double[] mean = OfObservations(data, [.. chains.Variance.Select(draws => draws.Average())]);
        AreaResponse response = PosteriorResponse.Of(chains.LogArea, AreaPrior.Of(priors), ConnectedComponents.Of(data).Members, options.Chains);
        return new ModelDraws
        {
            Blocks = [blocks[0] with { Draws = chains.LogArea }, blocks[1] with { Draws = chains.Variance }],
            Fluxes = new FluxTable(
                Of(flux => flux.Mean), Of(flux => flux.Sd), Of(flux => flux.Q2_5), Of(flux => flux.Median), Of(flux => flux.Q97_5),
                Of(flux => flux.McseMean), Of(flux => flux.Rhat), Of(flux => flux.EssBulk), Of(flux => flux.EssTail),
                [.. Enumerable.Range(0, data.SourceCount).Select(j => data.First[j + 1] - data.First[j])]),
            ChosenFluxes = [.. options.FluxDraws.Select(name => chains.LogFlux[Array.IndexOf(data.Sources, name)])],
            PriorWeight = PriorInfluence.WeightWereFluxesKnown(statistics.SharedObservationCount, AreaPrior.Independent(priors), HarmonicVariance.Of(data, mean)),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
            WarmUpSeconds = warmUp * sampled,
            SamplingSeconds = (1 - warmUp) * sampled,
            FluxSeconds = clock.Elapsed.TotalSeconds - sampled,
        };

        double[] Of(Converter<ParameterSummary, double> value) => Array.ConvertAll(fluxes, value);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        ReplicateDraws[] draws = new ReplicateDraws[replicates.Count];
        Parallel.For(0, draws.Length, new ParallelOptions { CancellationToken = cancellation }, k =>
        {
            ToyChains chains = new(this, replicates[k].Data, priors, options with { Problem = (ulong)replicates[k].Number });
            chains.Run(_ => { }, cancellation);
            draws[k] = new ReplicateDraws([chains.LogArea, chains.Variance], chains.LogFlux);
        });
        progress(1.0);
        return draws;
    }

    /// <inheritdoc/>
    public Replicate Simulate(ReplicateDesign design, int number)
    {
        ReplicateDrawing drawing = new(design, number);
        double[] area = drawing.Areas();
        double[] variance = [.. design.Data.Sources.Select((_, j) => Factor * drawing.Variance(0, j))];
        return drawing.Observe(area, [variance], (j, _, _) => variance[j], (_, _, nominal) => nominal, _ => null);
    }

    /// <summary>The variance of every observation, given those of the sources.</summary>
    private static double[] OfObservations(Observations data, double[] variance) => [.. Enumerable.Range(0, data.Count).Select(o => variance[data.SourceOf(o)])];

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
