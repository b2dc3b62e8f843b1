using GpuConcord.Host.Words;
using Xunit;
using PageFigures = GpuConcord.Cli.Pages.Figures;

namespace GpuConcord.Tests.Host.Words;

public sealed class UncertainTests
{
    /// <summary>No digit is finer than the error without the error beside it.</summary>
    [Theory]
    [InlineData(0.4284, 0.0004, "0.428")]
    [InlineData(0.4284, 0.0005, "0.428(1)")]
    [InlineData(0.4284, 0.0034, "0.428(3)")]
    [InlineData(0.4284, 0.0094, "0.428(9)")]
    [InlineData(0.4284, 0.0096, "0.43(1)")]
    [InlineData(1.119, 0.034, "1.12(3)")]
    [InlineData(1.119, 0.34, "1.1(3)")]
    [InlineData(1.119, 12.4, "1(12)")]
    [InlineData(-0.0284, 0.0034, "-0.028(3)")]
    [InlineData(0.4284, 0.0, "0.428")]
    [InlineData(0.4284, double.NaN, "0.428")]
    [InlineData(double.NaN, double.NaN, "–")]
    public void Three_decimals_or_what_the_error_leaves(double value, double error, string expected) => Assert.Equal(expected, PageFigures.Fixed(value, 3, error));

    [Theory]
    [InlineData(112.4, 0.4, "112")]
    [InlineData(112.4, 0.6, "112(1)")]
    [InlineData(112.4, 12.3, "112(12)")]
    [InlineData(35.06, double.NaN, "35")]
    [InlineData(2.34, 0.06, "2.3(1)")]
    [InlineData(0.0042, 0.0003, "0.004")]
    public void In_percent_and_briefly(double value, double error, string expected)
    {
        Assert.Equal(expected, PageFigures.Brief(value, error));
        Assert.Equal(expected, Labelled.Brief(value, error));
    }
}
