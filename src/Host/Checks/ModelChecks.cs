using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Checks;

/// <summary>How an instrument's residuals compare with those of replicated data.</summary>
/// <param name="Count">Observations, those of sources seen once left out.</param>
/// <param name="Beyond2">Residuals beyond ±2, averaged over the posterior; 4.55 % of <paramref name="Count"/> are expected.</param>
/// <param name="Beyond3">Residuals beyond ±3; 0.27 % are expected.</param>
/// <param name="ScatterPValue">
/// Posterior predictive p-value of the sum of squares: near 0 the data scatter more than the model, near 1 less. A fitted variance follows the
/// data, so that it says something about known ones only.
/// </param>
/// <param name="ExtremePValue">Posterior predictive p-value of the largest residual: near 0 there are outliers.</param>
public sealed record InstrumentCheck(int Count, double Beyond2, double Beyond3, double ScatterPValue, double ExtremePValue);

/// <summary>Checks by residuals.</summary>
/// <param name="Instruments">One entry an instrument.</param>
/// <param name="Together">All instruments.</param>
/// <param name="Mean">Posterior mean of every observation's residual, in units of σ; 0 for sources seen once.</param>
public sealed record ResidualChecks(IReadOnlyList<InstrumentCheck> Instruments, InstrumentCheck Together, double[] Mean);

/// <summary>What <c>--check</c> computes of a fit from its kept draws: posterior predictive checks, and leave-one-out.</summary>
public sealed record ModelChecks
{
    /// <summary>Most draws that are looked at; the Monte Carlo error of a p-value is then below 0.01.</summary>
    public const int MostDraws = 4000;

    /// <summary>Fewest draws that are looked at, however many observations there are.</summary>
    public const int FewestDraws = 500;

    /// <summary>Checks by residuals.</summary>
    public required ResidualChecks Residuals { get; init; }

    /// <summary>Leave-one-out, an entry for each of <see cref="Judged"/>.</summary>
    public required LeaveOneOut LeaveOneOut { get; init; }

    /// <summary>The observations that leave-one-out predicts: those with another of the same source.</summary>
    public required int[] Judged { get; init; }

    /// <summary>The source of each of <see cref="Judged"/>.</summary>
    public required int[] Source { get; init; }

    /// <summary>Draws that were looked at.</summary>
    public int Draws => LeaveOneOut.Draws;

    /// <summary>Checks a posterior. A pure function of its draws: the same whatever device they were made on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">The data.</param>
    /// <param name="blocks">The posterior's blocks.</param>
    /// <param name="options">How the draws were made.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static ModelChecks Of(
        IModel model,
        Observations observations,
        IReadOnlyList<Block> blocks,
        FitOptions options,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(observations);
        progress?.Report(new FitProgress("checks", 0.0));
        long most = model.Can.CheckBudget / Math.Max(1, observations.Count);
        ThinnedDraws draws = new(observations, blocks, model.KnownVariance(observations), options, (int)Math.Clamp(most, FewestDraws, MostDraws));
        ISourceErrors errors = model.Errors(draws);
        LeaveOutDensity density = new(observations, errors, draws.Count);
        return new ModelChecks
        {
            Residuals = RealizedResiduals.Of(observations, errors, draws.Count, share => Report(0.5 * share), cancellation),
            LeaveOneOut = LeaveOneOut.Of(
                density.Judged.Length, draws.Count, density.Fill, share => Report(0.5 + (0.5 * share)), cancellation),
            Judged = density.Judged,
            Source = [.. density.Judged.Select(density.SourceOf)],
        };

        void Report(double share) => progress?.Report(new FitProgress("checks", share));
    }
}
