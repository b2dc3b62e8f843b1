using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sweeps;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Sweeps;

public class SweepGridTests
{
    private static readonly Observations Band = ReferenceTables.Of([[1.0, 2.0, null], [1.1, 2.1, 3.0], [1.2, null, 3.1]]);
    private static readonly Priors Own = new([0.1, 0.2, 0.3], [0.01, 0.02, 0.04], [1, 2, 3], [0.1, 0.2, 0.3]);

    [Fact]
    public void Axes_are_crossed_and_what_is_not_varied_stays()
    {
        SweepProblem[] problems = Problems(new SweepGrid { Tau = [0.025, 0.05], Beta = [1, 2, 3] });
        Assert.Equal(
            ["τ = 0.025, β = 1", "τ = 0.025, β = 2", "τ = 0.025, β = 3", "τ = 0.05, β = 1", "τ = 0.05, β = 2", "τ = 0.05, β = 3"],
            problems.Select(problem => problem.Label));
        Assert.Equal([0.05, 0.05, 0.05], problems[4].Priors.Tau);
        Assert.Equal([2.0, 2.0, 2.0], problems[4].Priors.Beta);
        Assert.Equal(Own.Alpha, problems[4].Priors.Alpha);
        Assert.Equal(Own.LogArea, problems[4].Priors.LogArea);
        Assert.All(problems, problem => Assert.Same(Band, problem.Observations));
    }

    [Fact]
    public void Factors_scale_every_instruments_own_tau()
    {
        SweepProblem[] problems = Problems(new SweepGrid { TauScale = [0.5, 2], Alpha = [7] });
        Assert.Equal([0.005, 0.01, 0.02], problems[0].Priors.Tau);
        Assert.Equal("τ × 2, α = 7", problems[1].Label);
        Assert.Equal([7.0, 7.0, 7.0], problems[1].Priors.Alpha);
    }

    [Fact]
    public void Leaving_out_instruments_begins_with_the_whole_and_reduces_the_priors()
    {
        SweepProblem[] problems = Problems(new SweepGrid { LeaveOut = LeftOutUnit.Instruments });
        Assert.Equal([null, "I0", "I1", "I2"], problems.Select(problem => problem.LeftOut));
        Assert.Equal("as given", problems[0].Label);
        Assert.Equal(["I0", "I2"], problems[2].Observations.Instruments);
        Assert.Equal([0.01, 0.04], problems[2].Priors.Tau);
    }

    [Fact]
    public void Leaving_out_sources_keeps_the_instruments_and_shares_the_table_between_priors()
    {
        SweepProblem[] problems = Problems(new SweepGrid { LeaveOut = LeftOutUnit.Sources, Tau = [1, 2] });
        Assert.Equal([null, null, "S0", "S0", "S1", "S1", "S2", "S2"], problems.Select(problem => problem.LeftOut));
        Assert.Same(problems[2].Observations, problems[3].Observations);
        Assert.Equal(3, problems[2].Priors.Tau.Length);
    }

    [Fact]
    public void A_unit_without_which_nothing_is_shared_stays_and_is_named()
    {
        List<string> notes = [];
        Observations star = ReferenceTables.Of([[1.0, 2.0], [1.0, null], [null, 2.0]]);
        SweepProblem[] problems = Problems(new SweepGrid { LeaveOut = LeftOutUnit.Instruments }, star, notes);
        Assert.Equal([null, "I1", "I2"], problems.Select(problem => problem.LeftOut));
        Assert.Equal("without I0 no source is seen by two instruments: not left out", Assert.Single(notes));
    }

    [Theory]
    [InlineData(LeftOutUnit.Instruments, "--leave-one-out instruments: found 2 instruments in the table, expected at least 3")]
    [InlineData(LeftOutUnit.Sources, "--leave-one-out sources: found 1 source in the table, expected at least 2")]
    public void Too_few_units_are_refused(LeftOutUnit unit, string message)
    {
        UsageException fault = Assert.Throws<UsageException>(() => Problems(new SweepGrid { LeaveOut = unit }, ReferenceTables.Of([[1.0], [2.0]])));
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    private static SweepProblem[] Problems(SweepGrid grid, Observations? band = null, List<string>? notes = null)
    {
        Observations table = band ?? Band;
        DataSet data = new("set", null, "", [table], TableLayout.Long, table.Instruments, []);
        return [.. grid.Problems(data, [table.InstrumentCount == 3 ? Own : Priors.Uniform(table.InstrumentCount, 1, 1, 1)], notes ?? [])];
    }
}
