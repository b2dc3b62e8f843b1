using GpuConcord.Host.Corrections;
using Xunit;

namespace GpuConcord.Tests.Host.Corrections;

public sealed class InstrumentNameTests
{
    [Theory]
    [InlineData("XMM", "EPN", "pn")]
    [InlineData("XMM", "epn", "pn")]
    [InlineData("XMM", "EMOS1", "MOS1")]
    [InlineData("XMM", "EMOS2", "MOS2")]
    [InlineData("NuSTAR", "FPMA", "NuSTAR FPMA")]
    [InlineData("CHANDRA", "ACIS", "acis")]
    [InlineData("XMM", "ACIS", "acis")]
    [InlineData("XMM", "EMOS3", null)]
    [InlineData("XMM", "", null)]
    public void Keywords_tell_the_instrument_or_nothing(string telescope, string instrument, string? found) =>
        Assert.Equal(found is null ? [] : [found], InstrumentName.OfKeywords(telescope, instrument, ["pn", "MOS1", "MOS2", "NuSTAR FPMA", "acis"]));

    [Fact]
    public void Names_may_say_more_than_the_keyword_by_telescope_and_camera()
    {
        Assert.Equal(["XMM pn"], InstrumentName.OfKeywords("XMM", "EPN", ["XMM pn", "XMM MOS1", "spn"]));
        Assert.Equal(["EPIC-pn"], InstrumentName.OfKeywords("XMM", "EPN", ["EPIC-pn", "EPIC-MOS1"]));
        Assert.Equal(["pn", "EPN"], InstrumentName.OfKeywords("XMM", "EPN", ["pn", "EPN", "MOS1"]));
    }

    [Theory]
    [InlineData("pn", "pn")]
    [InlineData("PN", "pn")]
    [InlineData("mos1", null)]
    [InlineData("pnn", null)]
    public void A_name_is_found_in_any_case_unless_two_differ_by_that_alone(string name, string? found) => Assert.Equal(found, InstrumentName.Find(name, ["pn", "MOS1", "Mos1"]));
}
