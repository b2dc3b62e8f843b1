using CsCheck;
using GpuConcord.Host.Tables.Csv;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

public sealed class TidyTextTests
{
    [Theory]
    [InlineData("a, \"b, c\",d", "a,\"b, c\",d")]
    [InlineData("a ,\t\"b\" \t,d\n  \"e\"  \n", "a ,\"b\",d\n\"e\"\n")]
    [InlineData("a, \"b \"\" , c\" , d", "a,\"b \"\" , c\", d")]
    [InlineData("a, \"b\n , \"\n", "a,\"b\n , \"\n")]
    [InlineData("a 5\" tube, \"b\"", "a 5\" tube,\"b\"")]
    [InlineData("# a, \"b\n\"c\" ,d", "# a, \"b\n\"c\",d")]
    [InlineData("\uFEFFa,b\n\uFEFF\"a\",b\r\n\uFEFF# c", "a,b\n\"a\",b\r\n# c")]
    [InlineData("a\u00A0,\u00A0\"b\"\u200B,c", "a\u00A0,\"b\",c")]
    [InlineData("\"a\" b,c", "\"a\"b,c")]
    [InlineData("a,b , c ,\n", "a,b , c ,\n")]
    public void Blanks_around_quotes_go_and_all_else_stays(string text, string expected) => Assert.Equal(expected, TidyText.Of(text, ','));

    [Theory]
    [InlineData("  a   b\t c \n d \"e  f\"   g\n", "a b c\nd \"e  f\" g\n")]
    [InlineData("# a  b\n\"a \"\" b\" c", "# a  b\n\"a \"\" b\" c")]
    [InlineData("a\r\n\r\n  b  c", "a\r\n\r\nb c")]
    public void Where_blanks_separate_one_is_left(string text, string expected) => Assert.Equal(expected, TidyText.Of(text, ' '));

    [Fact]
    public void Where_a_tab_separates_it_is_no_blank() => Assert.Equal("a\t\t\"b\"\t\"c\"", TidyText.Of("a\t\t \"b\" \t \"c\"", '\t'));

    /// <summary>Against a reading of the whole text character by character, in pieces of any length.</summary>
    [Fact]
    public void Pieces_of_any_length_give_the_same_text() => Gen.Select(
        Gen.Int[0, 7].Select(i => "a\" ,\n#\uFEFF\t"[i]).Array[0, 60], Gen.Int[1, 9], Gen.Int[0, 2].Select(i => ",\t "[i])).Sample((characters, piece, delimiter) =>
    {
        string text = new(characters);
        using TidyText pieces = new(text.AsMemory(0, Math.Min(3, text.Length)), new Pieces(text[Math.Min(3, text.Length)..], piece), delimiter);
        Assert.Equal(TidyText.Of(text, delimiter), pieces.ReadToEnd());
    });

    /// <summary>A field between two long ones, wherever the reader's stretches end.</summary>
    [Theory]
    [InlineData(32_760)]
    [InlineData(32_764)]
    [InlineData(32_765)]
    [InlineData(32_766)]
    [InlineData(32_767)]
    [InlineData(32_768)]
    [InlineData(65_533)]
    public void A_stretch_may_end_anywhere(int before)
    {
        string start = new('x', before), blanks = new(' ', 3);
        using TidyText text = new(default, new StringReader($"{start},{blanks}\"b, c\"{blanks},d"), ',');
        Assert.Equal($"{start},\"b, c\",d", text.ReadToEnd());
    }

    /// <summary>A reader that gives so many characters at most.</summary>
    private sealed class Pieces(string text, int most) : TextReader
    {
        private int at;

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            int count = Math.Min(Math.Min(buffer.Length, most), text.Length - at);
            text.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        }
    }
}
