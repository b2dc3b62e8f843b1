using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Sweeps;
using GpuConcord.Tests.Host.Data.Reading;
using GpuConcord.Tests.Host.Models.Toy;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>
/// Nothing judges a table of counts by y, a rough guess at ln S there: not the levels, not the scatter, not whether prior and data agree. Each is held
/// beside the same y as values, where it does.
/// </summary>
public sealed class CountDataTests
{
    private static readonly FitOptions Few = new() { Chains = 32, Draws = 20, WarmUp = 20, Estimates = [] };

    // Ten sources; pn counts 10 to 3000, MOS1 a thousand-millionth of its exposure: 0 or 1. One source only pn saw.
    private static readonly DataSet Faint = Table.Read("source,instrument,n,m,A_s,A_b,T_s,T_b\n" + string.Concat(Enumerable.Range(0, 10).Select(j => string.Create(
        CultureInfo.InvariantCulture, $"S{j},pn,{10 + (300 * j)},{j % 3},1,24,1e9,1e9\nS{j},MOS1,{j % 2},0,1,24,1,1\n"))) + "lone,pn,7,0,1,24,1e9,1e9\n");

    private static readonly Observations Counts = Faint.Bands[0];
    private static readonly Observations Values = Counts with { Counts = null };
    private static readonly Priors Usual = Priors.Uniform(2, 0.05, 1.5, 0.01);

    [Fact]
    public void Levels_decades_apart_are_no_fault_of_counts()
    {
        Assert.Throws<DataException>(() => InstrumentLevels.Require(Faint with { Bands = [Values] }, Values, [0.05, 0.05], areasGiven: false));
        InstrumentLevels.Require(Faint, Counts, [0.05, 0.05], areasGiven: false);
    }

    [Fact]
    public void The_scale_of_the_scatter_is_the_standard_one()
    {
        ScatterDefault values = ScatterRule.Of(FitParts.Fitted, Values)!;
        Assert.True(values.FromData);
        Assert.NotEqual(0.01, values.Beta);
        ScatterDefault counts = ScatterRule.Of(FitParts.Fitted, Counts)!;
        Assert.Equal((0.01, "(10 %)²: a guess, as counts scatter by themselves", false), (counts.Beta, counts.Origin, counts.FromData));
        Assert.Equal(
            "The prior of σ is a guess, a scatter of 10 % beyond that of the counts (β = 0.01): what instruments add to the scatter of counts cannot be told before the fit. "
                + "Say what "
                + "scatter s you expect: --beta with s², 0.0004 for 2 %.", counts.Warning);
        Assert.Null(ScatterRule.Of(FitParts.Known, Counts with { Variance = [.. Counts.Y.Select(_ => 0.01)] }));

        Priors priors = PriorSpecification.Read([], [], [], null, PriorDefaults.Standard).Resolve(Faint, band => ScatterRule.Of(FitParts.Fitted, band), out _)[0];
        Assert.Equal([1.5, 1.5, 0.01, 0.01], (double[])[.. priors.Alpha, .. priors.Beta]);
        Assert.Equal(counts, priors.Scatter);
    }

    [Fact]
    public void Prior_and_data_are_not_compared_by_it()
    {
        Assert.NotNull(PriorConflict.Of(Values, Usual));
        Assert.Null(PriorConflict.Of(Counts, Usual));
        Assert.NotEmpty(SweepConflicts.Of(Problems(Values)));
        Assert.Empty(SweepConflicts.Of(Problems(Counts)));
    }

