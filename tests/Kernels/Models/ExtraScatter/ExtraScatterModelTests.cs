using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.ExtraScatter;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using GpuConcord.Tests.Kernels.Models.LogNormal;
using Xunit;

namespace GpuConcord.Tests.Kernels.Models.ExtraScatter;

/// <summary>The kernel's density, gradient and draw of the areas, against 40 digits, against both ends of the model, and against itself.</summary>
public class ExtraScatterModelTests
{
    private const int Points = 24;

    [Theory]
    [InlineData("pair")]
    [InlineData("trio")]
    [InlineData("quintet")]
    public void Density_and_gradient_have_the_digits_of_the_reference(string name)
    {
        ExtraScatterReference reference = ExtraScatterReference.Of(name);
        using Device device = Device.OpenSimd();
        using SourceMemory memory = new(device, reference.Observations, reference.S, reference.Priors);
        Probed[] probed = Probed.At(device, memory.Model, [.. reference.Points.Select(point => point.Eta)]);
        double constant = probed[0].LogDensity - reference.Points[0].LogDensity;
        foreach ((Probed found, ReferencePoint expected) in probed.Zip(reference.Points))
        {
            ReferenceTables.Close(expected.LogDensity + constant, found.LogDensity, 1e-11, what: name);
            ReferenceTables.Close(expected.Gradient, found.Gradient, 1e-10, what: $"{name}, gradient");
        }
    }

    /// <summary>Without known variances it is the model with fitted ones, which the host evaluates from sufficient statistics.</summary>
    [Theory]
    [InlineData(2, 60, 0.0, 0.0)]
    [InlineData(3, 103, 0.3, 0.0)]
    [InlineData(13, 2, 0.0, 0.0)]
    [InlineData(12, 100, 0.6, 0.0)]
    [InlineData(3, 103, 0.3, 0.9)]
    [InlineData(12, 100, 0.6, -0.05)]
    public void Without_errors_it_is_the_model_with_fitted_variances(int instruments, int sources, double missing, double correlation)
    {
        Observations observations = ReferenceTables.Of(ReferenceTables.Simulate(17, instruments, sources, 0.2, missing: missing));
        Priors priors = Tied(instruments, correlation);
        CollapsedPosterior posterior = new(PatternStatistics.Of(observations), priors);
        double[][] points = Random(instruments);
        using Device device = Device.OpenSimd();
        using SourceMemory memory = new(device, observations, new double[observations.Count], priors);
        Probed[] probed = Probed.At(device, memory.Model, points);
        double constant = probed[0].LogDensity - posterior.LogDensity(points[0]);
        double[] gradient = new double[instruments];
        for (int p = 0; p < points.Length; p++)
        {
            double density = posterior.LogDensity(points[p], gradient);
            ReferenceTables.Close(density + constant, probed[p].LogDensity, 1e-11, what: $"ln p at point {p}");
            ReferenceTables.Close(gradient, probed[p].Gradient, 1e-10, gradient.Max(Math.Abs), $"gradient at point {p}");
        }
    }

    [Theory]
    [InlineData(2, 20, 0.0, 0.0)]
    [InlineData(4, 40, 0.4, 0.0)]
    [InlineData(4, 40, 0.4, 0.8)]
    [InlineData(13, 5, 0.2, 0.0)]
    public void The_gradient_is_that_of_the_density(int instruments, int sources, double missing, double correlation)
    {
        const double Step = 1e-4;
        (Observations observations, double[] known) = Simulated(instruments, sources, missing);
        double[][] points = Random(instruments);
        using Device device = Device.OpenSimd();
        using SourceMemory memory = new(device, observations, known, Tied(instruments, correlation));
        Probed[] probed = Probed.At(device, memory.Model, points);
        for (int i = 0; i < instruments; i++)
        {
            // Fourth order: the error of the difference is far below that of the kernel's rounding over the step.
            double[][] densities = [.. ((double[])[-2, -1, 1, 2]).Select(steps => Probed.At(device, memory.Model, Moved(points, i, steps * Step))
                .Select(found => found.LogDensity).ToArray())];
            for (int p = 0; p < points.Length; p++)
            {
                double slope = ((8 * (densities[2][p] - densities[1][p])) - (densities[3][p] - densities[0][p])) / (12 * Step);
                ReferenceTables.Close(slope, probed[p].Gradient[i], 1e-7, 10, $"∂/∂η[{i}] at point {p}");
            }
        }
    }

