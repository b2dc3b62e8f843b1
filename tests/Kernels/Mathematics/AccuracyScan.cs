using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

/// <summary>A function against the host's over millions of random points.</summary>
internal static class AccuracyScan
{
    private const int Points = 1 << 20;

    /// <summary>Fails where a value is further than <paramref name="bound"/> units in the last place from the host's.</summary>
    /// <param name="argument">Maps two uniforms in [0, 1) to a point.</param>
    /// <param name="host">The host's function.</param>
    /// <param name="bound">Own promise plus the host's own error.</param>
    public static void Compare<TFunction>(Func<double, double, double> argument, Func<double, double> host, double bound)
        where TFunction : IFunction
    {
        System.Random random = new(20240607);
        double[] points = new double[Points];
        for (int i = 0; i < Points; i++)
        {
            points[i] = argument(random.NextDouble(), random.NextDouble());
        }

        using Device device = Device.OpenSimd();
        double[] found = Map.Over<TFunction>(device, points);
        for (int i = 0; i < Points; i++)
        {
            double value = host(points[i]);
            if (!(Ulp.Error(found[i], value) <= bound))
            {
                Assert.Fail($"at {points[i]:R}: found {found[i]:R}, the host has {value:R}");
            }
        }
    }

    /// <summary>A positive double of any exponent, subnormals included, from two uniforms.</summary>
    public static double AnyPositive(double u, double w) =>
        BitConverter.Int64BitsToDouble(((long)(u * 2047.0) << 52) | (long)(w * (1L << 52)));

    /// <summary>A double in (low, high), uniform in its logarithm; the sign from the second uniform.</summary>
    public static double Signed(double low, double high, double u, double w) =>
        Math.CopySign(low * Math.Pow(high / low, u), w - 0.5);
}
