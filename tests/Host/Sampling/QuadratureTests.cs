using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>
/// With three instruments ln v has three dimensions: the trapezoidal rule over ±7 standard deviations gives the posterior to
/// ten digits, and the sampler has to meet it within its own stated Monte Carlo error.
/// </summary>
public class QuadratureTests
{
    private const int Points = 41;
    private const double Reach = 7;

    [Fact]
    public void The_collapsed_sampler_meets_the_integral()
    {
        PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Read("xcal_shape"));
        Priors priors = Priors.Uniform(3, 0.05, 1.5, 0.008649);
        CollapsedPosterior posterior = new(statistics, priors);
        MarginalMode mode = MarginalMode.Find(posterior);
        (double[] variance, double[] area) = Integrate(posterior, mode);

        using Device device = Device.OpenSimd();
        FitOptions options = new() { Chains = 1024, WarmUp = 100, Draws = 200 };
        PosteriorDraws draws = LogNormalSampling.Run(statistics, priors, WeighedMode.All(posterior), options, device, null, TestContext.Current.CancellationToken);
        for (int i = 0; i < 3; i++)
        {
            Meets(variance[i], ParameterSummary.Of($"sigma2[{i}]", draws.Variance[i], options.Chains));
            Meets(area[i], ParameterSummary.Of($"B[{i}]", draws.LogArea[i], options.Chains));
        }
    }

    private static void Meets(double expected, ParameterSummary found)
    {
        double z = (found.Mean - expected) / found.McseMean;
        Assert.True(Math.Abs(z) < 4, $"{found.Name}: mean {found.Mean:R} ± {found.McseMean:R}, integral {expected:R}, z = {z:F2}");
    }

    private static (double[] Variance, double[] Area) Integrate(CollapsedPosterior posterior, MarginalMode mode)
    {
        double[][] planes = new double[Points][];
        Parallel.For(0, Points, a => planes[a] = Plane(posterior, mode, a));
        double[] sums = [.. Enumerable.Range(0, 7).Select(k => planes.Sum(plane => plane[k]))];
        return ([.. sums[1..4].Select(sum => sum / sums[0])], [.. sums[4..7].Select(sum => sum / sums[0])]);
    }

    /// <summary>Sums of p, p·v (3) and p·E[B | v] (3) over one plane of the grid.</summary>
    private static double[] Plane(CollapsedPosterior posterior, MarginalMode mode, int a)
    {
        double[] sums = new double[7];
        double[] eta = new double[3];
        for (int at = 0; at < Points * Points; at++)
        {
            int[] index = [a, at / Points, at % Points];
            for (int i = 0; i < 3; i++)
            {
                double step = Reach * ((2.0 * index[i] / (Points - 1)) - 1);
                eta[i] = mode.LogVariance[i] + (step * Math.Sqrt(mode.LogVarianceCovariance[i, i]));
            }

            double density = Math.Exp(posterior.LogDensity(eta) - mode.LogDensity);
            if (density < 1e-16)
            {
                continue;
            }

            (double[] mean, _) = posterior.AreasGiven(eta);
            sums[0] += density;
            for (int i = 0; i < 3; i++)
            {
                sums[1 + i] += density * Math.Exp(eta[i]);
                sums[4 + i] += density * mean[i];
            }
        }

        return sums;
    }
}
