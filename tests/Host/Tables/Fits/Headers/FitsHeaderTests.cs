using System.Buffers.Binary;
using System.Text;
using GpuConcord.Host.Tables.Fits.Headers;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Fits.Headers;

/// <summary>Cards, long strings, headers that are changed and written back, checksums.</summary>
public sealed class FitsHeaderTests
{
    [Theory]
    [InlineData("SIMPLE  =                    T / conforms", true, "conforms")]
    [InlineData("NAXIS1  =                   -7", -7L, "")]
    [InlineData("NAXIS1  = 12/a", 12L, "a")]
    [InlineData("TSCAL1  =             1.5D-003 / Fortran", 1.5e-3, "Fortran")]
    [InlineData("TZERO1  =  9223372036854775808", 9223372036854775808.0, "")]
    [InlineData("TZERO1  =        2147483648.0", 2147483648.0, "")]
    [InlineData("TTYPE1  = 'O''Neil / x '       / a / b", "O'Neil / x", "a / b")]
    [InlineData("TTYPE1  = ''", "", "")]
    [InlineData("TTYPE1  = '  x  '", "  x", "")]
    [InlineData("TTYPE1  ='x'", "x", "")]
    [InlineData("HIERARCH ESO DET = 3 / c", 3L, "c")]
    [InlineData("KEY     = / undefined", null, "undefined")]
    [InlineData("KEY     = (1.0, 2.0) / complex", null, "complex")]
    [InlineData("KEY     = 'open", null, "")]
    [InlineData("COMMENT = 'no value'", null, "= 'no value'")]
    [InlineData("HISTORY a / b", null, "a / b")]
    [InlineData("", null, "")]
    public void Reads_a_card(string text, object? value, string comment)
    {
        FitsCard card = FitsCard.Parse(text.PadRight(80));
        Assert.Equal(value, card.Value);
        Assert.Equal(comment, card.Comment);
        Assert.Equal(80, card.Raw.Length);
    }

    [Fact]
    public void Joins_long_strings_of_the_standard_and_of_OGIP()
    {
        string cards = string.Concat(new[] { "A       = 'one &'  / first", "CONTINUE  'two''s &' / second", "CONTINUE  'three'", "B       = 1" }.Select(card => card.PadRight(80)));
        FitsCard card = FitsCard.Parse(cards);
        Assert.Equal(("one two's three", "first second", 3), (card.Value, card.Comment, card.Count));
        Assert.Equal(cards[..240], card.Raw);
        Assert.Equal(("ends with &", 1), (FitsCard.Parse("A       = 'ends with &'".PadRight(80) + "B       = 1".PadRight(80)) is var alone ? alone.Value : "", alone.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("it's 'quoted'")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456''89")]
    public void Strings_come_back_with_their_comments(string start)
    {
        foreach (int length in new[] { 0, 1, 40, 67, 68, 69, 140, 1000 })
        {
            string text = start + new string('x', length), comment = "what it " + new string('c', length / 2);
            FitsCard card = FitsCard.Of("CREATOR", text, comment);
            Assert.Equal(text, card.Value);
            Assert.Equal(comment.Replace(" ", "", StringComparison.Ordinal), card.Comment.Replace(" ", "", StringComparison.Ordinal));
            Assert.Equal(0, card.Raw.Length % 80);
        }
    }

    [Fact]
    public void Writes_values_in_fixed_format()
    {
        Assert.Equal("TFIELDS =                   12 / columns".PadRight(80), FitsCard.Of("TFIELDS", 12, "columns").Raw);
        Assert.Equal("SIMPLE  =                    T".PadRight(80), FitsCard.Of("SIMPLE", true).Raw);
        Assert.Equal("TTYPE1  = 'x       '           / name".PadRight(80), FitsCard.Of("TTYPE1", "x", "name").Raw);
        Assert.Equal("TZERO1  =                  0.1".PadRight(80), FitsCard.Of("TZERO1", 0.1).Raw);
        Assert.Equal("TZERO1  =              1.0E+22".PadRight(80), FitsCard.Of("TZERO1", 1e22).Raw);
        Assert.Equal("caf\\u00E9", FitsCard.Of("NAME", "café").Value);
        Assert.Throws<ArgumentException>(() => FitsCard.Of("lower", 1));
        Assert.Equal(["HISTORY one", "HISTORY two"], FitsCard.OfText("HISTORY", $"one {new string(' ', 66)}two").Select(card => card.Raw.TrimEnd()));
    }

    [Fact]
    public void A_header_keeps_every_byte_but_those_of_the_card_that_changes()
    {
        string text = string.Concat(new[] { "XTENSION= 'BINTABLE'/no blanks", "BITPIX  = 8", "caf = odd", "HISTORY a", "", "" }.Select(card => card.PadRight(80)));
        FitsHeader header = new([.. text.Chunk(80).Select(card => FitsCard.Parse(new string(card)))]);
        byte[] bytes = header.ToBytes();
        Assert.Equal(2880, bytes.Length);
        Assert.Equal(text + "END".PadRight(2880 - text.Length), Encoding.ASCII.GetString(bytes));
        FitsHeader changed = header.With(FitsCard.Of("BITPIX", 16)).WithText(FitsCard.OfText("HISTORY", "b"));
        Assert.Equal(
            ["XTENSION= 'BINTABLE'/no blanks", "BITPIX  =                   16", "caf = odd", "HISTORY a", "HISTORY b", ""], changed.Cards.Select(card => card.Raw.TrimEnd()));
    }

    /// <summary>The sum by its definition, and the property that a checksum makes of the whole −0, 0xFFFFFFFF.</summary>
    [Fact]
    public void Sums_are_those_of_32_bit_words_in_ones_complement()
    {
        Random random = new(1);
        foreach (int length in new[] { 0, 4, 8, 60, 2880, 28800, 3 * 1024 * 1024 })
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            bytes.AsSpan(0, length / 2).Fill(0xFF);
            ulong expected = 0;
            for (int at = 0; at < length; at += 4)
            {
                expected += BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
                expected = (expected & 0xFFFFFFFF) + (expected >> 32);
            }

            Assert.Equal((uint)expected, FitsSums.Add(bytes));
            Assert.Equal((uint)expected, FitsSums.Add(bytes.AsSpan(length / 8 * 4), FitsSums.Add(bytes.AsSpan(0, length / 8 * 4))));
            FitsHeader header = FitsSums.Renew(new FitsHeader([FitsCard.Of("XTENSION", "IMAGE")]), (uint)expected);
            Assert.Equal(0xFFFFFFFF, FitsSums.Join(FitsSums.Add(header.ToBytes()), (uint)expected));
            Assert.Matches("^[0-9A-Za-z]{16}$", (string)header.Find("CHECKSUM")!.Value!);
        }

        // Appendix J of the standard 4.0 encodes this sum so.
        Assert.Equal("hcHjjc9ghcEghc9g", FitsSums.Encode(868229149u));
    }
}
