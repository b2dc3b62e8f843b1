using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Kernels.Models.LogNormal;

/// <summary>
/// The kernels' densities against the host's collapsed posterior, which is itself checked against 60-digit integration of the
/// log joint.
/// </summary>
public class CollapsedModelTests
{
    [Theory]
    [InlineData(2, 60, 0.0)]
    [InlineData(3, 103, 0.0)]
    [InlineData(13, 2, 0.0)]
    [InlineData(3, 103, 0.3)]
    [InlineData(12, 200, 0.6)]
    [InlineData(20, 40, 0.7)]
    public void Density_and_gradient_equal_the_host_posterior(int instruments, int sources, double missing)
    {
        Case problem = Case.Of(instruments, sources, missing);
        using Device device = Device.OpenSimd();
        using ModelMemory patterns = ModelMemory.Patterns(device, problem.Statistics, problem.Priors);
        problem.Check(Probed.At(device, patterns.PatternModel, problem.Points));
        Assert.Equal(missing == 0, ModelMemory.IsComplete(problem.Statistics, problem.Priors));
        if (missing == 0)
        {
            using ModelMemory complete = ModelMemory.Complete(device, problem.Statistics, problem.Priors);
            problem.Check(Probed.At(device, complete.CompleteModel, problem.Points));
        }
    }

    [Theory]
    [InlineData(3, 40, 0.0)]
    [InlineData(5, 40, 0.5)]
    public void Areas_are_drawn_from_their_exact_conditional(int instruments, int sources, double missing)
    {
        const int Draws = 40_000;
        Case problem = Case.Of(instruments, sources, missing);
        double[][] points = [.. Enumerable.Repeat(problem.Points[0], Draws)];
        (double[] mean, double[,] covariance) = problem.Posterior.AreasGiven(points[0]);
        using Device device = Device.OpenSimd();
        using ModelMemory patterns = ModelMemory.Patterns(device, problem.Statistics, problem.Priors);
        CheckMoments(Probed.At(device, patterns.PatternModel, points), mean, covariance);
        if (missing == 0)
        {
            using ModelMemory complete = ModelMemory.Complete(device, problem.Statistics, problem.Priors);
            CheckMoments(Probed.At(device, complete.CompleteModel, points), mean, covariance);
        }
    }

    [Fact]
    public void Every_lane_width_gives_the_same_bits()
    {
        foreach (double missing in (double[])[0.0, 0.4])
        {
            Case problem = Case.Of(4, 50, missing);
            Probed[][] all = [.. new[] { 8, 4, 1 }.Where(width => width <= Device.WidestLanes).Select(width =>
            {
                using Device device = Device.OpenSimd(width);
                using ModelMemory patterns = ModelMemory.Patterns(device, problem.Statistics, problem.Priors);
                return Probed.At(device, patterns.PatternModel, problem.Points);
            })];
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
    }

    private static void CheckMoments(Probed[] draws, double[] mean, double[,] covariance)
    {
        int n = mean.Length;
        for (int i = 0; i < n; i++)
        {
            double m = draws.Average(d => d.Areas[i]);
            Assert.True(Math.Abs(m - mean[i]) < 5 * Math.Sqrt(covariance[i, i] / draws.Length), $"mean of B[{i}]: {m}, exact {mean[i]}");
            for (int k = 0; k <= i; k++)
            {
                double c = draws.Average(d => (d.Areas[i] - mean[i]) * (d.Areas[k] - mean[k]));
                double error = Math.Sqrt(((covariance[i, i] * covariance[k, k]) + (covariance[i, k] * covariance[i, k])) / draws.Length);
                Assert.True(Math.Abs(c - covariance[i, k]) < 5 * error, $"covariance of B[{i}], B[{k}]: {c}, exact {covariance[i, k]}");
            }
        }
    }

    private sealed record Case(PatternStatistics Statistics, Priors Priors, CollapsedPosterior Posterior, double[][] Points)
    {
        public static Case Of(int instruments, int sources, double missing)
        {
            PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Of(ReferenceTables.Simulate(17, instruments, sources, 0.2, missing: missing)));
            Priors priors = ReferenceTables.UnequalPriors(instruments);
            System.Random random = new(3);
            double[][] points = [.. Enumerable.Range(0, 50).Select(_ =>
                Enumerable.Range(0, instruments).Select(_ => -3.5 + (1.5 * ReferenceTables.Normal(random))).ToArray())];
            return new Case(statistics, priors, new CollapsedPosterior(statistics, priors), points);
        }

        public void Check(Probed[] probed)
        {
            int n = Points[0].Length;
            double[] gradient = new double[n];
            double constant = probed[0].LogDensity - Posterior.LogDensity(Points[0]);
            for (int p = 0; p < Points.Length; p++)
            {
                double density = Posterior.LogDensity(Points[p], gradient);
                Assert.Equal(0.0, (probed[p].LogDensity - density - constant) / (1 + Math.Abs(density)), 1e-12);
                double size = 1 + gradient.Max(Math.Abs);
                for (int i = 0; i < n; i++)
                {
                    Assert.Equal(0.0, (probed[p].Gradient[i] - gradient[i]) / size, 1e-11);
                }
            }
        }
    }
}
