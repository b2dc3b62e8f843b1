using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Kernels.Models.LogNormal;

/// <summary>The pattern model with areas that correlate a priori: two energy bands of four instruments.</summary>
public sealed class CorrelatedModelTests
{
    private const int Instruments = 4;
    private const int All = 2 * Instruments;

    private static readonly PatternStatistics Statistics = PatternStatistics.Of(ReferenceTables.Of(TwoBands()));
    private static readonly double[][] TestPoints = Points();

    [Theory]
    [InlineData(0.9)]
    [InlineData(-0.7)]
    [InlineData(0.999)]
    public void Density_and_gradient_equal_the_host_posterior(double correlation)
    {
        Priors priors = Tied(correlation);
        CollapsedPosterior posterior = new(Statistics, priors);
        double[] gradient = new double[All];
        Probed[] probed = Probe(priors);
        double constant = probed[0].LogDensity - posterior.LogDensity(TestPoints[0]);
        for (int p = 0; p < TestPoints.Length; p++)
        {
            double density = posterior.LogDensity(TestPoints[p], gradient);
            Assert.Equal(0.0, (probed[p].LogDensity - density - constant) / (1 + Math.Abs(density)), 1e-12);
            double size = 1 + gradient.Max(Math.Abs);
            for (int i = 0; i < All; i++)
            {
                Assert.Equal(0.0, (probed[p].Gradient[i] - gradient[i]) / size, 1e-11);
            }
        }
    }

    /// <summary>Sixth-order differences of the kernel's own density.</summary>
    [Fact]
    public void The_gradient_is_that_of_the_density()
    {
        Priors priors = Tied(0.9);
        double[] gradient = Probe(priors)[0].Gradient;
        for (int i = 0; i < All; i++)
        {
            double[][] moved = [.. new[] { 1, 2, 3, -1, -2, -3 }.Select(steps =>
            {
                double[] point = (double[])TestPoints[0].Clone();
                point[i] += 1e-3 * steps;
                return point;
            })];
            double[] f = [.. Probe(priors, moved).Select(probed => probed.LogDensity)];
            double Difference(int steps) => (f[steps - 1] - f[steps + 2]) / (2e-3 * steps);
            ReferenceTables.Close((1.5 * Difference(1)) - (0.6 * Difference(2)) + (0.1 * Difference(3)), gradient[i], 1e-8, 1, $"gradient[{i}]");
        }
    }

    /// <summary>R = 1 as a matrix: T goes through a factorisation on the host, so the last digit may differ.</summary>
    [Fact]
    public void Without_correlation_the_areas_are_independent()
    {
        Probed[] tied = Probe(Tied(0)), independent = Probe(Tied(0) with { Correlation = null });
        for (int p = 0; p < tied.Length; p++)
        {
            ReferenceTables.Close(independent[p].LogDensity, tied[p].LogDensity, 1e-14);
            ReferenceTables.Close(independent[p].Gradient, tied[p].Gradient, 1e-13, 100);
            ReferenceTables.Close(independent[p].Areas, tied[p].Areas, 1e-12);
        }
    }

    /// <summary>Bands that nothing ties have the sum of the bands' log densities, up to one constant.</summary>
    [Fact]
    public void Without_correlation_the_density_is_the_sum_over_bands()
    {
        double?[][] y = TwoBands();
        Priors joint = Tied(0);
        CollapsedPosterior[] bands = [.. Enumerable.Range(0, 2).Select(band => new CollapsedPosterior(
            PatternStatistics.Of(ReferenceTables.Of([.. y[(band * Instruments)..((band + 1) * Instruments)].Select(row => row[(40 * band)..(40 * (band + 1))])])),
            new Priors(Half(joint.LogArea, band), Half(joint.Tau, band), Half(joint.Alpha, band), Half(joint.Beta, band))))];
        Probed[] probed = Probe(joint);
        double constant = 0;
        for (int p = 0; p < probed.Length; p++)
        {
            double[] gradient = new double[All];
            double sum = 0;
            for (int band = 0; band < 2; band++)
            {
                sum += bands[band].LogDensity(Half(TestPoints[p], band), gradient.AsSpan(band * Instruments, Instruments));
            }

            constant = p == 0 ? probed[0].LogDensity - sum : constant;
            ReferenceTables.Close(sum + constant, probed[p].LogDensity, 1e-12);
            ReferenceTables.Close(gradient, probed[p].Gradient, 1e-11, 1 + gradient.Max(Math.Abs));
        }
    }

