using System.IO.Compression;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Tables;

/// <summary>Zeros behind a gzip file, as tapes and some archives leave them: gzip takes them, and so does the reader.</summary>
public sealed class ZeroPaddingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(1000, 7)]
    [InlineData(1000, 512)]
    [InlineData(200_000, 8192)]
    [InlineData(200_000, 100_000)]
    [InlineData(1 << 16, 3)]
    public void Zeros_behind_the_end_are_no_fault(int length, int zeros)
    {
        byte[] content = Content(length);
        Assert.Equal(content, Read([.. Zipped(content), .. new byte[zeros]]));
        Assert.Equal(content, Read([.. Zipped(content)]));
    }

    /// <summary>A file that was cut short is no less so when zeros take the place of what it lost.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(100)]
    public void What_is_cut_short_is_refused_with_zeros_too(int lost)
    {
        byte[] whole = Zipped(Content(5000));
        // A length below 2²⁴ ends in a zero: to lose that one and have it back is to be whole.
        Assert.ThrowsAny<DataException>(() => Read([.. whole[..^(lost + 1)], .. new byte[lost == 1 ? 1 : 64]]));
    }

    [Fact]
    public void Anything_else_behind_the_end_is_refused()
    {
        byte[] whole = Zipped(Content(5000));
        Assert.Throws<DataException>(() => Read([.. whole, 0, 0, 1]));
        Assert.Throws<DataException>(() => Read([.. whole, 7, 0, 0, 0]));
        // A second part whose first byte is damaged: without its rows the table would be another.
        byte[] damaged = Zipped(Content(3000));
        damaged[0] = 0;
        Assert.Throws<DataException>(() => Read([.. whole, .. damaged]));
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(1).NextBytes(content);
        return content;
    }

    private static byte[] Zipped(byte[] content)
    {
        using MemoryStream zipped = new();
        using (GZipStream zip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(content);
        }

        return zipped.ToArray();
    }

    private static byte[] Read(byte[] file)
    {
        using UnzippedStream stream = new("t.gz", new MemoryStream(file));
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
