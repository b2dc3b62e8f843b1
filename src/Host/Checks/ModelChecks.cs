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
public sealed record InstrumentCheck(int Count, double Beyond2, double Beyond3, double ScatterPValue, double ExtremePValue)
{
    /// <summary>How far the number of draws leaves each figure uncertain; null where these were not few.</summary>
    public InstrumentCheckErrors? Errors { get; init; }
}

/// <summary>Monte Carlo standard errors of an <see cref="InstrumentCheck"/>, of draws that are taken as independent.</summary>
/// <param name="Beyond2">Of the residuals beyond ±2.</param>
/// <param name="Beyond3">Of those beyond ±3.</param>
/// <param name="ScatterPValue">Of the p-value of the sum of squares.</param>
/// <param name="ExtremePValue">Of the p-value of the largest residual.</param>
public sealed record InstrumentCheckErrors(double Beyond2, double Beyond3, double ScatterPValue, double ExtremePValue);

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

    /// <summary>Draws that are looked at when there are so many observations that more would take long.</summary>
    public const int UsualDraws = 500;

    /// <summary>
    /// Fewest draws that are looked at, however many observations there are: fewer weights than these do not tell a tail from a body (their k̂
    /// would exceed <see cref="LeaveOneOut.Threshold"/> by chance in one of a million observations).
    /// </summary>
    public const int FewestDraws = 200;

    /// <summary>Checks by residuals.</summary>
    public required ResidualChecks Residuals { get; init; }

    /// <summary>Leave-one-out, an entry for each of <see cref="Judged"/>.</summary>
    public required LeaveOneOut LeaveOneOut { get; init; }

    /// <summary>Checks of counts, one entry an instrument; null where the data are values, and of runs of earlier versions.</summary>
    public IReadOnlyList<CountCheck>? Counts { get; init; }

    /// <summary>The observations that leave-one-out predicts: those with another of the same source, or all where the model says what sources are like.</summary>
    public required int[] Judged { get; init; }

    /// <summary>The source of each of <see cref="Judged"/>.</summary>
    public required int[] Source { get; init; }

    /// <summary>What they were made from where there are too many observations to look at all; null where all were.</summary>
    public CheckSample? Sample { get; init; }

    /// <summary>Draws that were looked at.</summary>
    public int Draws => LeaveOneOut.Draws;

    /// <summary>Checks a posterior. A pure function of its draws: the same whatever device they were made on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">The data.</param>
    /// <param name="blocks">The posterior's blocks.</param>
    /// <param name="options">How the draws were made.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="notice">Told beforehand what it costs, when that is long.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static ModelChecks Of(
        IModel model,
        Observations observations,
        IReadOnlyList<Block> blocks,
        FitOptions options,
        IProgress<FitProgress>? progress = null,
        Action<string>? notice = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(observations);
        Report("residuals", 0.0);
        if (SampledChecks.Plan(model, observations, blocks) is { } plan)
        {
            return SampledChecks.Of(plan, model, observations, blocks, options, progress, notice, cancellation);
        }

        int most = Affordable(model.Can.CheckBudget, observations.Count);
        ThinnedDraws draws = new(observations, blocks, model.KnownVariance(observations), options, most);
        ISourceErrors errors = model.Errors(draws);
        LeaveOutDensity density = new(observations, errors, draws.Count);
        if (notice is not null && most < MostDraws)
        {
            CheckTime.Announce(observations, errors, density, draws.Count, notice, cancellation);
        }

        return new ModelChecks
        {
            Residuals = RealizedResiduals.Of(observations, errors, draws.Count, share => Report("residuals", share), cancellation),
            LeaveOneOut = LeaveOneOut.Of(density.Judged.Length, draws.Count, density.Fill, share => Report("leave-one-out", share), cancellation),
            Counts = errors is IReplicatedCounts counts
                ? CountChecks.Of(observations, counts, [.. Enumerable.Range(0, draws.Count)], withErrors: false, share => Report("predicted counts", share), cancellation)
                : null,
            Judged = density.Judged,
            Source = [.. density.Judged.Select(density.SourceOf)],
        };

        void Report(string what, double share) => progress?.Report(new FitProgress($"checks, {what}", share));
    }

    /// <summary>
    /// Draws to look at so many observations under: up to <see cref="MostDraws"/> within the budget, <see cref="UsualDraws"/> up to twice the budget,
    /// and then fewer.
    /// </summary>
    /// <param name="budget">Observations × draws that take a few seconds.</param>
    /// <param name="observations">How many observations.</param>
    internal static int Affordable(long budget, int observations)
    {
        long within = budget / Math.Max(1, observations);
        return (int)Math.Clamp(within, Math.Clamp(2 * within, FewestDraws, UsualDraws), MostDraws);
    }
}
