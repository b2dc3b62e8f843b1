using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

/// <summary>Every public figure against the R package posterior, on draws both read from the same file.</summary>
public sealed class PosteriorReferenceTests
{
    private delegate double Figure(double[] draws, int chains);

    private static readonly Dictionary<string, Figure> Figures = new(StringComparer.Ordinal)
    {
        ["mean"] = (x, c) => ParameterSummary.Of("", x, c).Mean,
        ["sd"] = (x, c) => ParameterSummary.Of("", x, c).Sd,
        ["q2_5"] = (x, c) => ParameterSummary.Of("", x, c).Q2_5,
        ["median"] = (x, c) => ParameterSummary.Of("", x, c).Median,
        ["q97_5"] = (x, c) => ParameterSummary.Of("", x, c).Q97_5,
        ["mcse_mean"] = (x, c) => MonteCarloError.Mean(x, c),
        ["mcse_sd"] = (x, c) => MonteCarloError.Sd(x, c),
        ["mcse_q2_5"] = (x, c) => MonteCarloError.Quantile(x, c, 0.025),
        ["mcse_median"] = (x, c) => MonteCarloError.Quantile(x, c, 0.5),
        ["mcse_q97_5"] = (x, c) => MonteCarloError.Quantile(x, c, 0.975),
        ["rhat"] = (x, c) => Rhat.RankNormalised(x, c),
        ["ess_bulk"] = (x, c) => EffectiveSampleSize.Bulk(x, c),
        ["ess_tail"] = (x, c) => EffectiveSampleSize.Tail(x, c),
        ["ess_mean"] = (x, c) => EffectiveSampleSize.Mean(x, c),
        ["ess_sd"] = (x, c) => EffectiveSampleSize.Sd(x, c),
        ["ess_min"] = (x, c) => EffectiveSampleSize.Quantile(x, c, 0),
        ["ess_max"] = (x, c) => EffectiveSampleSize.Quantile(x, c, 1),
        ["ess_q25"] = (x, c) => EffectiveSampleSize.Quantile(x, c, 0.25),
        // The package bounds the time from below, this library does not.
        ["tau_geyer"] = (x, c) => Math.Max(AutocorrelationTime.Geyer(x, c), 1 / Math.Log10(x.Length)),
        ["tau_sokal"] = (x, c) => AutocorrelationTime.Sokal(x, c),
        ["nested_blocks_of_4"] = (x, c) => NestedRhat.Of(x, [.. Enumerable.Range(0, c).Select(chain => chain / 4)]),
        ["nested_every_8th"] = (x, c) => NestedRhat.Of(x, [.. Enumerable.Range(0, c).Select(chain => 7 - chain % 8)]),
        ["nested_alone"] = (x, c) => NestedRhat.Of(x, [.. Enumerable.Range(0, c)]),
    };

    public static TheoryData<string> SetNames => [.. PosteriorReference.Sets.Keys];

    [Theory]
    [MemberData(nameof(SetNames))]
    public void Agrees_with_posterior(string set)
    {
        (double[] draws, int chains) = PosteriorReference.Sets[set];
        KeyValuePair<(string Set, string Quantity), double>[] quantities =
            PosteriorReference.Values.Where(pair => string.Equals(pair.Key.Set, set, StringComparison.Ordinal)).ToArray();
        Assert.True(quantities.Length >= 21, $"{set} has only {quantities.Length} reference values.");
        Assert.Multiple([.. quantities.Select(pair => (Action)(() => AssertClose(pair.Value, Figures[pair.Key.Quantity](draws, chains), $"{set} {pair.Key.Quantity}")))]);
    }

    [Theory]
    [MemberData(nameof(SetNames))]
    public void Summary_of_one_sort_agrees_with_posterior(string set)
    {
        (double[] draws, int chains) = PosteriorReference.Sets[set];
        ParameterSummary summary = ParameterSummary.Of(set, draws, chains);
        Dictionary<string, double> figures = new(StringComparer.Ordinal)
        {
            ["mean"] = summary.Mean,
            ["sd"] = summary.Sd,
            ["q2_5"] = summary.Q2_5,
            ["median"] = summary.Median,
            ["q97_5"] = summary.Q97_5,
            ["mcse_mean"] = summary.McseMean,
            ["mcse_sd"] = summary.McseSd,
            ["mcse_q2_5"] = summary.McseQ2_5,
            ["mcse_median"] = summary.McseMedian,
            ["mcse_q97_5"] = summary.McseQ97_5,
            ["rhat"] = summary.Rhat,
            ["ess_bulk"] = summary.EssBulk,
            ["ess_tail"] = summary.EssTail,
        };
        Assert.Equal(set, summary.Name);
        Assert.Multiple([.. figures.Select(pair => (Action)(() => AssertClose(PosteriorReference.Values[(set, pair.Key)], pair.Value, $"{set} {pair.Key}")))]);
    }

    private static void AssertClose(double expected, double actual, string what)
    {
        bool same = double.IsFinite(expected) ? Math.Abs(actual - expected) <= 1e-8 * Math.Abs(expected) : expected.Equals(actual);
        Assert.True(same, $"{what}: posterior gives {expected:R}, found {actual:R}.");
    }
}
