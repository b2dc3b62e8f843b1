using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class MomentsTests
{
    [Fact]
    public void Mean_and_variance_survive_a_large_offset()
    {
        double[] x = [.. Enumerable.Range(0, 1001).Select(i => 1e9 + i)];
        Assert.Equal(1e9 + 500, Moments.Mean(x));
        Assert.Equal(1001.0 * 1002 / 12, Moments.Variance(x, 1e9 + 500), 1e-9);
    }

    [Fact]
    public void Mean_of_equal_values_is_that_value()
    {
        // 0.1 · n is not a sum of n times 0.1; without the residual correction the standard deviation would be 1e-17, not 0.
        double[] x = [.. Enumerable.Repeat(0.1, 1001)];
        Assert.Equal(0.1, Moments.Mean(x));
        Assert.Equal(0, Moments.Variance(x, 0.1));
    }

    [Fact]
    public void Infinite_values_keep_their_mean()
    {
        Assert.Equal(double.PositiveInfinity, Moments.Mean([1, double.PositiveInfinity, 2]));
        Assert.Equal(double.NaN, Moments.Mean([double.NegativeInfinity, double.PositiveInfinity, 2]));
        Assert.Equal(double.NaN, Moments.Mean([1, double.NaN]));
    }

    [Fact]
    public void One_value_has_no_variance() => Assert.Equal(double.NaN, Moments.Variance([3], 3));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void One_value_that_is_not_finite_is_found_wherever_it_is(double value)
    {
        for (int length = 1; length <= 11; length++)
        {
            for (int at = 0; at < length; at++)
            {
                double[] x = [.. Enumerable.Range(0, length).Select(i => (double)i)];
                x[at] = value;
                Assert.True(Moments.IsDegenerate(x), $"{value} at {at} of {length}");
            }
        }
    }

    [Fact]
    public void One_value_that_differs_is_found_wherever_it_is()
    {
        for (int length = 2; length <= 11; length++)
        {
            for (int at = 0; at < length; at++)
            {
                double[] x = [.. Enumerable.Repeat(2.5, length)];
                Assert.True(Moments.IsDegenerate(x));
                x[at] = 2.6;
                Assert.False(Moments.IsDegenerate(x), $"differs at {at} of {length}");
                x[at] = 2.4;
                Assert.False(Moments.IsDegenerate(x), $"differs at {at} of {length}");
            }
        }
    }

    [Fact]
    public void Spread_is_judged_in_the_values_own_size()
    {
        Assert.True(Moments.IsDegenerate([0, 0, 0]));
        Assert.True(Moments.IsDegenerate([1e6, 1e6 + 1e-10]));
        Assert.False(Moments.IsDegenerate([1.0e-17, 1.1e-17]));
    }
}
