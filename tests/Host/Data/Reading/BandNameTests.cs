using GpuConcord.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

public sealed class BandNameTests
{
    [Theory]
    [InlineData("0.5-2", "0.5-2", "0.5-2")]
    [InlineData("0.5\u20132.0", "0.5-2.0", "0.5-2")]
    [InlineData(" 0.50 \u2212 2 keV ", "0.50 - 2 keV", "0.5-2")]
    [InlineData("soft\u00A0band", "soft band", "soft band")]
    [InlineData("Soft", "Soft", "Soft")]
    public void Has_one_spelling_and_a_key_by_its_range(string text, string name, string key)
    {
        Assert.Equal(name, BandName.Of(text));
        Assert.Equal(key, BandName.Key(name));
        Assert.Equal(key, BandName.Key(key));
    }
}
