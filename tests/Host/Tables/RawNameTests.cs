using System.Text;
using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Tables;

public sealed class RawNameTests
{
    [Fact]
    public void The_bytes_of_a_name_are_those_of_the_word_that_reads_so()
    {
        byte[] words = [.. "gpuconcord\0fit\0caf"u8, 0xE9, .. ".csv[2]\0--priors=caf"u8, 0xE8, .. ".csv\0caf\uFFFD\0"u8];
        Assert.Equal<byte[]>([.. "caf"u8, 0xE9, .. ".csv"u8], RawName.Bytes("caf\uFFFD.csv", words)!);
        Assert.Equal<byte[]>([.. "caf"u8, 0xE9, .. ".csv[2]"u8], RawName.Bytes("caf\uFFFD.csv[2]", words)!);
        Assert.Equal<byte[]>([.. "caf"u8, 0xE8, .. ".csv"u8], RawName.Bytes("caf\uFFFD.csv", words.AsSpan(words.AsSpan().IndexOf("--"u8)))!);
        // A name that has this very character, as UTF-8, is not lost.
        Assert.Null(RawName.Bytes("caf\uFFFD", words));
        Assert.Null(RawName.Bytes("fit", words));
        Assert.Null(RawName.Bytes("x", Encoding.UTF8.GetBytes("")));
    }
}
