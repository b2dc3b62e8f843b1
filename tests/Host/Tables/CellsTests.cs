using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Tables;

public sealed class CellsTests
{
    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("1.", 1.0)]
    [InlineData("-.5", -0.5)]
    [InlineData("+2.238796e-12", 2.238796e-12)]
    [InlineData("4.9E-324", 4.9e-324)]
    [InlineData("0", 0.0)]
    public void Reads_numbers_to_the_last_bit(string text, double expected)
    {
        Assert.Equal(Cell.Number, Cells.Read(text, out double value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("INDEF")]
    [InlineData("NA")]
    [InlineData("null")]
    [InlineData("-inf")]
    [InlineData("-Infinity")]
    public void Not_observed(string text)
    {
        Assert.Equal(Cell.Missing, Cells.Read(text, out double value));
        Assert.Equal(double.NaN, value);
    }

    [Theory]
    [InlineData("inf")]
    [InlineData("+Inf")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    public void Infinite(string text) => Assert.Equal(Cell.Infinite, Cells.Read(text, out _));

    [Theory]
    [InlineData("12a")]
    [InlineData("a12")]
    [InlineData("1,5")]
    [InlineData("1 5")]
    [InlineData("0x1F")]
    [InlineData("1.0D-12")]
    [InlineData("(1)")]
    [InlineData("--")]
    [InlineData("<3")]
    [InlineData("5%")]
    public void Anything_else_is_text(string text) => Assert.Equal(Cell.Text, Cells.Read(text, out _));
}
