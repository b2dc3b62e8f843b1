using CsCheck;
using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class EffectiveSampleSizeTests
{
    private static readonly (string Name, Func<double[], int, double> Ess)[] All =
    [
        ("bulk", (x, c) => EffectiveSampleSize.Bulk(x, c)),
        ("tail", (x, c) => EffectiveSampleSize.Tail(x, c)),
        ("mean", (x, c) => EffectiveSampleSize.Mean(x, c)),
        ("sd", (x, c) => EffectiveSampleSize.Sd(x, c)),
        ("quantile 0.3", (x, c) => EffectiveSampleSize.Quantile(x, c, 0.3)),
    ];

    [Fact]
    public void Rank_based_ones_do_not_depend_on_an_increasing_transformation() => Samples.Whole.Sample(sample =>
    {
        // Cubic and odd: increasing, exact for these whole numbers, and far from linear.
        double[] bent = [.. sample.Draws.Select(x => x * x * x + x)];
        return EffectiveSampleSize.Bulk(sample.Draws, sample.Chains).Equals(EffectiveSampleSize.Bulk(bent, sample.Chains))
            && EffectiveSampleSize.Tail(sample.Draws, sample.Chains).Equals(EffectiveSampleSize.Tail(bent, sample.Chains))
            && EffectiveSampleSize.Quantile(sample.Draws, sample.Chains, 0.3).Equals(EffectiveSampleSize.Quantile(bent, sample.Chains, 0.3));
    });

    [Fact]
    public void None_depends_on_unit_or_origin() => Samples.Whole.Sample(sample =>
    {
        // 2⁻⁶⁰ is 1e-18, the size of a flux in erg/s/cm²: an absolute test for constant draws would refuse them.
        double[] fluxes = [.. sample.Draws.Select(x => (x + 7) * Math.ScaleB(1, -60))];
        return All.All(each => Samples.Same(each.Ess(sample.Draws, sample.Chains), each.Ess(fluxes, sample.Chains)));
    });

    [Fact]
    public void None_depends_on_the_order_of_chains_or_the_direction_of_time() => Samples.Whole.Sample(sample => All.All(each =>
        Samples.Same(each.Ess(sample.Draws, sample.Chains), each.Ess(Samples.RotateChains(sample.Draws, sample.Chains), sample.Chains))
        && Samples.Same(each.Ess(sample.Draws, sample.Chains), each.Ess(Samples.ReverseTime(sample.Draws, sample.Chains), sample.Chains))));

    [Fact]
    public void All_are_positive_and_at_most_S_log10_S() => Samples.Whole.Sample(sample =>
    {
        double kept = sample.Chains * 2 * (sample.Draws.Length / sample.Chains / 2);
        double bound = kept * Math.Log10(kept) * (1 + 1e-12);
        return All.All(each => each.Ess(sample.Draws, sample.Chains) is var ess && (double.IsNaN(ess) || ess > 0 && ess <= bound));
    });

    [Theory]
    [InlineData(5, true)] // halves of two
    [InlineData(6, false)] // halves of three
    public void Chains_need_six_draws(int length, bool undefined)
    {
        double[] draws = Ar1.Draws(4, length, 0, seed: 21);
        Assert.All(All, each => Assert.Equal(undefined, double.IsNaN(each.Ess(draws, 4))));
    }

    [Fact]
    public void Independent_draws_count_fully()
    {
        // 4000 independent draws in 4 chains; the standard error of Geyer's time on them is about √(2 (2M + 1)/S) = 0.04 with a window of 1.
        double ess = EffectiveSampleSize.Bulk(Ar1.Draws(4, 1000, 0, seed: 22), 4);
        Assert.InRange(4000 / ess, 1 - 4 * 0.04, 1 + 4 * 0.04);
    }

    [Fact]
    public void Chains_that_disagree_are_worth_one_draw_each_at_most()
    {
        double[] draws = Ar1.Draws(4, 1000, 0, seed: 23);
        for (int i = 0; i < draws.Length; i++)
        {
            draws[i] += 100 * (i / 1000);
        }

        Assert.InRange(EffectiveSampleSize.Mean(draws, 4), 0, 8);
    }
}
