using System.Diagnostics;
using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;

namespace GpuConcord.Host.Checks;

/// <summary>How long checks will take, told beforehand where that is long.</summary>
internal static class CheckTime
{
    // A check that takes longer than this, in seconds, is announced; how long it takes is measured on a few sources, the first of them unmeasured
    // because the runtime is still compiling.
    private const double Long = 10;
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(0.15);

    /// <summary>Announces checks that look at every observation under every draw.</summary>
    public static void Announce(
        Observations observations, ISourceErrors errors, LeaveOutDensity density, int draws, Action<string> notice, CancellationToken cancellation)
    {
        double[] residuals = new double[observations.InstrumentCount];
        Say(Seconds(density, Look, cancellation), $"{observations.Count:N0} observations under {draws} draws each", notice);

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

    /// <summary>Announces checks of a sample, by what they do with every observation.</summary>
    public static void Announce(
        Observations observations, ISourceErrors errors, LeaveOutDensity density, SigmaPoints points, int[] few, Action<string> notice, CancellationToken cancellation)
    {
        double[] own = new double[observations.InstrumentCount], expected = new double[own.Length], variance = new double[own.Length];
        Expansion expansion = new(observations, errors, points);
        Say(Seconds(density, Look, cancellation), $"{observations.Count:N0} observations", notice);

        int Look(int source)
        {
            int count = observations.First[source + 1] - observations.First[source];
            foreach (int s in few)
            {
                errors.Residuals(source, s, own.AsSpan(0, count));
            }

            expansion.At(source);
            for (int s = 0; errors is IReplicatedCounts counts && s < ModelChecks.FewestDraws; s++)
            {
                counts.Replicate(source, s, own.AsSpan(0, count), expected.AsSpan(0, count), variance.AsSpan(0, count));
            }

            return count;
        }
    }

    private static void Say(double seconds, FormattableString what, Action<string> notice)
    {
        if (seconds > Long)
        {
            notice($"Checking {what.ToString(CultureInfo.InvariantCulture)} takes about {InWords(seconds)}. Ctrl-C stops it; without --check the fit is the same.");
        }
    }

    /// <summary>About how long that takes on all cores, from a few sources on one.</summary>
    private static double Seconds(LeaveOutDensity density, Func<int, int> look, CancellationToken cancellation)
    {
        if (density.Judged.Length == 0)
        {
            return 0;
        }

        // A stride with no common factor visits all of the table, whatever its order.
        const long Stride = 7919;
        int looked = 0;
        Stopwatch clock = Stopwatch.StartNew();
        for (int trial = 0; trial < 2; trial++)
        {
            looked = 0;
            clock.Restart();
            for (long k = 0; clock.Elapsed < Trial; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                looked += look(density.SourceOf(density.Judged[(int)(k * Stride % density.Judged.Length)]));
            }
        }

        return clock.Elapsed.TotalSeconds / looked * density.Judged.Length / Environment.ProcessorCount;
    }

    private static string InWords(double seconds) => seconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{10 * Math.Ceiling(seconds / 10):F0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):F0} minutes");
}