    /// <summary>Mutant: a model that drops the off-diagonal elements of T⁻¹ is far from the right density and gradient.</summary>
    [Fact]
    public void Ignoring_the_correlation_is_caught()
    {
        Probed[] right = Probe(Tied(0.9)), wrong = Probe(Tied(0.9) with { Correlation = null });
        double constant = wrong[0].LogDensity - right[0].LogDensity;
        Assert.True(right.Zip(wrong, (a, b) => Math.Abs(b.LogDensity - a.LogDensity - constant)).Max() > 1, "the densities agree");
        Assert.True(right.Zip(wrong, (a, b) => a.Gradient.Zip(b.Gradient, (x, y) => Math.Abs(x - y)).Max()).Max() > 0.1, "the gradients agree");
    }

    [Fact]
    public void Areas_are_drawn_from_their_exact_conditional()
    {
        const int Draws = 40_000;
        Priors priors = Tied(0.9);
        (double[] mean, double[,] covariance) = new CollapsedPosterior(Statistics, priors).AreasGiven(TestPoints[0]);
        Probed[] draws = Probe(priors, [.. Enumerable.Repeat(TestPoints[0], Draws)]);
        for (int i = 0; i < All; i++)
        {
            Assert.Equal(mean[i], draws.Average(d => d.Areas[i]), 5 * Math.Sqrt(covariance[i, i] / Draws));
            for (int k = 0; k <= i; k++)
            {
                double error = Math.Sqrt(((covariance[i, i] * covariance[k, k]) + (covariance[i, k] * covariance[i, k])) / Draws);
                Assert.Equal(covariance[i, k], draws.Average(d => (d.Areas[i] - mean[i]) * (d.Areas[k] - mean[k])), 5 * error);
            }
        }
    }

    [Fact]
    public void Every_lane_width_gives_the_same_bits()
    {
        Priors priors = Tied(0.6);
        Probed[][] all = [.. new[] { 8, 4, 1 }.Where(width => width <= Device.WidestLanes).Select(width => Probe(priors, TestPoints, width))];
        foreach (Probed[] other in all.Skip(1))
        {
            for (int p = 0; p < other.Length; p++)
            {
                Assert.Equal(all[0][p].LogDensity, other[p].LogDensity);
                Assert.Equal(all[0][p].Gradient, other[p].Gradient);
                Assert.Equal(all[0][p].Areas, other[p].Areas);
            }
        }
    }

    private static Probed[] Probe(Priors priors, double[][]? points = null, int? width = null)
    {
        using Device device = width is { } lanes ? Device.OpenSimd(lanes) : Device.OpenSimd();
        using ModelMemory memory = ModelMemory.Patterns(device, Statistics, priors);
        return Probed.At(device, memory.PatternModel, points ?? TestPoints);
    }

    /// <summary>Instrument i of one band correlates with instrument i of the other.</summary>
    private static Priors Tied(double correlation)
    {
        double[,] matrix = SymmetricMatrix.Identity(All);
        for (int i = 0; i < Instruments; i++)
        {
            matrix[i, Instruments + i] = matrix[Instruments + i, i] = correlation;
        }

        return ReferenceTables.UnequalPriors(All) with { Correlation = matrix };
    }

    /// <summary>40 sources in each band, a third of the cells missing.</summary>
    private static double?[][] TwoBands()
    {
        double?[][] y = ReferenceTables.Simulate(23, All, 80, 0.2, missing: 0.3);
        for (int i = 0; i < All; i++)
        {
            for (int j = 0; j < 80; j++)
            {
                y[i][j] = (i < Instruments) == (j < 40) ? y[i][j] : null;
            }
        }

        return y;
    }

    private static double[][] Points()
    {
        System.Random random = new(3);
        return [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, All).Select(_ => -3.5 + (1.5 * ReferenceTables.Normal(random))).ToArray())];
    }

    private static double[] Half(double[] values, int band) => values[(band * Instruments)..((band + 1) * Instruments)];
}
