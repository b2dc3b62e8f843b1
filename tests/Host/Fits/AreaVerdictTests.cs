using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

public sealed class AreaVerdictTests
{
    [Fact]
    public void Every_area_has_a_sign_a_size_and_whether_it_is_established_the_largest_first() =>
        Assert.Equal(
            [
                "odd: area 14.8 % below nominal (95 %: −19.7 … −9.5 %), established.",
                "high: area 5.1 % above nominal (95 %: +1.0 … +9.4 %), established.",
                "Not established: wide −15 % (−38 … +17 %); near +1.0 % (−1.0 … +3.0 %).",
            ],
            AreaVerdict.Of(Fit(("near", -0.01, 0.01, 0.03), ("odd", -0.22, -0.16, -0.1), ("wide", -0.48, -0.16, 0.16), ("high", 0.01, 0.05, 0.09))));

    [Fact]
    public void Where_nothing_is_established_the_sizes_are_said_all_the_same() =>
        Assert.Equal(
            ["No area is established to differ from nominal: a +2.0 % (−3.9 … +8.3 %)."],
            AreaVerdict.Of(Fit(("a", -0.04, 0.02, 0.08))));

    [Fact]
    public void A_nominal_area_is_taken_off() =>
        Assert.Equal(
            ["a: area 22 % above nominal (95 %: +11 … +35 %), established."],
            AreaVerdict.Of(Nominal(Fit(("a", 5.1, 5.2, 5.3)), 5.0)));

    [Fact]
    public void Many_are_counted()
    {
        string[] sentences = [.. AreaVerdict.Of(Fit([.. Enumerable.Range(0, 30).Select(i => ($"i{i:D2}", i < 12 ? 0.1 : -0.2, 0.2, 0.3))]))];
        Assert.Equal(12, sentences.Length);
        Assert.Equal("2 more areas are established to differ from nominal, each by less.", sentences[10]);
        Assert.EndsWith("; 12 more lie nearer to nominal.", sentences[11], StringComparison.Ordinal);
    }

    private static Fit Nominal(Fit fit, double logArea) => fit with { Priors = fit.Priors with { LogArea = [logArea] } };

    private static Fit Fit(params (string Name, double Low, double Median, double High)[] areas)
    {
        Fit fit = HandMade.Fit(HandMade.Observations(null, [.. areas.Select(area => area.Name)], ["s1", "s2"]), [.. areas.Select(area => area.Median)], null);
        return fit.With(Role.Area, block => block with
        {
            Summaries = [.. areas.Select(area => new ParameterSummary($"B[{area.Name}]", area.Median, 0.02, area.Low, area.Median, area.High, 0, 0, 0, 0, 0, 1, 1000, 1000))],
        });
    }
}
