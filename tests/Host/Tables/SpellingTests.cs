using System.Globalization;
using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Tables;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("PKS 2155-304", "PKS 2155-304")]
    [InlineData(" PKS  2155-304 ", "PKS 2155-304")]
    [InlineData("PKS\u00A02155-304", "PKS 2155-304")]
    [InlineData("PKS\u2009\u202F2155-304", "PKS 2155-304")]
    [InlineData("PKS\t2155-304\u3000", "PKS 2155-304")]
    [InlineData("PKS\n2155-304", "PKS 2155-304")]
    [InlineData("\uFEFFPKS\u200B 2155\u00AD-304\u200F", "PKS 2155-304")]
    [InlineData("PKS \u200B 2155-304\0", "PKS 2155-304")]
    [InlineData("Me\u0308k", "M\u00EBk")]
    [InlineData("Me\u200D\u0308k", "M\u00EBk")]
    [InlineData("\u212B\u2126", "\u00C5\u03A9")]
    [InlineData("\u200B\uFEFF", "")]
    [InlineData("", "")]
    [InlineData("3C\u2013273 'x' \U0001F600", "3C\u2013273 'x' \U0001F600")]
    public void A_name_has_one_spelling(string text, string expected)
    {
        Assert.Equal(expected, Spelling.Of(text));
        Assert.Equal(expected, Spelling.Of(expected));
    }

    /// <summary>Held to Python's unicodedata: tests/data/unicode/nfc.csv.</summary>
    [Fact]
    public void Characters_are_composed_as_Unicode_has_it()
    {
        int rows = 0;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "unicode", "nfc.csv")).Skip(2))
        {
            string[] fields = line.Split(',');
            Assert.Equal(fields[1], Codes(Composition.Of(Text(fields[0]))));
            Assert.Equal(fields[1], Codes(Composition.Of(Text(fields[1]))));
            rows++;
        }

        Assert.True(rows > 1000);

        static string Text(string codes) => string.Concat(codes.Split(' ').Select(code => (char)int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

        static string Codes(string text) => string.Join(' ', text.Select(c => ((int)c).ToString("X4", CultureInfo.InvariantCulture)));
    }
}
