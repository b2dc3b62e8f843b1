using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Sampling;

/// <summary>Sums over iterations that every chain keeps on a device, brought together.</summary>
/// <param name="options">Chains, iterations.</param>
/// <param name="length">Sums a chain.</param>
internal sealed class ChainTotals(FitOptions options, long length)
{
    private readonly double[] totals = new double[Tiles.RoundUp(options.Chains) * length];

    /// <summary>Where the totals of some chains go, laid out as on the device.</summary>
    public Span<double> Of(int firstChain, int lanes) => totals.AsSpan((int)(firstChain * length), (int)(lanes * length));

    /// <summary>Means over chains and iterations of a run of totals, and their errors from the spread of the chains' own means.</summary>
    public (double[] Mean, double[] Error) Means(long first, int count)
    {
        double iterations = (double)options.Draws * options.Thin;
        double[] mean = new double[count];
        double[] error = new double[count];
        SideBySide.For(0, count, k =>
        {
            double sum = 0;
            double square = 0;
            double origin = totals[Tiles.Offset(0, length) + ((first + k) * Tiles.Width)] / iterations;
            for (int chain = 0; chain < options.Chains; chain++)
            {
                double own = (totals[Tiles.Offset(chain, length) + ((first + k) * Tiles.Width)] / iterations) - origin;
                sum += own;
                square += own * own;
            }

            double shift = sum / options.Chains;
            mean[k] = origin + shift;
            error[k] = Math.Sqrt(Math.Max(0.0, (square / options.Chains) - (shift * shift)) / (options.Chains - 1));
        }, CancellationToken.None);
        return (mean, error);
    }
}
