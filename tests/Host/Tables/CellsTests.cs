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
    [InlineData("\u22121.5e\u221212", -1.5e-12)]
    [InlineData("\uFEFF12", 12.0)]
    [InlineData("1\u200B2\u00A0", 12.0)]
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
    [InlineData("\u2212inf")]
    [InlineData("\u200B")]
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
    [InlineData("1\u00A0037")]
    [InlineData("\u00BD")]
    [InlineData("\u2014")]
    public void Anything_else_is_text(string text) => Assert.Equal(Cell.Text, Cells.Read(text, out _));

    [Theory]
    [InlineData("1,037", "the comma may separate thousands or decimals: write 1037 if it means the one, 1.037 if the other")]
    [InlineData("-12,037e3", "the comma may separate thousands or decimals: write -12037e3 if it means the one, -12.037e3 if the other")]
    [InlineData("1,037,000", "write no comma between thousands, as in 1037000")]
    [InlineData("1,037.5", "write no comma between thousands, as in 1037.5")]
    [InlineData("1.037,5", "write no point between thousands and the decimal comma as a point, as in 1037.5")]
    [InlineData("0,037", "write the decimal comma as a point")]
    [InlineData("1,03", "write the decimal comma as a point")]
    [InlineData("1037,25", "write the decimal comma as a point")]
    [InlineData("1,5e-12", "write the decimal comma as a point")]
    [InlineData("1.5D-12", "write the exponent with e")]
    [InlineData("1 037", "leave no blank between digits")]
    [InlineData("1\u202F037.5", "leave no blank between digits")]
    [InlineData("1,2,3", "other")]
    [InlineData("many", "other")]
    public void Advice_fits_what_was_written(string text, string expected) => Assert.Equal(expected, Cells.Advice(text, "other"));
}
