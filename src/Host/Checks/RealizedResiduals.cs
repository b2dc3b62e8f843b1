using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Threads;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Checks;

/// <summary>
/// Posterior predictive checks by realised residuals (Gelman, Meng and Stern 1996, Statistica Sinica 6, 733):
/// r_ij = (y_ij − B_i − G_j + s_ij/2)/√s_ij under every draw of (B, G, v), and for other errors their normal score. Of replicated data the same
/// residuals are independent standard normals, so that the reference distribution of every check is known and needs no simulation.
/// </summary>
internal static class RealizedResiduals
{
    // Draws are summed in so many parts, whatever the number of cores, so that the sums do not depend on it.
    private const int Blocks = 16;

    // Sources between two looks at whether the user interrupts: some milliseconds.
    private const int Often = 1 << 12;

    /// <summary>Checks every instrument, and marks the observations that stand out.</summary>
    public static ResidualChecks Of(
        Observations observations, ISourceErrors errors, int draws, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        int n = observations.InstrumentCount;
        Totals[] totals = new Totals[draws];
        double[] mean = new double[observations.Count];
        int fewest = errors.PredictsAlone ? 1 : 2;
        int[] count = Counts(observations, fewest);
        int[][] blocks = [.. Enumerable.Range(0, draws).Chunk(Math.Max(1, draws / Blocks))];
        double[][] means = new double[blocks.Length][];
        int done = 0;
        SideBySide.For(0, blocks.Length, block =>
        {
            double[] own = means[block] = new double[observations.Count];
            foreach (int s in blocks[block])
            {
                totals[s] = Look(observations, errors, s, own, cancellation);
                progress?.Invoke((double)Interlocked.Increment(ref done) / draws);
            }
        }, cancellation);
        foreach (double[] own in means)
        {
            for (int o = 0; o < mean.Length; o++)
            {
                mean[o] += own[o] / draws;
            }
        }

        InstrumentCheck[] instruments = [.. Enumerable.Range(0, n).Select(i => new InstrumentCheck(
            count[i],
            Average(t => t.Beyond2[i]),
            Average(t => t.Beyond3[i]),
            Average(t => ScatterTail(t.Squares[i], count[i])),
            Average(t => ExtremeTail(t.Largest[i], count[i]))))];
        int all = count.Sum();
        InstrumentCheck together = new(
            all,
            instruments.Sum(check => check.Beyond2),
            instruments.Sum(check => check.Beyond3),
            Average(t => ScatterTail(t.Squares.Sum(), all)),
            Average(t => ExtremeTail(t.Largest.Max(), all)));
        return new ResidualChecks(instruments, together, mean);

        double Average(Func<Totals, double> value) => totals.Average(value);
    }

    /// <summary>Probability that n independent standard normals have a larger sum of squares: χ²_n.</summary>
    internal static double ScatterTail(double squares, int n) => n == 0 ? double.NaN : SpecialFunctions.GammaUpperRegularized(n / 2.0, squares / 2);

    /// <summary>Probability that the largest of n independent standard normals, by size, exceeds <paramref name="largest"/>.</summary>
    internal static double ExtremeTail(double largest, int n) =>
        n == 0 ? double.NaN : -SpecialFunctions.Expm1(n * SpecialFunctions.Log1p(-2 * Normal.CDF(0, 1, -largest)));

    private static Totals Look(Observations observations, ISourceErrors errors, int s, double[] sum, CancellationToken cancellation)
    {
        int n = observations.InstrumentCount;
        Totals totals = new(new double[n], new double[n], new int[n], new int[n]);
        Span<double> residuals = new double[n];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            if (j % Often == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            int first = observations.First[j];
            int count = observations.First[j + 1] - first;
            if (count < (errors.PredictsAlone ? 1 : 2))
            {
                continue;
            }

            errors.Residuals(j, s, residuals[..count]);
            for (int k = 0; k < count; k++)
            {
                double residual = residuals[k];
                double size = Math.Abs(residual);
                int i = observations.Instrument[first + k];
                sum[first + k] += residual;
                totals.Squares[i] += residual * residual;
                totals.Largest[i] = Math.Max(totals.Largest[i], size);
                totals.Beyond2[i] += size > 2 ? 1 : 0;
                totals.Beyond3[i] += size > 3 ? 1 : 0;
            }
        }

        return totals;
    }

    /// <summary>Observations of each instrument whose source has so many or more.</summary>
    private static int[] Counts(Observations observations, int fewest)
    {
        int[] count = new int[observations.InstrumentCount];
        for (int j = 0; j < observations.SourceCount; j++)
        {
            for (int o = observations.First[j]; o < observations.First[j + 1] && observations.First[j + 1] - observations.First[j] >= fewest; o++)
            {
                count[observations.Instrument[o]]++;
            }
        }

        return count;
    }

    /// <summary>What one draw shows, by instrument.</summary>
    private readonly record struct Totals(double[] Squares, double[] Largest, int[] Beyond2, int[] Beyond3);
}
