using System.Text;
using GpuConcord.Host.Hdf5;
using Xunit;

namespace GpuConcord.Tests.Host.Hdf5;

public sealed class Lookup3Tests
{
    /// <summary>The values that Bob Jenkins's own test (driver5 of lookup3.c) states.</summary>
    [Theory]
    [InlineData("", 0xdeadbeefu)]
    [InlineData("Four score and seven years ago", 0x17770551u)]
    public void Is_hashlittle(string text, uint expected) => Assert.Equal(expected, Lookup3.Of(Encoding.ASCII.GetBytes(text)));
}
