using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Tables;

public sealed class ReplayedStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Gives_back_what_was_read_and_then_the_rest(int chunk)
    {
        using ReplayedStream stream = new("abc"u8.ToArray(), new MemoryStream("defg"u8.ToArray()));
        List<byte> all = [];
        byte[] buffer = new byte[chunk];
        while (stream.Read(buffer) is > 0 and int count)
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        Assert.Equal("abcdefg"u8.ToArray(), all.ToArray());
        Assert.False(stream.CanSeek);
    }

    [Fact]
    public void Closes_the_rest()
    {
        MemoryStream rest = new();
        new ReplayedStream("a"u8.ToArray(), rest).Dispose();
        Assert.False(rest.CanRead);
    }
}
