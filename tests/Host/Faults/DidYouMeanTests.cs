using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Faults;

public sealed class DidYouMeanTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("instrment", "instrument", 1)]
    [InlineData("sorce", "source", 1)]
    [InlineData("bnad", "band", 1)]
    [InlineData("ca", "abc", 3)] // 3 in the optimal-string-alignment form, 2 in the unrestricted one
    [InlineData("MOS1", "mos1", 0)]
    public void Counts_edits_and_swaps_of_neighbours(string from, string to, int expected)
    {
        Assert.Equal(expected, DidYouMean.Distance(from, to));
        Assert.Equal(expected, DidYouMean.Distance(to, from));
    }

    [Theory]
    [InlineData("epic-hmx", "epic-hmxb")]
    [InlineData("epic", "epic-hmxb")]
    [InlineData("XCAL_shape", "xcal-shape")]
    [InlineData("nothing like it", null)]
    [InlineData("e0", null)]
    public void Proposes_a_near_name_or_the_only_longer_one(string word, string? expected) =>
        Assert.Equal(expected, DidYouMean.Closest(word, ["epic-hmxb", "e0102-shape", "xcal-shape"]));

    [Fact]
    public void One_letter_names_do_not_resemble_each_other() => Assert.Null(DidYouMean.Closest("x", ["y", "z"]));

    [Fact]
    public void A_beginning_shared_by_two_names_proposes_neither() => Assert.Null(DidYouMean.Closest("flux", ["flux_hard_band", "flux_soft_band"]));

    [Fact]
    public void Advice_falls_back() => Assert.Equal("look again", DidYouMean.Advice("q", ["pn"], "look again"));
}