    /// <summary>At any v the areas are those of the posterior whose variances s + v are known; where v vanishes, those of the errors alone.</summary>
    [Theory]
    [InlineData(-3.0, 0.0)]
    [InlineData(-60.0, 0.0)]
    [InlineData(-3.0, 0.9)]
    public void Areas_are_drawn_from_their_exact_conditional(double eta, double correlation)
    {
        const int Draws = 40_000;
        (Observations observations, double[] known) = Simulated(4, 30, 0.3);
        known = [.. known.Select(s => Math.Max(s, 1e-3))];
        Priors priors = Tied(4, correlation);
        double[] total = [.. known.Select(s => s + Math.Exp(eta))];
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(observations, AreaPrior.Of(priors), total);
        using Device device = Device.OpenSimd();
        using SourceMemory memory = new(device, observations, known, priors);
        Probed[] draws = Probed.At(device, memory.Model, [.. Enumerable.Repeat<double[]>([eta, eta, eta, eta], Draws)]);
        for (int i = 0; i < 4; i++)
        {
            double error = Math.Sqrt(posterior.AreaCovariance[i, i] / Draws);
            Assert.InRange((draws.Average(d => d.Areas[i]) - posterior.AreaMean[i]) / error, -5.0, 5.0);
            for (int k = 0; k <= i; k++)
            {
                double covariance = draws.Average(d => (d.Areas[i] - posterior.AreaMean[i]) * (d.Areas[k] - posterior.AreaMean[k]));
                double variances = posterior.AreaCovariance[i, i] * posterior.AreaCovariance[k, k];
                double spread = Math.Sqrt((variances + Math.Pow(posterior.AreaCovariance[i, k], 2)) / Draws);
                Assert.InRange((covariance - posterior.AreaCovariance[i, k]) / spread, -5.0, 5.0);
            }
        }
    }

    [Fact]
    public void Every_lane_width_gives_the_same_bits()
    {
        (Observations observations, double[] known) = Simulated(4, 30, 0.3);
        double[][] points = Random(4);
        Probed[][] all = [.. new[] { 8, 4, 1 }.Where(width => width <= Device.WidestLanes).Select(width =>
        {
            using Device device = Device.OpenSimd(width);
            using SourceMemory memory = new(device, observations, known, ReferenceTables.UnequalPriors(4));
            return Probed.At(device, memory.Model, points);
        })];
        foreach ((Probed expected, Probed found) in all.Skip(1).SelectMany(other => all[0].Zip(other)))
        {
            Assert.Equal(expected.LogDensity, found.LogDensity);
            Assert.Equal(expected.Gradient, found.Gradient);
            Assert.Equal(expected.Areas, found.Areas);
        }
    }

    /// <summary>A table with errors from a tenth of the scatter to ten times it, some of them zero.</summary>
    internal static (Observations Observations, double[] Known) Simulated(int instruments, int sources, double missing)
    {
        Observations observations = ReferenceTables.Of(ReferenceTables.Simulate(23, instruments, sources, 0.2, missing: missing));
        System.Random random = new(5);
        double[] known = [.. observations.Y.Select((_, o) => o % 11 == 3 ? 0.0 : Math.Pow(0.2 * Math.Pow(10, (2 * random.NextDouble()) - 1), 2))];
        return (observations with { Variance = known }, known);
    }

    /// <summary>The same correlation between any two areas; none at 0.</summary>
    private static Priors Tied(int instruments, double correlation)
    {
        double[,] matrix = SymmetricMatrix.Identity(instruments);
        for (int i = 0; i < instruments; i++)
        {
            for (int k = 0; k < i; k++)
            {
                matrix[i, k] = matrix[k, i] = correlation;
            }
        }

        return ReferenceTables.UnequalPriors(instruments) with { Correlation = correlation == 0 ? null : matrix };
    }

    private static double[][] Random(int instruments)
    {
        System.Random random = new(3);
        return [.. Enumerable.Range(0, Points).Select(_ =>
            Enumerable.Range(0, instruments).Select(_ => -3.5 + (1.5 * ReferenceTables.Normal(random))).ToArray())];
    }

    private static double[][] Moved(double[][] points, int i, double by) =>
        [.. points.Select(point => point.Select((eta, k) => k == i ? eta + by : eta).ToArray())];
}
