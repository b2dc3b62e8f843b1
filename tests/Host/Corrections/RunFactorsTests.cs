using GpuConcord.Host.Corrections;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Tables;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Corrections;

public sealed class RunFactorsTests
{
    private static readonly string[] Cameras = ["pn", "MOS1", "MOS2"];

    [Fact]
    public void A_factor_is_relative_to_the_nominal_area()
    {
        Fit fit = Fit(null) with { Priors = Priors.Uniform(3, 0.05, 1.5, 0.01) with { LogArea = [0.02, 0, -0.1] } };
        BandFactors band = Assert.Single(RunFactors.Of(HandMade.Run(fit), null, []).Bands);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(fit.LogArea[i].Select(area => area - fit.Priors.LogArea[i]), band.Draws(i).ToArray());
            Assert.Equal(Math.Exp(fit.Areas[i].Median - fit.Priors.LogArea[i]), band.Factor(i, null), 1e-12);
            Assert.Equal(Math.Exp(fit.LogArea[i][6] - fit.Priors.LogArea[i]), band.Factor(i, 7));
        }
    }

    /// <summary>The draws of HandMade have a common part and an own part of one size: variances 2, of differences 2, covariances 1 (in units of 0.02²).</summary>
    [Fact]
    public void Relative_to_a_reference_factors_are_drawn_jointly()
    {
        Fit fit = Fit(null);
        RunFactors relative = RunFactors.Of(HandMade.Run(fit), "PN", []);
        BandFactors band = relative.Bands[0];
        Assert.Equal("pn", relative.Reference);
        Assert.Equal(new AreaFactor(1, 1, 1, 1, 1, 0), band.Factors[0]);
        Assert.Equal(fit.LogArea[1].Zip(fit.LogArea[0], (own, other) => own - 0.0 - (other - 0.0)), band.Draws(1).ToArray());

        // As independent errors the sd of the difference would be that of four parts, 0.04.
        Assert.InRange(band.Factors[1].LogSd, 0.024, 0.033);
        Assert.Equal(0, band.Correlation(0, band, 1));
        Assert.Equal(1, band.Correlation(1, band, 1), 12);
        Assert.InRange(band.Correlation(1, band, 2), 0.3, 0.7);
    }

    [Fact]
    public void Bands_that_were_fitted_separately_have_no_correlation_to_write()
    {
        RunFactors factors = RunFactors.Of(HandMade.Run(Fit("1.0-2.0"), Fit("2.0-4.5")), null, []);
        Assert.False(factors.IsJoint);
        Assert.Equal(200, factors.DrawCount);
        OutputTable table = ConstantTables.Correlations(factors);
        Assert.Equal(6, table.Rows);
        Assert.Equal(["band", "instrument", "other_band", "other_instrument", "correlation"], table.Columns.Select(column => column.Name));
        Assert.All(Enumerable.Range(0, 6), row => Assert.Equal(table.Columns[0].Text!(row), table.Columns[2].Text!(row)));
    }

    [Fact]
    public void Bands_are_chosen_by_name_or_range()
    {
        FitRun run = HandMade.Run(Fit("1.0-2.0"), Fit("2.0-4.5"), Fit("4.5-12.0"));
        Assert.Equal(["1.0-2.0", "4.5-12.0"], RunFactors.Of(run, null, ["4.5-12,1.0-2.0"]).Bands.Select(band => band.Band));
        UsageException fault = Assert.Throws<UsageException>(() => RunFactors.Of(run, null, ["1.0-2.5"]));
        Assert.Contains("did you mean '1.0-2.0'?", fault.Message, StringComparison.Ordinal);
        Assert.Contains("has no bands", Assert.Throws<UsageException>(() => RunFactors.Of(HandMade.Run(Fit(null)), null, ["soft"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Energies_are_those_given_or_those_of_the_name()
    {
        RunFactors factors = RunFactors.Of(HandMade.Run(Fit("soft"), Fit("2.0-4.5")), null, []);
        BandEnergies energies = BandEnergies.Parse(["soft=0.5-2"], factors);
        Assert.Equal((0.5, 2.0), (energies.Of("soft")!.Value.Low, energies.Of("soft")!.Value.High));
        Assert.Equal((2.0, 4.5), (energies.Of("2.0-4.5")!.Value.Low, energies.Of("2.0-4.5")!.Value.High));
        Assert.Null(BandEnergies.Parse([], factors).Of("soft"));
        foreach ((string text, string message) in new[] { ("soft", "a band and its energies in keV"), ("soft=2-0.5", "the lower first"), ("sotf=0.5-2", "did you mean 'soft'?") })
        {
            Assert.Contains(message, Assert.Throws<UsageException>(() => BandEnergies.Parse([text], factors)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_must_be_known_before_a_factor_is_used_is_said()
    {
        Fit fit = Fit("1.0-2.0") with { Converged = false, Components = [[0, 1], [2]], ObservationsPerInstrument = [5, 5, 0] };
        string[] warnings = [.. RunFactors.Of(HandMade.Run(fit), "pn", []).Warnings];
        Assert.Equal(
            [
                "The chains in band 1.0-2.0 have not converged: these factors are not to be used yet.",
                "No source in band 1.0-2.0 ties MOS2 to another instrument: the factor is the prior's.",
                "MOS2 in band 1.0-2.0 share no source with pn, directly or through others: what the factor relative to it says is the prior's.",
            ],
            warnings);
        Assert.Empty(RunFactors.Of(HandMade.Run(Fit(null)), null, []).Warnings);
    }

    [Fact]
    public void Draws_are_spread_evenly_over_all()
    {
        RunFactors factors = RunFactors.Of(HandMade.Run(Fit(null)), null, []);
        Assert.Equal([21, 61, 101, 141, 181], DrawChoice.Of(factors, null, 5));
        Assert.Equal(Enumerable.Range(1, 200), DrawChoice.Of(factors, null, 200));
        Assert.Equal([101], DrawChoice.Of(factors, null, 1));
        Assert.Equal([200], DrawChoice.Of(factors, 200, null));
        Assert.Empty(DrawChoice.Of(factors, null, null));
        Assert.StartsWith("--draw: found 201, expected 1 to 200", Assert.Throws<UsageException>(() => DrawChoice.Of(factors, 201, null)).Message, StringComparison.Ordinal);
        Assert.StartsWith("--draws: found 201", Assert.Throws<UsageException>(() => DrawChoice.Of(factors, null, 201)).Message, StringComparison.Ordinal);
    }

    private static Fit Fit(string? band) => HandMade.Fit(HandMade.Observations(band, Cameras, HandMade.Sources(5)), [0, 0.1, -0.05], null);
}
