using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Kernels.Samplers;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling.Independence;

/// <summary>The mixture's density against closed forms, and what a fit makes of weighed points.</summary>
public sealed class ProposalTests
{
    /// <summary>A t of six degrees of freedom in one dimension: Γ(3.5)/(Γ(3)√(6π)) (1 + x²/6)^−3.5, at x = 1.5 and 0 (scipy.stats.t.logpdf).</summary>
    [Theory]
    [InlineData(0.0, -0.96041826)]
    [InlineData(1.5, -2.07500631)]
    public void Density_of_one_t(double x, double expected)
    {
        Proposal one = new(TMixtureLayout.FreedomUnit, [new TComponent(1, [0], new double[,] { { 1 } }, new double[,] { { 1 } })]);
        Assert.Equal(expected, one.LogDensity([x], new double[1]), 7);
    }

    /// <summary>Two components of two dimensions, beside the sum of what each has alone.</summary>
    [Fact]
    public void Density_of_a_mixture_is_the_sum_of_its_parts()
    {
        TComponent first = new(0.3, [1, -1], new double[,] { { 4, 1 }, { 1, 2 } }, new double[,] { { 2, 0 }, { 0.5, Math.Sqrt(1.75) } });
        TComponent second = new(0.7, [-2, 0], new double[,] { { 1, 0 }, { 0, 9 } }, new double[,] { { 1, 0 }, { 0, 3 } });
        Proposal both = new(12, [first, second]);
        double[] point = [0.5, 0.25];
        double sum = new[] { first, second }.Sum(own => own.Weight * Math.Exp(new Proposal(12, [own with { Weight = 1 }]).LogDensity(point, new double[1])));
        Assert.Equal(Math.Log(sum), both.LogDensity(point, new double[2]), 12);
    }

    /// <summary>The density by powers is that by logarithms, with a sum of degrees of freedom and dimensions that is even and one that is odd.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Density_by_powers_is_the_density(int dimension)
    {
        double[,] unit = new double[dimension, dimension];
        for (int i = 0; i < dimension; i++)
        {
            unit[i, i] = 1;
        }

        double[] away = [.. Enumerable.Repeat(2.5, dimension)], here = new double[dimension];
        Proposal both = new(18, [new TComponent(0.3, here, unit, unit), new TComponent(0.7, away, unit, unit)]);
        double[] point = [.. Enumerable.Range(0, dimension).Select(i => 0.7 - i)], each = new double[2];
        both.Distances(point, each);
        double[] distances = [.. Enumerable.Repeat(each[0], 8), .. Enumerable.Repeat(each[1], 8)];
        double powers = both.DensitiesAt(distances, 8, 0, both.Shares(both.Reference))[3];
        Assert.Equal(both.LogDensity(point, new double[2]), both.Reference + Math.Log(powers), 12);
    }

    /// <summary>Points of a start that is off find a normal posterior of known mean and covariance, and fit it nearly perfectly.</summary>
    [Fact]
    public void A_start_that_is_far_off_finds_a_narrow_posterior()
    {
        double[] mean = [3, -2];
        Random random = new(4);
        ProposalFit fit = new([new ProposalStart([0, 0], new double[,] { { 0.04, 0 }, { 0, 0.04 } }, 1)]);
        while (!fit.Done)
        {
            double[] points = new double[2 * 2048];
            double[] density = new double[2048];
            double[] proposal = new double[2048];
            for (int s = 0; s < 2048; s++)
            {
                Draw(fit.Next, random, points.AsSpan(2 * s, 2));
                double a = (points[2 * s] - mean[0]) / 0.1;
                double b = (points[(2 * s) + 1] - mean[1]) / 0.2;
                density[s] = -((a * a) - (1.6 * a * b) + (b * b)) / (2 * (1 - 0.64));
                proposal[s] = fit.Next.LogDensity(points.AsSpan(2 * s, 2), new double[1]);
            }

            fit.Observe(new WeighedPoints(points, density, proposal));
            fit.Learn();
        }

        Assert.True(fit.Fits);
        Assert.True(fit.Efficiency > 0.85, $"efficiency {fit.Efficiency}");
        Assert.Equal(mean[0], fit.Best.Components[0].Mean[0], 0.02);
        double correlation = fit.Best.Components[0].Scale[0, 1] / Math.Sqrt(fit.Best.Components[0].Scale[0, 0] * fit.Best.Components[0].Scale[1, 1]);
        Assert.Equal(0.8, correlation, 0.1);
    }

    /// <summary>A posterior of far heavier tails than any proposal's has no moments to fit: it must be refused.</summary>
    [Fact]
    public void Cauchy_tails_are_refused()
    {
        Random random = new(8);
        ProposalFit fit = new([new ProposalStart([0, 0, 0], new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, 1)]);
        while (!fit.Done)
        {
            double[] points = new double[3 * 2048];
            double[] density = new double[2048];
            double[] proposal = new double[2048];
            for (int s = 0; s < 2048; s++)
            {
                Draw(fit.Next, random, points.AsSpan(3 * s, 3));
                for (int i = 0; i < 3; i++)
                {
                    density[s] -= 0.51 * Math.Log(1 + (points[(3 * s) + i] * points[(3 * s) + i]));
                }

                proposal[s] = fit.Next.LogDensity(points.AsSpan(3 * s, 3), new double[1]);
            }

            fit.Observe(new WeighedPoints(points, density, proposal));
            fit.Learn();
        }

        Assert.False(fit.Fits);
    }

    private static void Draw(Proposal from, Random random, Span<double> point)
    {
        int n = from.Dimension;
        double pick = random.NextDouble();
        int k = 0;
        for (; k < from.Components.Count - 1 && pick > from.Components[k].Weight; k++)
        {
            pick -= from.Components[k].Weight;
        }

        double square = 0;
        for (int f = 0; f < from.Freedom; f++)
        {
            double normal = Normal(random);
            square += normal * normal;
        }

        double[] z = [.. Enumerable.Range(0, n).Select(_ => Normal(random) * Math.Sqrt(from.Freedom / square))];
        for (int i = 0; i < n; i++)
        {
            point[i] = from.Components[k].Mean[i];
            for (int j = 0; j <= i; j++)
            {
                point[i] += from.Components[k].Factor[i, j] * z[j];
            }
        }
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
