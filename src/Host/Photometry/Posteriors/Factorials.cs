using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Photometry;
using MathNet.Numerics;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>The reciprocal factorials that a series' coefficients take from a table, correctly rounded whatever the length of the series.</summary>
internal static class Factorials
{
    /// <summary>1/l! for l = 0 … <see cref="SeriesKernel.MaxTerms"/> − 1 in device memory.</summary>
    public static Memory Upload(Device device)
    {
        double[] values = new double[SeriesKernel.MaxTerms];
        for (int l = 0; l < values.Length; l++)
        {
            values[l] = 1.0 / SpecialFunctions.Factorial(l);
        }

        return device.Upload(values);
    }
}
