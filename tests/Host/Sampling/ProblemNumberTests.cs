using GpuConcord.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

public class ProblemNumberTests
{
    /// <summary>Reference values of FNV-1a with 64 bits (Fowler, Noll and Vo): the offset basis for no byte, and the published "a" and "foobar".</summary>
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void Is_the_hash_of_the_bands_name(string band, ulong expected) => Assert.Equal(expected, ProblemNumber.Of(band));

    [Fact]
    public void A_table_without_bands_is_number_zero() => Assert.Equal(0ul, ProblemNumber.Of(null));
}
