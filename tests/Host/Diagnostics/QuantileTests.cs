using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class QuantileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 15.2)]
    [InlineData(1, 20)]
    public void Interpolates_as_R_type_7(double probability, double expected) =>
        Assert.Equal(expected, Quantile.Of([1, 2, 4, 20], probability), 1e-14);

    [Fact]
    public void Infinite_values_are_order_statistics_like_others()
    {
        double[] sorted = [double.NegativeInfinity, double.NegativeInfinity, 1, double.PositiveInfinity];
        Assert.Equal(double.NegativeInfinity, Quantile.Of(sorted, 0.2));
        Assert.Equal(1, Quantile.Of(sorted, 2.0 / 3));
        Assert.Equal(double.PositiveInfinity, Quantile.Of(sorted, 0.9));
    }

    [Fact]
    public void NaN_has_no_quantile() => Assert.Equal(double.NaN, Quantile.Of([double.NaN, 1, 2], 0.5));

    [Theory]
    [InlineData(-0.1, "-0.1 is not a probability (0 to 1).")]
    [InlineData(1.5, "1.5 is not a probability (0 to 1).")]
    [InlineData(double.NaN, "NaN is not a probability (0 to 1).")]
    public void Only_probabilities_are_accepted(double probability, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Quantile.Of([1, 2], probability)).Message, StringComparison.Ordinal);

    [Fact]
    public void No_values_are_refused() => Assert.Throws<ArgumentException>(() => Quantile.Of([], 0.5));
}
