using GpuConcord.Host.Sampling.Points;
using GpuConcord.Kernels.Random;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling.Points;

/// <summary>Sobol' points as published, and what scrambling must keep and must add.</summary>
public sealed class ScrambledSobolTests
{
    private static readonly StreamKey Key = StreamKey.Of(1, 0);

    /// <summary>The first direction numbers of some dimensions, m_k = v_k 2ᵏ⁻³², worked out by hand from the recurrence of Joe and Kuo.</summary>
    [Theory]
    [InlineData(0, new uint[] { 1, 1, 1, 1, 1 })]
    [InlineData(1, new uint[] { 1, 3, 5, 15, 17 })]
    [InlineData(2, new uint[] { 1, 3, 3, 9, 29 })]
    [InlineData(3, new uint[] { 1, 3, 1, 5, 31 })]
    public void Direction_numbers_are_the_published_ones(int dimension, uint[] expected)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            uint v = SobolDirections.Of(dimension)[k];
            Assert.Equal(expected[k], v >> (31 - k));
            Assert.Equal(0u, v & ((1u << (31 - k)) - 1));
        }
    }

    /// <summary>In every dimension 256 points fall into 256 equal intervals, one into each: unscrambled points do, and scrambling must keep it.</summary>
    [Fact]
    public void Every_coordinate_is_stratified()
    {
        ScrambledSobol sobol = new(Key, 3, 1, SobolDirections.Dimensions);
        double[] column = new double[256];
        for (int d = 0; d < SobolDirections.Dimensions; d++)
        {
            sobol.Column(d, 256, column);
            Assert.Equal(Enumerable.Range(0, 256), column.Select(x => (int)(x * 256)).Order());
        }
    }

    /// <summary>The first two dimensions are a net: 256 points, one in each of 256 equal boxes of any shape.</summary>
    [Fact]
    public void The_first_two_coordinates_are_stratified_together()
    {
        ScrambledSobol sobol = new(Key, 0, 0, 2);
        double[] x = new double[256], y = new double[256];
        sobol.Column(0, 256, x);
        sobol.Column(1, 256, y);
        for (int bits = 0; bits <= 8; bits++)
        {
            int across = 1 << bits, up = 256 >> bits;
            Assert.Equal(Enumerable.Range(0, 256), x.Zip(y, (a, b) => ((int)(a * across) * up) + (int)(b * up)).Order());
        }
    }

    /// <summary>One point of 4,000 scramblings is uniform, in the first dimension and in one beyond the table; so are its digits in pairs of scramblings.</summary>
    [Fact]
    public void A_point_is_uniform_over_scramblings()
    {
        const int Scramblings = 4000;
        foreach (int dimension in new[] { 0, 5, 254, 300 })
        {
            double[] first = new double[Scramblings], second = new double[Scramblings], column = new double[8];
            for (int s = 0; s < Scramblings; s++)
            {
                new ScrambledSobol(Key, 0, s, dimension + 1).Column(dimension, 8, column);
                (first[s], second[s]) = (column[0], column[7]);
                Assert.All(column, x => Assert.InRange(x, 1e-11, 1 - 1e-11));
            }

            // Standard deviations 1/√12 and 1/√180 over √4000; the product of two independent scramblings' has mean 1/4 and standard deviation 0.22.
            Assert.Equal(0.5, first.Average(), 4 * 0.289 / Math.Sqrt(Scramblings));
            Assert.Equal(0.5, second.Average(), 4 * 0.289 / Math.Sqrt(Scramblings));
            Assert.Equal(1 / 12.0, first.Average(x => (x - 0.5) * (x - 0.5)), 4 * 0.0745 / Math.Sqrt(Scramblings));
            Assert.Equal(0.25, first.Zip(first.Skip(1), (a, b) => a * b).Average(), 4 * 0.22 / Math.Sqrt(Scramblings));
        }
    }

    /// <summary>A smooth integrand over six dimensions: the mean of 256 points errs thirty times less than that of random ones, and the bias is none.</summary>
    [Fact]
    public void Means_of_smooth_functions_hardly_err()
    {
        const int Repeats = 200;
        double[] errors = [.. Enumerable.Range(0, Repeats).Select(repeat =>
        {
            ScrambledSobol sobol = new(Key, 7, repeat, 6);
            double[] product = [.. Enumerable.Repeat(1.0, 256)];
            double[] column = new double[256];
            for (int d = 0; d < 6; d++)
            {
                sobol.Column(d, 256, column);
                product = [.. product.Zip(column, (p, x) => p * (1 + (0.5 * (x - 0.5))))];
            }

            return product.Average() - 1;
        })];
        double mean = errors.Average(), square = errors.Average(e => e * e);
        double independent = (Math.Pow(1 + (0.25 / 12), 6) - 1) / 256;
        Assert.Equal(0, mean, 4 * Math.Sqrt(square / Repeats));
        Assert.InRange(square, 0, independent / 30);
    }
}
