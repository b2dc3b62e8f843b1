using GpuConcord.Host.Corrections;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Corrections;

public sealed class FactorCurveTests
{
    private static readonly (string? Band, EnergyRange? Energies, double Factor)[] Three =
    [
        ("hard", new EnergyRange(2, 8), 0.9), ("soft", new EnergyRange(0.25, 1), 1.1), ("medium", new EnergyRange(1, 2), 1.21),
    ];

    [Fact]
    public void Ln_factor_is_linear_in_ln_energy_between_the_centres_of_bands()
    {
        FactorCurve curve = FactorCurve.Through(Three);
        double medium = Math.Sqrt(2);
        Assert.Equal(1.1, curve.At(0.5), 14);
        Assert.Equal(1.21, curve.At(medium), 14);
        Assert.Equal(0.9, curve.At(4), 14);

        // Half way in ln E, and a quarter.
        Assert.Equal(Math.Sqrt(1.1 * 1.21), curve.At(Math.Sqrt(0.5 * medium)), 14);
        Assert.Equal(Math.Pow(1.21, 0.75) * Math.Pow(0.9, 0.25), curve.At(medium * Math.Pow(4 / medium, 0.25)), 14);
        Assert.Equal((0.25, 8.0), (curve.Covered!.Value.Low, curve.Covered.Value.High));
        Assert.False(curve.IsConstant);
    }

    [Theory]
    [InlineData(0.001, 1.1)]
    [InlineData(0.3, 1.1)]
    [InlineData(5, 0.9)]
    [InlineData(100, 0.9)]
    public void It_is_constant_beyond_the_outermost_centres(double energy, double factor) => Assert.Equal(factor, FactorCurve.Through(Three).At(energy), 14);

    [Fact]
    public void One_band_has_its_factor_everywhere_to_the_bit()
    {
        FactorCurve curve = FactorCurve.Through([(null, null, 1.0123456789)]);
        Assert.True(curve.IsConstant);
        Assert.Equal(1.0123456789, curve.At(0.1));
        Assert.Null(curve.Covered);
        Assert.Equal(0.97, FactorCurve.Through([("2.0-4.5", new EnergyRange(2, 4.5), 0.97)]).At(11));
    }

    [Fact]
    public void Bands_that_overlap_are_refused_and_those_that_touch_are_not()
    {
        UsageException fault = Assert.Throws<UsageException>(() => FactorCurve.Through([.. Three, ("8", new EnergyRange(0.2, 12), 1)]));
        Assert.Contains("'8', which overlap", fault.Message.Replace("'soft' and ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("--band ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_bands_need_energies()
    {
        UsageException fault = Assert.Throws<UsageException>(() => FactorCurve.Through([("soft", null, 1), ("hard", new EnergyRange(2, 8), 1)]));
        Assert.Contains("found 'soft' among the run's bands, whose energies nothing tells", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--energies soft=0.5-2.0", fault.Message, StringComparison.Ordinal);
    }
}
