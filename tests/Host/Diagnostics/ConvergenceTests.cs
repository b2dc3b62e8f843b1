using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class ConvergenceTests
{
    private static ParameterSummary Good(string name) => new(name, 0.1, 0.02, 0.06, 0.1, 0.14, 1e-4, 1e-4, 3e-4, 1e-4, 3e-4, 1.0005, 9000, 7000);

    [Fact]
    public void Good_chains_raise_no_warning() => Assert.Empty(Convergence.Warnings([Good("B[pn]"), Good("B[MOS1]")]));

    [Fact]
    public void High_rhat_names_the_worst_first() =>
        Assert.Equal(
            ["4 of 5 parameters had R-hat not below 1.01: sigma2[pn] Infinity, B[MOS2] 1.0832, B[pn] 1.0200 and 1 more."
                + " The chains disagree about the posterior; warm up longer, or look for several modes."],
            Convergence.Warnings(
            [
                Good("B[pn]") with { Rhat = 1.02 }, Good("B[MOS1]"), Good("B[MOS2]") with { Rhat = 1.08321 },
                Good("sigma2[MOS1]") with { Rhat = 1.01 }, Good("sigma2[pn]") with { Rhat = double.PositiveInfinity },
            ]));

    [Fact]
    public void Small_effective_sample_sizes_name_the_smallest_first() =>
        Assert.Equal(
            [
                "1 of 3 parameters had bulk ESS below 400: B[MOS1] 88. Means and medians are uncertain; run more draws.",
                "1 of 3 parameters had tail ESS below 400: B[MOS2] 399. The 95 % intervals are uncertain; run more draws.",
            ],
            Convergence.Warnings([Good("B[pn]") with { EssBulk = 400 }, Good("B[MOS1]") with { EssBulk = 88 }, Good("B[MOS2]") with { EssTail = 399 }]));

    [Fact]
    public void Thresholds_can_be_set()
    {
        ParameterSummary summary = Good("B[pn]") with { Rhat = 1.03, EssBulk = 150, EssTail = 150 };
        Assert.Equal(3, Convergence.Warnings([summary]).Count);
        Assert.Empty(Convergence.Warnings([summary], new ConvergenceThresholds { Rhat = 1.05, EffectiveSampleSize = 100 }));
    }

    [Fact]
    public void Chains_that_never_moved_are_not_passed_over() =>
        Assert.Equal(
            ["1 of 2 parameters never moved: B[pn] at 0.25. Every draw is the same number, so convergence cannot be judged; the sampler is stuck."],
            Convergence.Warnings([ParameterSummary.Of("B[pn]", [.. Enumerable.Repeat(0.25, 40)], 4), Good("B[MOS1]")]));

    [Fact]
    public void Draws_that_are_not_numbers_are_not_passed_over()
    {
        double[] draws = Ar1.Draws(4, 50, 0, seed: 71), infinite = [.. draws];
        draws[3] = double.NaN;
        infinite[5] = double.NegativeInfinity;
        Assert.Equal(
            ["2 of 2 parameters drew NaN or infinite values: B[pn], B[MOS1]. The model or its priors overflow there; check the data and priors of what is named."],
            Convergence.Warnings([ParameterSummary.Of("B[pn]", draws, 4), ParameterSummary.Of("B[MOS1]", infinite, 4)]));
    }

    [Fact]
    public void Chains_too_short_to_judge_are_not_passed_over() =>
        Assert.Equal(
            ["1 of 1 parameters cannot be judged fully: B[pn]. The chains are too short (at least six draws each are needed) or nearly all draws tie; run more draws."],
            Convergence.Warnings([ParameterSummary.Of("B[pn]", Ar1.Draws(400, 3, 0, seed: 72), 400)]));

    [Fact]
    public void Nested_rhat_stands_in_for_rhat_where_every_chain_is_fifty_autocorrelation_times_long()
    {
        ParameterSummary slow = Good("B[pn]") with { Rhat = 1.0195, EssBulk = 50 * 128, EssTail = 60 * 128 };
        Assert.Empty(Convergence.Warnings([slow], nested: [1.003], chains: 128));
        Assert.Single(Convergence.Warnings([slow with { EssTail = (50 * 128) - 1 }], nested: [1.003], chains: 128));
        Assert.Single(Convergence.Warnings([slow], nested: [double.NaN], chains: 128));
    }

    /// <summary>A run that used to pass: 256 chains of 1000 draws, R-hat 1.057, nested R-hat 1.004, an effective sample size of thousands.</summary>
    [Fact]
    public void Nested_rhat_alone_is_not_enough() =>
        Assert.Equal(
            ["1 of 1 parameters had R-hat not below 1.01: B[pn] 1.0570. The chains disagree about the posterior; warm up longer, or look for several modes."],
            Convergence.Warnings([Good("B[pn]") with { Rhat = 1.057, EssBulk = 2300, EssTail = 4000 }], nested: [1.004], chains: 256));

    [Fact]
    public void Nested_rhat_must_be_low_too() =>
        Assert.Single(Convergence.Warnings([Good("B[pn]") with { EssBulk = 1e5, EssTail = 1e5 }], nested: [1.02], chains: 256),
            text => text.Contains("nested R-hat", StringComparison.Ordinal));

    [Fact]
    public void A_problem_of_a_sweep_passes_by_the_same_rule()
    {
        BriefSummary good = new(0, 1, -2, 0, 2, 1200, 1.003, 1.004, 1100, 900, 1536);
        Assert.True(Convergence.Passes(good, 32));
        Assert.False(Convergence.Passes(good with { SplitRhat = 1.02 }, 32));
        Assert.True(Convergence.Passes(good with { SplitRhat = 1.02, EssBulk = 1700, EssTail = 1600 }, 32));
        Assert.False(Convergence.Passes(good with { Rhat = 1.012 }, 32));
        Assert.False(Convergence.Passes(good with { EssTail = 399 }, 32));
        Assert.False(Convergence.Passes(good with { SplitRhat = double.NaN }, 32));
    }
}
