using GpuConcord.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

public sealed class EnergyRangeTests
{
    [Theory]
    [InlineData("1.0-2.0", 1, 2)]
    [InlineData("0.5 - 2 keV", 0.5, 2)]
    [InlineData("0.15–0.33", 0.15, 0.33)]
    [InlineData("2 to 10", 2, 10)]
    public void A_name_may_state_a_range(string name, double low, double high) => Assert.Equal(new EnergyRange(low, high), EnergyRange.Parse(name));

    [Theory]
    [InlineData("hard")]
    [InlineData("2-1")]
    [InlineData("0-2")]
    [InlineData("1-2-3")]
    [InlineData("1..2-3")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_names_state_none(string? name) => Assert.Null(EnergyRange.Parse(name));

    [Fact]
    public void Bands_are_the_same_by_name_or_by_range()
    {
        Assert.True(EnergyRange.SameBand("Hard", "hard"));
        Assert.True(EnergyRange.SameBand("1-2", "1.0-2.0 keV"));
        Assert.False(EnergyRange.SameBand("1-2", "1-3"));
        Assert.False(EnergyRange.SameBand("hard", "soft"));
    }

    [Fact]
    public void Overlap_is_measured_in_ln_E()
    {
        Assert.Equal(Math.Log(2), new EnergyRange(1, 4).Overlap(new EnergyRange(2, 8)), 1e-15);
        Assert.Equal(0.0, new EnergyRange(1, 2).Overlap(new EnergyRange(2, 8)));
        Assert.Equal(0.0, new EnergyRange(1, 2).Overlap(new EnergyRange(3, 8)));
        Assert.Equal(Math.Log(4), new EnergyRange(1, 4).LogWidth, 1e-15);
    }
}
