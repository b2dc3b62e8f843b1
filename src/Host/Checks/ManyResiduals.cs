using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Checks;

/// <summary>
/// The checks of <see cref="RealizedResiduals"/> for very many observations: all of them are looked at, so that no outlier is missed, under few draws, and those that stand
/// out under all. Memory does not grow with observations × cores.
/// </summary>
internal static class ManyResiduals
{
    // Runs of sources whose sums are made one by one, whatever the number of cores, so that they do not depend on it.
    private const int Runs = 256;

    // A mean over 24 draws is known to 0.2 at worst, and to 0.12 where it can be large at all: what may lie beyond 3 is looked at again.
    private const double Candidate = 2.5;

    /// <summary>Checks every instrument.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="errors">What the model says of them.</param>
    /// <param name="draws">Draws of those that stand out: 0 to before this.</param>
    /// <param name="few">The draws of all observations.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ResidualChecks Of(
        Observations observations, ISourceErrors errors, int draws, int[] few, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        int runs = Math.Clamp(observations.SourceCount, 1, Runs);
        RealizedResiduals.Totals[][] parts = new RealizedResiduals.Totals[runs][];
        double[] mean = new double[observations.Count];
        int done = 0;
        SideBySide.For(0, runs, run =>
        {
            parts[run] = [.. few.Select(_ => RealizedResiduals.Totals.Of(observations.InstrumentCount))];
            for (int j = First(run); j < First(run + 1); j++)
            {
                cancellation.ThrowIfCancellationRequested();
                Look(observations, errors, j, draws, few, parts[run], mean);
            }

            progress?.Invoke((double)Interlocked.Increment(ref done) / runs);
        }, cancellation);
        RealizedResiduals.Totals[] totals = parts[0];
        foreach (RealizedResiduals.Totals[] part in parts.Skip(1))
        {
            for (int s = 0; s < few.Length; s++)
            {
                totals[s].Add(part[s]);
            }
        }

        return RealizedResiduals.Checks(observations, errors, totals, mean, withErrors: true);

        int First(int run) => (int)((long)run * observations.SourceCount / runs);
    }

    private static void Look(
        Observations observations, ISourceErrors errors, int j, int draws, int[] few, RealizedResiduals.Totals[] totals, double[] mean)
    {
        int first = observations.First[j];
        int count = observations.First[j + 1] - first;
        if (count < (errors.PredictsAlone ? 1 : 2))
        {
            return;
        }

        Span<double> residuals = stackalloc double[count];
        for (int s = 0; s < few.Length; s++)
        {
            errors.Residuals(j, few[s], residuals);
            for (int k = 0; k < count; k++)
            {
                totals[s].Add(observations.Instrument[first + k], residuals[k]);
                mean[first + k] += residuals[k];
            }
        }

        Span<double> own = mean.AsSpan(first, count);
        foreach (ref double sum in own)
        {
            sum /= few.Length;
        }

        if (few.Length < draws && own.ContainsAnyExceptInRange(-Candidate, Candidate))
        {
            own.Clear();
            for (int s = 0; s < draws; s++)
            {
                errors.Residuals(j, s, residuals);
                for (int k = 0; k < count; k++)
                {
                    own[k] += residuals[k] / draws;
                }
            }
        }
    }
}
