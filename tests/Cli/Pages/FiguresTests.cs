using GpuConcord.Cli.Pages;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(new[] { 0.03, 0.5 }, 3)]
    [InlineData(new[] { 0.0099 }, 4)]
    [InlineData(new[] { 1.0 }, 1)]
    [InlineData(new[] { 12.0 }, 0)]
    [InlineData(new[] { 1e-30 }, 8)]
    [InlineData(new[] { 0.0, double.NaN, 0.2 }, 2)]
    [InlineData(new double[0], 3)]
    public void Decimals_show_two_digits_of_the_smallest_uncertainty(double[] uncertainties, int expected) =>
        Assert.Equal(expected, Figures.Decimals(uncertainties));

    [Theory]
    [InlineData(-0.0004, 3, "0.000")]
    [InlineData(-0.0006, 3, "-0.001")]
    [InlineData(1234.5678, 2, "1234.57")]
    [InlineData(double.NaN, 2, "–")]
    [InlineData(double.PositiveInfinity, 2, "–")]
    public void Fixed_never_shows_a_negative_zero(double value, int decimals, string expected) => Assert.Equal(expected, Figures.Fixed(value, decimals));

    [Theory]
    [InlineData(0.04, 1, "0.0")]
    [InlineData(0.06, 1, "+0.1")]
    [InlineData(-3.21, 1, "-3.2")]
    [InlineData(0, 0, "0")]
    [InlineData(double.NaN, 1, "–")]
    public void Signed_leaves_zero_without_a_sign(double value, int decimals, string expected) => Assert.Equal(expected, Figures.Signed(value, decimals));

    [Theory]
    [InlineData(9.74, "9.7")]
    [InlineData(18.3, "18")]
    [InlineData(9.96, "10")]
    [InlineData(0.998, "1.0")]
    [InlineData(0.42, "0.42")]
    [InlineData(-0.013, "-0.013")]
    [InlineData(0, "0.000")]
    public void Brief_keeps_two_digits(double percent, string expected) => Assert.Equal(expected, Figures.Brief(percent));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9999, "9999")]
    [InlineData(9999.6, "10k")]
    [InlineData(204_800, "205k")]
    [InlineData(999_600, "1M")]
    [InlineData(1_234_567, "1.2M")]
    [InlineData(double.NaN, "–")]
    public void Counts_are_short(double count, string expected) => Assert.Equal(expected, Figures.Count(count));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.0953101798043249, 10)]
    [InlineData(-0.105360515657826, -10)]
    [InlineData(double.NegativeInfinity, -100)]
    public void Logarithms_become_percent(double logarithm, double expected) => Assert.Equal(expected, Figures.Percent(logarithm), 1e-12);
}
