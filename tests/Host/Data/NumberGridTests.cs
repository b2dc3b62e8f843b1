using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Data;

public class NumberGridTests
{
    [Theory]
    [InlineData("0.05", new[] { 0.05 })]
    [InlineData("0.025, 0.05", new[] { 0.025, 0.05 })]
    [InlineData("0.01:0.03:0.005", new[] { 0.01, 0.015, 0.02, 0.025, 0.03 })]
    [InlineData("0.1:0.35:0.1", new[] { 0.1, 0.2, 0.3 })]
    [InlineData("2e-4:2e-4:1", new[] { 2e-4 })]
    [InlineData("1,0.1:0.3:0.1", new[] { 1, 0.1, 0.2, 0.3 })]
    public void Holds_the_very_numbers_that_were_written(string text, double[] expected) => Assert.Equal(expected, NumberGrid.Parse("--tau", [text]));

    [Fact]
    public void Every_step_is_the_double_of_its_decimal() =>
        Assert.Equal(Enumerable.Range(10, 91).Select(k => double.Parse($"0.{k:000}")), NumberGrid.Parse("--tau", ["0.01:0.1:0.001"]));

    [Fact]
    public void Nothing_gives_nothing_and_texts_add_up()
    {
        Assert.Empty(NumberGrid.Parse("--tau", []));
        Assert.Equal([1.0, 2.0], NumberGrid.Parse("--tau", ["1", "2"]));
    }

    [Theory]
    [InlineData("", "--tau: found nothing, expected a number greater than 0")]
    [InlineData("x", "--tau: found 'x', expected a number greater than 0; write a decimal number")]
    [InlineData("0", "--tau: found '0', expected a number greater than 0")]
    [InlineData("-0.1", "--tau: found '-0.1', expected a number greater than 0")]
    [InlineData("1:2", "--tau: found '1:2', expected numbers or START:STOP:STEP")]
    [InlineData("0.1:0.01:0.01", "--tau: found '0.1:0.01:0.01', which ends below its start, expected START:STOP:STEP with START not above STOP; write 0.01:0.1:0.01")]
    [InlineData("0.1:0.2:0", "--tau: found '0' in '0.1:0.2:0', expected a number greater than 0")]
    [InlineData("0.1::0.1", "--tau: found a blank in '0.1::0.1'")]
    [InlineData("0.1,0.1", "--tau: found 0.1 twice, expected each number once")]
    [InlineData("1:2:1e-9", "--tau: found more than 1000000 numbers by '1:2:1e-9'")]
    [InlineData("nan", "--tau: found 'nan'")]
    public void Says_what_is_wrong(string text, string message)
    {
        UsageException fault = Assert.Throws<UsageException>(() => NumberGrid.Parse("--tau", [text]));
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }
}
