using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
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
        Totals[] totals = new Totals[draws];
        double[] mean = new double[observations.Count];
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

        return Checks(observations, errors, totals, mean, withErrors: false);
    }

    /// <summary>What the totals of some draws say.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="errors">What the model says of them.</param>
    /// <param name="totals">An entry a draw.</param>
    /// <param name="mean">Mean residual of every observation.</param>
    /// <param name="withErrors">Whether to say how far the number of draws leaves each figure uncertain.</param>
    internal static ResidualChecks Checks(Observations observations, ISourceErrors errors, Totals[] totals, double[] mean, bool withErrors)
    {
        int[] count = Counts(observations, errors.PredictsAlone ? 1 : 2);
        InstrumentCheck[] instruments = [.. Enumerable.Range(0, observations.InstrumentCount).Select(i => new InstrumentCheck(
            count[i],
            Average(t => t.Beyond2[i]),
            Average(t => t.Beyond3[i]),
            Average(t => ScatterTail(t.Squares[i], count[i])),
            Average(t => ExtremeTail(t.Largest[i], count[i])))
        {
            Errors = Errors(t => t.Beyond2[i], t => t.Beyond3[i], t => ScatterTail(t.Squares[i], count[i]), t => ExtremeTail(t.Largest[i], count[i])),
        })];
        int all = count.Sum();
        InstrumentCheck together = new(
            all,
            instruments.Sum(check => check.Beyond2),
            instruments.Sum(check => check.Beyond3),
            Average(t => ScatterTail(t.Squares.Sum(), all)),
            Average(t => ExtremeTail(t.Largest.Max(), all)))
        {
            Errors = Errors(t => t.Beyond2.Sum(), t => t.Beyond3.Sum(), t => ScatterTail(t.Squares.Sum(), all), t => ExtremeTail(t.Largest.Max(), all)),
        };
        return new ResidualChecks(instruments, together, mean);

        double Average(Func<Totals, double> value) => totals.Average(value);

        InstrumentCheckErrors? Errors(Func<Totals, double> beyond2, Func<Totals, double> beyond3, Func<Totals, double> scatter, Func<Totals, double> extreme) =>
            withErrors ? new InstrumentCheckErrors(Error(beyond2), Error(beyond3), Error(scatter), Error(extreme)) : null;

        // Draws are taken as independent.
        double Error(Func<Totals, double> value)
        {
            double[] values = Array.ConvertAll(totals, t => value(t));
            return Math.Sqrt(Moments.Variance(values, Moments.Mean(values)) / values.Length);
        }
    }

    /// <summary>Probability that n independent standard normals have a larger sum of squares: χ²_n.</summary>
    internal static double ScatterTail(double squares, int n) => n == 0 ? double.NaN : SpecialFunctions.GammaUpperRegularized(n / 2.0, squares / 2);

    /// <summary>Probability that the largest of n independent standard normals, by size, exceeds <paramref name="largest"/>.</summary>
    internal static double ExtremeTail(double largest, int n) =>
        n == 0 ? double.NaN : -SpecialFunctions.Expm1(n * SpecialFunctions.Log1p(-2 * Normal.CDF(0, 1, -largest)));

    private static Totals Look(Observations observations, ISourceErrors errors, int s, double[] sum, CancellationToken cancellation)
    {
        int n = observations.InstrumentCount;
        Totals totals = Totals.Of(n);
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
                sum[first + k] += residuals[k];
                totals.Add(observations.Instrument[first + k], residuals[k]);
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
    internal readonly record struct Totals(double[] Squares, double[] Largest, int[] Beyond2, int[] Beyond3)
    {
        /// <summary>Nothing yet, of so many instruments.</summary>
        public static Totals Of(int instruments) => new(new double[instruments], new double[instruments], new int[instruments], new int[instruments]);

        /// <summary>Adds a residual.</summary>
        public void Add(int instrument, double residual)
        {
            double size = Math.Abs(residual);
            Squares[instrument] += residual * residual;
            Largest[instrument] = Math.Max(Largest[instrument], size);
            Beyond2[instrument] += size > 2 ? 1 : 0;
            Beyond3[instrument] += size > 3 ? 1 : 0;
        }

        /// <summary>Adds what the same draw shows of other sources.</summary>
        public void Add(Totals other)
        {
            for (int i = 0; i < Squares.Length; i++)
            {
                Squares[i] += other.Squares[i];
                Largest[i] = Math.Max(Largest[i], other.Largest[i]);
                Beyond2[i] += other.Beyond2[i];
                Beyond3[i] += other.Beyond3[i];
            }
        }
    }
}
