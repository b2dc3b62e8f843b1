using System.Diagnostics;
using System.Globalization;
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

    /// <summary>Draws that are looked at when there are so many observations that more would take long.</summary>
    public const int UsualDraws = 500;

    /// <summary>
    /// Fewest draws that are looked at, however many observations there are: fewer weights than these do not tell a tail from a body (their k̂
    /// would exceed <see cref="LeaveOneOut.Threshold"/> by chance in one of a million observations).
    /// </summary>
    public const int FewestDraws = 200;

    // A check that takes longer than this, in seconds, is announced; how long it takes is measured on a few sources, the first of them unmeasured
    // because the runtime is still compiling.
    private const double Long = 10;
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(0.15);

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
        int most = Affordable(model.Can.CheckBudget, observations.Count);
        ThinnedDraws draws = new(observations, blocks, model.KnownVariance(observations), options, most);
        ISourceErrors errors = model.Errors(draws);
        LeaveOutDensity density = new(observations, errors, draws.Count);
        if (notice is not null && most < MostDraws && Seconds(observations, errors, density, draws.Count, cancellation) is > Long and double seconds)
        {
            notice(string.Create(CultureInfo.InvariantCulture, $"Checking {observations.Count:N0} observations under {draws.Count} draws each takes about {InWords(seconds)}. ")
                + "Ctrl-C stops it; without --check the fit is the same.");
        }

        return new ModelChecks
        {
            Residuals = RealizedResiduals.Of(observations, errors, draws.Count, share => Report("residuals", share), cancellation),
            LeaveOneOut = LeaveOneOut.Of(density.Judged.Length, draws.Count, density.Fill, share => Report("leave-one-out", share), cancellation),
            Counts = errors is IReplicatedCounts counts
                ? CountChecks.Of(observations, counts, draws.Count, share => Report("predicted counts", share), cancellation)
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

    /// <summary>About how long the checks will take on all cores, from a few sources on one.</summary>
    private static double Seconds(Observations observations, ISourceErrors errors, LeaveOutDensity density, int draws, CancellationToken cancellation)
    {
        if (density.Judged.Length == 0)
        {
            return 0;
        }

        // A stride with no common factor visits all of the table, whatever its order.
        const long Stride = 7919;
        double[] residuals = new double[observations.InstrumentCount];
        int looked = 0;
        Stopwatch clock = Stopwatch.StartNew();
        for (int trial = 0; trial < 2; trial++)
        {
            looked = 0;
            clock.Restart();
            for (long k = 0; clock.Elapsed < Trial; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                int source = density.SourceOf(density.Judged[(int)(k * Stride % density.Judged.Length)]);
                looked += Look(source);
            }
        }

        return clock.Elapsed.TotalSeconds / looked * density.Judged.Length / Environment.ProcessorCount;

        int Look(int source)
        {
            int count = observations.First[source + 1] - observations.First[source];
            for (int s = 0; s < draws; s++)
            {
                errors.Residuals(source, s, residuals.AsSpan(0, count));
            }

            int first = Array.BinarySearch(density.Judged, observations.First[source]);
            LeaveOneOut.Of(count, draws, (k, values) => density.Fill(first + k, values), null, CancellationToken.None);
            return count;
        }
    }

    private static string InWords(double seconds) => seconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{10 * Math.Ceiling(seconds / 10):F0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):F0} minutes");
}
