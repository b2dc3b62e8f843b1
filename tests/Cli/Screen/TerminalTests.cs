using System.Text;
using GpuConcord.Cli.Screen;
using Xunit;

namespace GpuConcord.Tests.Cli.Screen;

public sealed class TerminalTests
{
    [Theory]
    [InlineData("en_GB.UTF-8", true)]
    [InlineData("C.utf8", true)]
    [InlineData("de_DE.utf8@euro", true)]
    [InlineData("de_DE.ISO-8859-1", false)]
    [InlineData("C", false)]
    [InlineData("POSIX", false)]
    [InlineData("en_GB", true)]
    [InlineData(null, true)]
    public void Locale_decides_about_Unicode(string? locale, bool expected) => Assert.Equal(expected, Terminal.IsUnicode(locale, Encoding.UTF8));

    [Fact]
    public void Without_a_locale_the_consoles_encoding_decides() => Assert.False(Terminal.IsUnicode(null, Encoding.Latin1));
}
