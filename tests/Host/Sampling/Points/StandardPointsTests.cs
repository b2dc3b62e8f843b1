using GpuConcord.Host.Sampling.Points;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Samplers;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling.Points;

/// <summary>What tables of standard points hold, and the distribution functions they are made with.</summary>
public sealed class StandardPointsTests
{
    /// <summary>The finite sum's inverse is the general gamma distribution's, far out too.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(24)]
    [InlineData(48)]
    public void Quantiles_of_chi_squared_are_those_of_the_library(int freedom)
    {
        foreach (double p in new[] { 1e-10, 1e-6, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-6, 1 - 1e-10 })
        {
            double x = EvenChiSquared.Quantile(freedom, p);
            double above = MathNet.Numerics.SpecialFunctions.GammaUpperRegularized(0.5 * freedom, 0.5 * x), below = ChiSquared.CDF(freedom, x);
            Assert.Equal(0, p < 0.5 ? (below / p) - 1 : (above / (1 - p)) - 1, 1e-5);
            Assert.Equal(p, below, 1e-10);
        }
    }

    /// <summary>Four to seven whole blocks, and what is left.</summary>
    [Theory]
    [InlineData(1536, 256, 6)]
    [InlineData(2048, 512, 4)]
    [InlineData(256, 64, 4)]
    [InlineData(1600, 256, 7)]
    [InlineData(3, 1, 3)]
    public void Points_are_cut_into_powers_of_two(int points, int length, int blocks)
    {
        (int First, int End)[] found = PointBlocks.Of(points);
        Assert.Equal(length, PointBlocks.Length(points));
        Assert.Equal(blocks, found.Length);
        Assert.Equal(points, found.Sum(block => block.End - block.First));
        Assert.All(found[..^1], block => Assert.Equal(length, block.End - block.First));
    }

    /// <summary>Normals have the moments of normals, nearly exactly, √(ν/χ²) those of its law; sets differ, and what is asked for again is the same.</summary>
    [Fact]
    public void Points_follow_their_laws()
    {
        const int N = 5, Chains = 32, Iterations = 64;
        StandardPoints points = new(4);
        double[] table = points.Of(N, Chains, Iterations, 0);
        Assert.Same(table, points.Of(N, Chains, Iterations, 0));
        Assert.NotEqual(table, points.Of(N, Chains, Iterations, 1));
        for (int i = 0; i < N; i++)
        {
            double[] z = Column(i);
            Assert.Equal(0, z.Average(), 2e-3);
            Assert.Equal(1, z.Average(x => x * x), 5e-3);
        }

        Assert.Equal(0.5, Column(StandardPoint.Component(N)).Average(), 1e-3);
        for (int place = 0; place < StandardPoint.Freedoms; place++)
        {
            // E[ν/χ²] = ν/(ν − 2).
            double freedom = StandardPoint.Freedom(place);
            Assert.Equal(freedom / (freedom - 2), Column(StandardPoint.Stretch(N) + place).Average(s => s * s), 0.02);
        }

        double[] Column(int component)
        {
            int length = StandardPoint.Length(N);
            return [.. Enumerable.Range(0, Chains * Iterations).Select(p =>
                table[Tiles.Offset(p / Iterations, Iterations * length) + ((((p % Iterations) * length) + component) * Tiles.Width)])];
        }
    }
}
