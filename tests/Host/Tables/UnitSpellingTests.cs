using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Tables;

public sealed class UnitSpellingTests
{
    [Theory]
    [InlineData("erg/cm2/s", "erg.cm**-2.s**-1")]
    [InlineData("erg/cm²/s", "erg.cm**-2.s**-1")]
    [InlineData("erg cm-2 s-1", "erg.cm**-2.s**-1")]
    [InlineData("erg cm^-2 s^-1", "erg.cm**-2.s**-1")]
    [InlineData("erg.cm**-2.s**-1", "erg.cm**-2.s**-1")]
    [InlineData("photons/cm**2/s", "photon.cm**-2.s**-1")]
    [InlineData("ct/s", "count.s**-1")]
    [InlineData("counts / s", "count.s**-1")]
    [InlineData("s", "s")]
    [InlineData("cm+2", "cm**2")]
    [InlineData("", "")]
    [InlineData("ln(erg/cm2/s)", "")]
    [InlineData("erg/(cm2 s)", "erg/(cm2 s)")]
    [InlineData("10-12erg/s", "10-12erg/s")]
    [InlineData("erg//s", "erg//s")]
    [InlineData("erg/", "erg/")]
    [InlineData("m0", "m0")]
    [InlineData("%", "%")]
    public void Products_of_powers_are_spelt_in_one_way_and_others_left(string given, string spelt) => Assert.Equal(spelt, UnitSpelling.Of(given));
}
