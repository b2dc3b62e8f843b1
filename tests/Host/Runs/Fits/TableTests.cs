using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables;
using Xunit;

namespace GpuConcord.Tests.Host.Runs.Fits;

/// <summary>What stands in which row of the three tables of a run.</summary>
public sealed class TableTests
{
    private static readonly string[] Cameras = ["pn", "MOS1"];

    private static readonly Fit Soft = HandMade.Fit(
        HandMade.Observations("soft", Cameras, HandMade.Sources(3)), [0.01, -0.02], [0.1, 0.2],
        new FitOptions { Chains = 2, Draws = 5, FluxDraws = ["S03", "S01"] });

    private static readonly Fit Hard = HandMade.Fit(HandMade.Observations("hard", Cameras, HandMade.Sources(2)), [0.03, -0.04], null);

    [Fact]
    public void Summary_lists_areas_then_variances_band_after_band()
    {
        OutputTable table = ParameterTable.Of([Soft, Hard]);
        Assert.Equal(["B[pn]", "B[MOS1]", "sigma2[pn]", "sigma2[MOS1]", "B[pn]", "B[MOS1]"], Texts(table, "name"));
        Assert.Equal(["soft", "soft", "soft", "soft", "hard", "hard"], Texts(table, "band"));
        Assert.Equal(["B", "B", "sigma2", "sigma2", "B", "B"], Texts(table, "quantity"));
        Assert.Equal(["pn", "MOS1", "pn", "MOS1", "pn", "MOS1"], Texts(table, "instrument"));
        Assert.Equal(Soft.Variances[1].McseQ97_5, Numbers(table, "mcse_q97_5")[3]);
        Assert.Equal(Hard.Areas[1].EssTail, Numbers(table, "ess_tail")[5]);
        Assert.Equal(
            ["mean", "sd", "q2_5", "median", "q97_5", "mcse_mean", "mcse_sd", "mcse_q2_5", "mcse_median", "mcse_q97_5", "rhat", "ess_bulk", "ess_tail"],
            table.Columns.Where(column => column.Number is not null).Select(column => column.Name));
    }

    [Fact]
    public void Fluxes_list_every_source_of_every_band()
    {
        OutputTable table = SourceFluxTable.Of([Soft, Hard]);
        Assert.Equal(["S01", "S02", "S03", "S01", "S02"], Texts(table, "source"));
        Assert.Equal(["soft", "soft", "soft", "hard", "hard"], Texts(table, "band"));
        Assert.Equal([-27, -26, -25, -27, -26], Numbers(table, "mean"));
        Assert.Equal(Math.Exp(-24.9), Numbers(table, "flux_q97_5")[2]);
        Assert.Equal(2, table.Columns.Single(column => column.Name.Equals("n_instruments", StringComparison.Ordinal)).Whole!(4));
        Assert.Equal("erg/cm2/s", Column(table, "flux_median").Unit);
        Assert.Equal("ln(erg/cm2/s)", Column(table, "median").Unit);
    }

    [Fact]
    public void Nominal_areas_enter_the_unit_of_fluxes()
    {
        Fit counts = HandMade.Fit(
            HandMade.Observations(null, Cameras, HandMade.Sources(1), "counts/s"), [5, 6], null,
            priors: new Priors([Math.Log(1000), Math.Log(400)], [0.05, 0.05], [1, 1], [1, 1]));
        Assert.Equal("counts/s/area", SourceFluxTable.FluxUnit(counts));
        Assert.Equal("erg/cm2/s", SourceFluxTable.FluxUnit(Soft));
    }

    [Fact]
    public void Draws_are_numbered_from_one_as_in_R_and_carry_the_chosen_fluxes()
    {
        OutputTable table = DrawTable.Of(Soft);
        Assert.Equal([".chain", ".iteration", ".draw", "B[pn]", "B[MOS1]", "sigma2[pn]", "sigma2[MOS1]", "G[S03]", "G[S01]"], table.Columns.Select(column => column.Name));
        Assert.Equal([1, 1, 1, 1, 1, 2, 2, 2, 2, 2], Whole(table, ".chain"));
        Assert.Equal([1, 2, 3, 4, 5, 1, 2, 3, 4, 5], Whole(table, ".iteration"));
        Assert.Equal(Enumerable.Range(1, 10), Whole(table, ".draw"));
        Assert.Equal(Soft.LogArea[1], Numbers(table, "B[MOS1]"));
        Assert.Equal(Soft.Variance[0], Numbers(table, "sigma2[pn]"));
        Assert.Equal(Soft.LogFlux[1], Numbers(table, "G[S01]"));
    }

    private static OutputColumn Column(OutputTable table, string name) => table.Columns.Single(column => column.Name.Equals(name, StringComparison.Ordinal));

    private static IEnumerable<string?> Texts(OutputTable table, string name) => Enumerable.Range(0, table.Rows).Select(Column(table, name).Text!);

    private static double[] Numbers(OutputTable table, string name) => [.. Enumerable.Range(0, table.Rows).Select(Column(table, name).Number!)];

    private static IEnumerable<int> Whole(OutputTable table, string name) => Enumerable.Range(0, table.Rows).Select(Column(table, name).Whole!);
}
