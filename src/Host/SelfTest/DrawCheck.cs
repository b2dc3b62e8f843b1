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
    private const double Trials = 50.0;
    private const double SmallChance = 0.1;
    private const double LargeChance = 0.7;
    private const double Counts = 20.0;
    private const double Precision = 30.0;
    private const double LooserPrecision = 5.0;
    private const double MostDistance = 2.3;

    /// <summary>The findings by name of distribution.</summary>
    public static IReadOnlyList<(string Name, Finding Finding)> Run(Device device)
    {
        using Memory memory = device.Allocate((long)DrawProbe.Kinds * Lanes * Iterations);
        device.Launch<DrawProbe, DrawProbeArguments>(
            Lanes,
            new DrawProbeArguments(
                memory.View, StreamKey.Of(1, 0), Lanes, Iterations, SmallShape, LargeShape, K, A, B,
                Trials, SmallChance, LargeChance, Counts, Precision, LooserPrecision));
        double[] values = memory.ToArray();
        return
        [
            ("uniform draws", Distance(values, 0, x => x)),
            ("normal draws", Distance(values, 1, x => Normal.CDF(0.0, 1.0, x))),
            ("gamma draws, shape 0.5", Distance(values, 2, x => SpecialFunctions.GammaLowerRegularized(SmallShape, x))),
            ("gamma draws, shape 200", Distance(values, 3, x => SpecialFunctions.GammaLowerRegularized(LargeShape, x))),
            ("generalized inverse Gaussian draws", Distance(values, 4, GeneralizedInverseGaussianCdf())),
            ("binomial draws, 50 trials of 0.1", Distance(values, 5, BinomialCdf(SmallChance), spacing: 1.0)),
            ("binomial draws, 50 trials of 0.7", Distance(values, 6, BinomialCdf(LargeChance), spacing: 1.0)),
            ("log-intensity draws, 20 counts, prior precision 30", Distance(values, 7, LogPoissonNormalCdf(Precision))),
            ("log-intensity draws, 20 counts, prior precision 5", Distance(values, 8, LogPoissonNormalCdf(LooserPrecision))),
        ];
    }

    // Draws of whole numbers have steps in their distribution function: it is compared below each value and at it.
    private static Finding Distance(double[] values, int kind, Func<double, double> cdf, double spacing = 0.0)
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
            if (i == 0 || draws[i] != draws[i - 1])
            {
                distance = Math.Max(distance, cdf(draws[i] - spacing) - ((double)i / draws.Length));
            }

            if (i == draws.Length - 1 || draws[i] != draws[i + 1])
            {
                distance = Math.Max(distance, ((i + 1.0) / draws.Length) - cdf(draws[i]));
            }
        }

        return new Finding(distance * Math.Sqrt(draws.Length), MostDistance, "KS √n");
    }

    private static Func<double, double> BinomialCdf(double chance) => k => k < 0.0 ? 0.0 : MathNet.Numerics.Distributions.Binomial.CDF(chance, (int)Trials, k);

    private static Func<double, double> GeneralizedInverseGaussianCdf()
    {
        double s = 0.5 * (K + Math.Sqrt((K * K) + (A * B)));
        double mode = Math.Log(B / (2.0 * s));
        Func<double, double> ofLog = Cdf(u => (-K * u) - (0.5 * ((A * Math.Exp(u)) + (B * Math.Exp(-u)))), mode, 12.0 / Math.Sqrt(s));
        return v => ofLog(Math.Log(v));
    }

    // With k = h and eta = 0 the mode is 0.
    private static Func<double, double> LogPoissonNormalCdf(double precision) =>
        Cdf(x => (Counts * (x - Math.Exp(x))) - (0.5 * precision * x * x), 0.0, 12.0 / Math.Sqrt(Counts + precision));

    /// <summary>The distribution function of a density on mode ± width, by the trapezoidal rule.</summary>
    private static Func<double, double> Cdf(Func<double, double> logDensity, double mode, double width)
    {
        const int Points = 8001;
        double first = mode - width;
        double step = 2.0 * width / (Points - 1);
        double[] cumulative = new double[Points];
        double before = Math.Exp(logDensity(first) - logDensity(mode));
        for (int i = 1; i < Points; i++)
        {
            double density = Math.Exp(logDensity(first + (i * step)) - logDensity(mode));
            cumulative[i] = cumulative[i - 1] + (0.5 * (before + density));
            before = density;
        }

        return x =>
        {
            double at = Math.Clamp((x - first) / step, 0.0, Points - 1.000001);
            int i = (int)at;
            return (cumulative[i] + ((at - i) * (cumulative[i + 1] - cumulative[i]))) / cumulative[^1];
        };
    }
}