    /// <summary>A whole fit: what values are warned of is not said of counts, and what is said comes from the posterior and the prior alone.</summary>
    [Fact]
    public void A_fit_of_counts_warns_of_what_is_known()
    {
        using Device device = Device.OpenSimd();
        Priors priors = Usual with { Scatter = ScatterRule.Of(FitParts.Fitted, Counts) };
        Fit values = Fitting.Run(FitParts.Fitted, Values, Usual, Few, device, null, TestContext.Current.CancellationToken);
        Assert.Contains(values.Warnings, warning => warning.StartsWith("PRIOR AND DATA CONTRADICT", StringComparison.Ordinal));
        Assert.Contains(values.Warnings, warning => warning.Contains("left out of the calibration", StringComparison.Ordinal));

        Fit counts = Fitting.Run(new CountsStandIn(), Counts, priors, Few, device, null, TestContext.Current.CancellationToken);
        Assert.Null(counts.PriorConflict);
        Assert.DoesNotContain(counts.Warnings, warning => warning.Contains("CONTRADICT", StringComparison.Ordinal) || warning.Contains("left out", StringComparison.Ordinal));
        Assert.DoesNotContain(counts.Warnings, warning => warning.Contains("the measurements scatter by", StringComparison.Ordinal));
        Assert.Contains(priors.Scatter!.Warning!, counts.Warnings);

        // The stand-in fits y, whose scatter is far beyond 10 %: that the posterior lies outside the prior is said, without a cure that is for values.
        string single = Assert.Single(counts.Warnings, warning => warning.StartsWith("Prior and data contradict each other about σ of", StringComparison.Ordinal));
        Assert.EndsWith("s² (--beta INSTRUMENT=NUMBER).", single, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_sources_are_told_without_the_cures_of_values()
    {
        Observations few = Table.Read("source,instrument,n,m,A_s,A_b\nA,pn,5,1,1,24\nA,MOS1,3,0,1,24\n").Bands[0];
        using Device device = Device.OpenSimd();
        Fit fit = Fitting.Run(new CountsStandIn(), few, Usual, Few, device, null, TestContext.Current.CancellationToken);
        string said = Assert.Single(fit.Warnings, warning => warning.StartsWith("Every instrument shares 1 source only", StringComparison.Ordinal));
        Assert.DoesNotContain("--variances", said, StringComparison.Ordinal);
    }

    /// <summary>With a population of sources nothing is left out, and instruments without a common source are compared through it.</summary>
    [Fact]
    public void Instruments_without_common_sources_rest_on_the_population()
    {
        Observations apart = Table.Read(
            "source,instrument,n,m,A_s,A_b\nA,pn,5,1,1,24\nA,MOS1,3,0,1,24\nB,XRT,3,0,1,24\nB,HRC,3,0,1,24\nC,ACIS,9,0,1,24\n").Bands[0];
        Assert.Equal(
            [
                "The instruments fall into 3 groups that share no source: {pn, MOS1}, {XRT, HRC}, {ACIS}. Differences between groups rest on the prior, and on the "
                    + "assumption that all "
                    + "saw sources of one population.",
                "ACIS shares no source with another instrument: its area rests on the prior, and on the assumption that its sources are of the others' population.",
            ], Of(apart));
        Assert.Equal(
            [
                "The instruments fall into 3 groups that share no source: {pn, MOS1}, {XRT, HRC}, {ACIS}. Each group is calibrated on its own; differences between groups "
                    + "come from the "
                    + "prior alone.",
                "ACIS shares no source with another instrument: its area and its scatter are the prior's alone.",
                "1 source was seen by one instrument only: left out of the calibration, and given a flux afterwards.",
            ], Of(apart with { Counts = null }));

        static string[] Of(Observations data) => [.. DataWarnings.Of(data, PatternStatistics.Of(data), ConnectedComponents.Of(data))];
    }

    [Fact]
    public void Counts_stay_beside_their_rows_when_something_is_left_out()
    {
        Observations without = Omission.WithoutSource(Counts, 0);
        Assert.Equal([310, 1, 610, 0], without.Counts!.Source[..4]);
        Observations alone = Omission.WithoutInstrument(Counts, Array.IndexOf(Counts.Instruments, "pn"));
        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1, 0, 1], alone.Counts!.Source);
        Assert.Equal<double[]>([.. Enumerable.Range(0, 10).Select(alone.Counts.RoughLogSource)], alone.Y);
    }

    private static SweepProblem[] Problems(Observations data) => [new() { Data = "t", Observations = data, Priors = Usual, Label = "τ = 0.05" }];
}
