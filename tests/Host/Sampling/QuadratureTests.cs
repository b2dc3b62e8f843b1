using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using MathNet.Numerics.Distributions;
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
        double[] means = Integrate(posterior, mode, eta => [.. eta.Select(Math.Exp), .. posterior.AreasGiven(eta).Mean]);
        (double[] variance, double[] area) = (means[..3], means[3..]);

        using Device device = Device.OpenSimd();
        FitOptions options = new() { Chains = 1024, WarmUp = 100, Draws = 200 };
        PosteriorDraws draws = LogNormalSampling.Run(statistics, priors, WeighedMode.All(posterior), options, device, null, TestContext.Current.CancellationToken);
        for (int i = 0; i < 3; i++)
        {
            Meets(variance[i], ParameterSummary.Of($"sigma2[{i}]", draws.Variance[i], options.Chains));
            Meets(area[i], ParameterSummary.Of($"B[{i}]", draws.LogArea[i], options.Chains));
        }
    }

    /// <summary>
    /// The points of a sweep, scrambled 40 times: means are off the integral by what their stated errors say (six blocks a time: t distributions of five degrees of
    /// freedom, half of whose values are beyond 0.73), which is far less than as many independent points would leave; spread and quantiles are those of the integral.
    /// </summary>
    /// <param name="missing">Whether an observation is taken away, so that the model of patterns draws.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_points_of_a_sweep_meet_the_integral_more_closely_than_independent_ones(bool missing)
    {
        Observations observations = ReferenceTables.Read("xcal_shape");
        if (missing)
        {
            observations = observations with
            {
                First = [.. observations.First.Select(first => Math.Max(0, first - 1))],
                Instrument = observations.Instrument[1..],
                Y = observations.Y[1..],
            };
        }

        Priors priors = Priors.Uniform(3, 0.05, 1.5, 0.008649);
        CollapsedPosterior posterior = new(PatternStatistics.Of(observations), priors);
        MarginalMode mode = MarginalMode.Find(posterior);
        double[] mean = Integrate(posterior, mode, eta => [.. posterior.AreasGiven(eta).Mean, .. eta.Select(Math.Exp)]);
        using Device device = Device.OpenSimd();
        SweepProblem problem = new() { Data = "xcal-shape", Observations = observations, Priors = priors, Label = "one" };
        SweepPosterior[] found = [.. Enumerable.Range(0, 40).Select(seed => Sweeping.Run(
            [problem], new SweepOptions { Seed = (ulong)seed }, device, null, TestContext.Current.CancellationToken).Posteriors[0])];
        for (int p = 0; p < 6; p++)
        {
            BriefSummary[] own = [.. found.Select(run => p < 3 ? run.Areas[p] : run.Variances[p - 3])];
            double[] z = [.. own.Select(run => Math.Abs(run.Mean - mean[p]) / run.McseMean).Order()];
            Assert.InRange(z[20], 0.4, 1.25);
            double squares = own.Average(run => Math.Pow(run.Mean - mean[p], 2)) / (own[0].Sd * own[0].Sd / own[0].Draws);
            Assert.InRange(squares, 0, p < 3 ? 0.005 : 0.15);
        }

        Law(posterior, mode, found[0], mean);
    }

    /// <summary>Variances of B and v, and P(below) at every printed quantile of B, by the integral.</summary>
    private static void Law(CollapsedPosterior posterior, MarginalMode mode, SweepPosterior found, double[] mean)
    {
        double[] law = Integrate(posterior, mode, eta =>
        {
            (double[] area, double[,] covariance) = posterior.AreasGiven(eta);
            double[] values = new double[15];
            for (int i = 0; i < 3; i++)
            {
                BriefSummary own = found.Areas[i];
                values[i] = covariance[i, i] + Math.Pow(area[i] - mean[i], 2);
                values[3 + i] = Math.Pow(Math.Exp(eta[i]) - mean[3 + i], 2);
                double[] quantiles = [own.Q2_5, own.Median, own.Q97_5];
                for (int q = 0; q < 3; q++)
                {
                    values[6 + (3 * i) + q] = Normal.CDF(area[i], Math.Sqrt(covariance[i, i]), quantiles[q]);
                }
            }

            return values;
        });
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Math.Sqrt(law[i]), found.Areas[i].Sd, 2e-3 * found.Areas[i].Sd);
            Assert.Equal(Math.Sqrt(law[3 + i]), found.Variances[i].Sd, 0.05 * found.Variances[i].Sd);
            Assert.Equal(0.025, law[6 + (3 * i)], 3e-4);
            Assert.Equal(0.5, law[7 + (3 * i)], 2e-3);
            Assert.Equal(0.975, law[8 + (3 * i)], 3e-4);
        }
    }

    private static void Meets(double expected, ParameterSummary found)
    {
        double z = (found.Mean - expected) / found.McseMean;
        Assert.True(Math.Abs(z) < 4, $"{found.Name}: mean {found.Mean:R} ± {found.McseMean:R}, integral {expected:R}, z = {z:F2}");
    }

    /// <summary>Means of what <paramref name="values"/> gives at every η of the grid.</summary>
    private static double[] Integrate(CollapsedPosterior posterior, MarginalMode mode, Func<double[], double[]> values)
    {
        double[][] planes = new double[Points][];
        Parallel.For(0, Points, a => planes[a] = Plane(posterior, mode, values, a));
        double[] sums = [.. Enumerable.Range(0, planes[0].Length).Select(k => planes.Sum(plane => plane[k]))];
        return [.. sums[1..].Select(sum => sum / sums[0])];
    }

    /// <summary>Sums of p and of p times every value over one plane of the grid.</summary>
    private static double[] Plane(CollapsedPosterior posterior, MarginalMode mode, Func<double[], double[]> values, int a)
    {
        double[] sums = new double[1 + values(mode.LogVariance).Length];
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

            sums[0] += density;
            double[] own = values(eta);
            for (int k = 0; k < own.Length; k++)
            {
                sums[1 + k] += density * own[k];
            }
        }

        return sums;
    }
}
