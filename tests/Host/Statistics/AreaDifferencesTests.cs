using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public sealed class AreaDifferencesTests
{
    [Fact]
    public void Quantiles_are_those_of_the_draws_differences()
    {
        // B_0 − B_1 takes the values 0 … 40 in some order: type 7 quantiles at 1, 20 and 39.
        double[] first = [.. Enumerable.Range(0, 41).Select(d => (double)(d * 17 % 41))];
        AreaDifference difference = Assert.Single(AreaDifferences.Of([first, new double[41]], [0, 0], [[0, 1]]));
        Assert.Equal(new AreaDifference(0, 1, 20, 1, 20, 39, Connected: true) { IsBorderline = true }, difference);
        Assert.True(difference.ExcludesZero);
    }

    [Fact]
    public void Instruments_are_compared_relative_to_their_nominal_areas()
    {
        AreaDifference difference = AreaDifferences.Of([[7, 7, 7, 7], [6, 6, 6, 6]], [6.5, 6.5 - 0.25], [[0, 1]])[0];
        Assert.Equal(0.75, difference.Median);
    }

    [Fact]
    public void Every_pair_comes_once_in_order()
    {
        double[][] draws = Enumerable.Range(0, 4).Select(i => new double[] { i, i }).ToArray();
        AreaDifference[] pairs = AreaDifferences.Of(draws, new double[4], [[0, 2], [1, 3]]);
        Assert.Equal([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], pairs.Select(d => (d.First, d.Second)));
        Assert.Equal([false, true, false, false, true, false], pairs.Select(d => d.Connected));
        Assert.Equal([-1, -2, -3, -1, -2, -1], pairs.Select(d => d.Mean));
    }

    /// <summary>
    /// A normal difference of sd 1: 2.5 % of 10,000 draws lie below its end, give or take 16 of 250, which is 0.027 sd. Within twice that of zero neither side is established.
    /// </summary>
    [Theory]
    [InlineData(1.96, double.PositiveInfinity, true)]
    [InlineData(2.00, double.PositiveInfinity, true)]
    [InlineData(1.92, double.PositiveInfinity, true)]
    [InlineData(2.10, double.PositiveInfinity, false)]
    [InlineData(1.80, double.PositiveInfinity, false)]
    [InlineData(-1.96, double.PositiveInfinity, true)]
    [InlineData(-2.10, double.PositiveInfinity, false)]
    [InlineData(2.10, 1000, true)]
    [InlineData(2.30, 1000, false)]
    public void An_end_that_is_zero_within_its_error_is_borderline(double mean, double effective, bool borderline)
    {
        double[] draws = [.. Enumerable.Range(0, 10_000).Select(d => mean + Normal.InvCDF(0, 1, (d + 0.5) / 10_000))];
        AreaDifference difference = AreaDifferences.Of([draws, new double[10_000]], [0, 0], [[0, 1]], effective)[0];
        Assert.Equal(borderline, difference.IsBorderline);
        Assert.Equal(borderline, difference.Reversed.IsBorderline);
    }

    [Theory]
    [InlineData(0.1, 0.2, true)]
    [InlineData(-0.2, -0.1, true)]
    [InlineData(-0.1, 0.1, false)]
    [InlineData(0, 0.1, false)]
    public void Zero_at_an_end_of_the_interval_is_not_a_disagreement(double low, double high, bool apart)
    {
        AreaDifference difference = new(0, 1, 0, low, (low + high) / 2, high, Connected: true);
        Assert.Equal(apart, difference.ExcludesZero);
        Assert.Equal(new AreaDifference(1, 0, 0, -high, -(low + high) / 2, -low, Connected: true), difference.Reversed);
    }

    [Theory]
    [InlineData(200_000, 3, 1)]
    [InlineData(200_000, 78, 1)]
    [InlineData(200_000, 4950, 29)]
    [InlineData(200_000, 1_000_000, 48)]
    [InlineData(1000, 1_000_000, 1)]
    public void Work_is_bounded_without_starving_the_quantiles(int draws, int pairs, int stride) =>
        Assert.Equal(stride, AreaDifferences.Stride(draws, pairs));

    [Fact]
    public void One_instrument_has_no_pairs() => Assert.Empty(AreaDifferences.Of([[1, 2]], [0], [[0]]));

    [Fact]
    public void Common_level_is_the_prior_alone()
    {
        Priors priors = new([0, 0, 0], [0.03, 0.04, 7], [1, 1, 1], [1, 1, 1]);
        Assert.Equal(0.024, SharedLevel.Sd(priors, [0, 1]), 15);
        Assert.Equal(7, SharedLevel.Sd(priors, [2]), 15);
    }
}
