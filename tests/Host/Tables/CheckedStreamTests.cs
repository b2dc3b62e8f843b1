using System.Security.Cryptography;
using System.Text;
using CsCheck;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Tables;

public sealed class CheckedStreamTests
{
    [Fact]
    public void Hashes_what_it_hands_on()
    {
        // FIPS 180-2, appendix B.1.
        using CheckedStream stream = new(new MemoryStream("abc"u8.ToArray()), "t.csv");
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", stream.Sha256());
    }

    [Fact]
    public void Hashes_the_rest_after_a_partial_read()
    {
        byte[] bytes = RandomNumberGenerator.GetString("abcdefgh\n", 100_000).Select(c => (byte)c).ToArray();
        using CheckedStream stream = new(new MemoryStream(bytes), "t.csv");
        stream.ReadExactly(new byte[777]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), stream.Sha256());
        Assert.Equal(1.0, stream.Fraction);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(4096)]
    public void Takes_characters_cut_by_chunks_of_any_size(int chunk)
    {
        byte[] bytes = Encoding.UTF8.GetBytes("\uFEFFplain, é, €, 😀, Ä\nend 𝒳");
        Assert.Equal(bytes, ReadAll(bytes, chunk));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4096)]
    public void Refuses_what_is_not_utf8_with_its_place(int chunk)
    {
        byte[] latin = [.. "a,b\nCygn"u8, 0xE9, .. ",1\n"u8];
        DataException fault = Assert.Throws<DataException>(() => ReadAll(latin, chunk));
        Assert.Equal(
            "t.csv:2:5: found the byte 0xE9, which is not UTF-8 text, expected a CSV file in plain UTF-8 text; save the table as UTF-8 (iconv -f latin1 -t utf-8), or check that "
                + "this is the file you meant",
            fault.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void Refuses_a_character_cut_by_the_end_of_the_file(int chunk)
    {
        byte[] cut = [.. "a\n"u8, 0xE2, 0x82];
        DataException fault = Assert.Throws<DataException>(() => ReadAll(cut, chunk));
        Assert.StartsWith("t.csv:2:1: found the byte 0xE2,", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void Refuses_a_nul_byte_with_its_place(int chunk)
    {
        DataException fault = Assert.Throws<DataException>(() => ReadAll("a,b\n1,2\nx\0"u8.ToArray(), chunk));
        Assert.Equal(
            "t.csv:3:2: found a NUL byte, expected a CSV file in plain UTF-8 text; check that this is the file you meant, or export the table as CSV",
            fault.Message);
    }

    [Fact]
    public void Agrees_with_the_frameworks_own_validation() => Gen.Byte.Array[0, 12].Select(Gen.Int[1, 5]).Sample((bytes, chunk) =>
    {
        byte[] text = Array.ConvertAll(bytes, b => b == 0 ? (byte)'0' : b); // NUL and formats have their own rules
        byte[] file = [(byte)'x', .. text];
        Assert.Equal(System.Text.Unicode.Utf8.IsValid(file), Record.Exception(() => ReadAll(file, chunk)) is null);
    });

    private static byte[] ReadAll(byte[] bytes, int chunk)
    {
        using CheckedStream stream = new(new MemoryStream(bytes), "t.csv");
        (List<byte> read, byte[] buffer) = (new List<byte>(), new byte[chunk]);
        while (stream.Read(buffer) is > 0 and var count)
        {
            read.AddRange(buffer.AsSpan(0, count));
        }

        return [.. read];
    }
}
