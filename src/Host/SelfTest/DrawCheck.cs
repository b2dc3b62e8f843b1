using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.SelfTest;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.SelfTest;

/// <summary>
/// Draws of every distribution against their distribution functions: the Kolmogorov–Smirnov distance, times √n, of 2¹⁸ draws. Chance
/// exceeds the limit once in 20,000 times; the draws of a seed are the same every time.
/// </summary>
internal static class DrawCheck
{
    private const int Lanes = 4096;
    private const int Iterations = 64;
    private const double SmallShape = 0.5;
    private const double LargeShape = 200.0;
    private const double K = 200.0;
    private const double A = 25.0;
    private const double B = 1.5;
    private const double MostDistance = 2.3;

    /// <summary>The findings by name of distribution.</summary>
    public static IReadOnlyList<(string Name, Finding Finding)> Run(Device device)
    {
        using Memory memory = device.Allocate((long)DrawProbe.Kinds * Lanes * Iterations);
        device.Launch<DrawProbe, DrawProbeArguments>(
            Lanes, new DrawProbeArguments(memory.View, StreamKey.Of(1, 0), Lanes, Iterations, SmallShape, LargeShape, K, A, B));
        double[] values = memory.ToArray();
        return
        [
            ("uniform draws", Distance(values, 0, x => x)),
            ("normal draws", Distance(values, 1, x => Normal.CDF(0.0, 1.0, x))),
            ("gamma draws, shape 0.5", Distance(values, 2, x => SpecialFunctions.GammaLowerRegularized(SmallShape, x))),
            ("gamma draws, shape 200", Distance(values, 3, x => SpecialFunctions.GammaLowerRegularized(LargeShape, x))),
            ("generalized inverse Gaussian draws", Distance(values, 4, GeneralizedInverseGaussianCdf())),
        ];
    }

    private static Finding Distance(double[] values, int kind, Func<double, double> cdf)
    {
        double[] draws = new double[Lanes * Iterations];
        for (int i = 0; i < Iterations; i++)
        {
            Array.Copy(values, ((long)i * DrawProbe.Kinds * Lanes) + ((long)kind * Lanes), draws, (long)i * Lanes, Lanes);
        }

        Array.Sort(draws);
        double distance = double.IsNaN(draws[0]) ? double.NaN : 0.0;
        for (int i = 0; i < draws.Length; i++)
        {
            double p = cdf(draws[i]);
            distance = Math.Max(distance, Math.Max(p - ((double)i / draws.Length), ((i + 1.0) / draws.Length) - p));
        }

        return new Finding(distance * Math.Sqrt(draws.Length), MostDistance, "KS √n");
    }

    /// <summary>The distribution function of density ∝ v^(−k−1) exp(−(a·v + b/v)/2), by the trapezoidal rule in ln v.</summary>
    private static Func<double, double> GeneralizedInverseGaussianCdf()
    {
        const int Points = 8001;
        double s = 0.5 * (K + Math.Sqrt((K * K) + (A * B)));
        double mode = Math.Log(B / (2.0 * s));
        double width = 12.0 / Math.Sqrt(s);
        double first = mode - width;
        double step = 2.0 * width / (Points - 1);
        double LogDensity(double u) => (-K * u) - (0.5 * ((A * Math.Exp(u)) + (B * Math.Exp(-u))));
        double[] cumulative = new double[Points];
        double before = Math.Exp(LogDensity(first) - LogDensity(mode));
        for (int i = 1; i < Points; i++)
        {
            double density = Math.Exp(LogDensity(first + (i * step)) - LogDensity(mode));
            cumulative[i] = cumulative[i - 1] + (0.5 * (before + density));
            before = density;
        }

        return v =>
        {
            double at = Math.Clamp((Math.Log(v) - first) / step, 0.0, Points - 1.000001);
            int i = (int)at;
            return (cumulative[i] + ((at - i) * (cumulative[i + 1] - cumulative[i]))) / cumulative[^1];
        };
    }
}
