using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Faults;

public sealed class VisibleTests
{
    [Theory]
    [InlineData("plain σ² ≤ 3 – ok", "plain σ² ≤ 3 – ok")]
    [InlineData("red\u001b[31m", "red\\u001b[31m")]
    [InlineData("a\nb\rc\td", "a\\nb\\rc\\td")]
    [InlineData("\u009b2J\u007f\0", "\\u009b2J\\u007f\\u0000")]
    [InlineData("a\u202egpj.exe\u2066", "a\\u202egpj.exe\\u2066")]
    public void What_a_terminal_acts_on_is_spelt_out(string text, string shown) => Assert.Equal(shown, Visible.Of(text));

    [Fact]
    public void Lines_may_stay() => Assert.Equal("a\n\tb\\u001b", Visible.Of("a\n\tb\u001b", keepLines: true));

    [Fact]
    public void A_file_may_be_called_anything_and_a_message_stays_a_line()
    {
        Assert.Equal(
            "a\\u001b[2J\\nb.csv:3:4: found x, expected y; do z", DataException.At("a\u001b[2J\nb.csv", 3, 4, "x", "y", "do z").Message);
        Assert.Equal("a\\nb.csv: found x, expected y; do z", DataException.In("a\nb.csv", "x", "y", "do z").Message);
    }
}
