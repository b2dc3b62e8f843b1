using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.Collapsed;

/// <summary>What a round of iterations showed of one problem, pooled over its chains.</summary>
/// <param name="Acceptance">Mean acceptance probability.</param>
/// <param name="Divergences">Number of divergent trajectories.</param>
/// <param name="Mean">Mean of each η_i over chains and iterations.</param>
/// <param name="Sd">Standard deviation of each η_i over chains and iterations.</param>
/// <param name="AutocorrelationTime">
/// The largest integrated autocorrelation time, in iterations, among η_i and (η_i − centre)², from the spread of chain means: with
/// R iterations a chain, Var(chain mean) = σ²τ/R. Saturates near R.
/// </param>
internal sealed record PooledMoments(
    double Acceptance, long Divergences, double[] Mean, double[] Sd, double AutocorrelationTime)
{
    /// <summary>Pools the totals of <paramref name="chains"/> chains whose first lane is <paramref name="firstLane"/>.</summary>
    public static PooledMoments Of(
        ReadOnlySpan<double> totals, int firstLane, int chains, int instruments, int iterations, ReadOnlySpan<double> centre)
    {
        int length = TotalsRow.Length(instruments);
        double acceptance = 0;
        double divergences = 0;
        for (int chain = 0; chain < chains; chain++)
        {
            long row = Tiles.Offset(firstLane + chain, length);
            acceptance += totals[(int)row + (TotalsRow.Acceptance * Tiles.Width)];
            divergences += totals[(int)row + (TotalsRow.Divergences * Tiles.Width)];
        }

        double[] mean = new double[instruments];
        double[] sd = new double[instruments];
        double slowest = 0;
        Span<double> sums = stackalloc double[6];
        for (int i = 0; i < instruments; i++)
        {
            sums.Clear();
            for (int chain = 0; chain < chains; chain++)
            {
                int row = (int)Tiles.Offset(firstLane + chain, length) + ((TotalsRow.Moments + (3 * i)) * Tiles.Width);
                double first = totals[row] / iterations;
                double second = totals[row + Tiles.Width] / iterations;
                sums[0] += first;
                sums[1] += second;
                sums[2] += totals[row + (2 * Tiles.Width)] / iterations;
                sums[3] += first * first;
                sums[4] += second * second;
            }

            double m1 = sums[0] / chains;
            double m2 = sums[1] / chains;
            double m4 = sums[2] / chains;
            mean[i] = centre[i] + m1;
            sd[i] = Math.Sqrt(Math.Max(0.0, m2 - (m1 * m1)));
            slowest = Math.Max(slowest, Time(iterations, chains, sums[3] / chains, m1, m2));
            slowest = Math.Max(slowest, Time(iterations, chains, sums[4] / chains, m2, m4));
        }

        return new PooledMoments(acceptance / ((double)chains * iterations), (long)divergences, mean, sd, slowest);
    }

    private static double Time(int iterations, int chains, double meanOfSquares, double mean, double square)
    {
        double between = (meanOfSquares - (mean * mean)) * chains / Math.Max(1, chains - 1);
        double within = square - (mean * mean);
        return within > 0 ? iterations * between / within : double.PositiveInfinity;
    }
}
