using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Photometry;
using MathNet.Numerics;
using MathNet.Numerics.Integration;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// The constants of the aperture kernels: the reciprocal factorials that a series' coefficients take from a table, correctly rounded whatever the length of
/// the series, and a rule of Gauss and Legendre.
/// </summary>
internal static class Factorials
{
    /// <summary>1/l! for l = 0 … <see cref="SeriesKernel.MaxTerms"/> − 1, then nodes on [−1, 1] and weights, by turns, in device memory.</summary>
    public static Memory Upload(Device device)
    {
        const int Nodes = ThinnedKernel.Nodes;
        double[] values = new double[SeriesKernel.MaxTerms + (2 * Nodes)];
        for (int l = 0; l < SeriesKernel.MaxTerms; l++)
        {
            values[l] = 1.0 / SpecialFunctions.Factorial(l);
        }

        GaussLegendreRule rule = new(-1.0, 1.0, Nodes);
        for (int k = 0; k < Nodes; k++)
        {
            values[SeriesKernel.MaxTerms + (2 * k)] = rule.GetAbscissa(k);
            values[SeriesKernel.MaxTerms + (2 * k) + 1] = rule.GetWeight(k);
        }

        return device.Upload(values);
    }
}
