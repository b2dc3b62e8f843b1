using CsCheck;
using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class RhatTests
{
    [Fact]
    public void Depends_on_neither_unit_nor_origin_nor_sign() => Samples.Whole.Sample(sample =>
        Samples.Same(Rhat.RankNormalised(sample.Draws, sample.Chains), Rhat.RankNormalised([.. sample.Draws.Select(x => 7 - 4 * x)], sample.Chains)));

    [Fact]
    public void Depends_on_neither_order_of_chains_nor_direction_of_time() => Samples.Whole.Sample(sample =>
        Samples.Same(Rhat.RankNormalised(sample.Draws, sample.Chains), Rhat.RankNormalised(Samples.RotateChains(sample.Draws, sample.Chains), sample.Chains))
        && Samples.Same(Rhat.RankNormalised(sample.Draws, sample.Chains), Rhat.RankNormalised(Samples.ReverseTime(sample.Draws, sample.Chains), sample.Chains)));

    [Fact]
    public void Location_part_does_not_depend_on_an_increasing_transformation() => Samples.Whole.Sample(sample =>
    {
        double[] bent = [.. sample.Draws.Select(x => x * x * x + x)];
        return Rhat.Basic(new SortedDraws(new Chains(sample.Draws, sample.Chains)).Scores())
            .Equals(Rhat.Basic(new SortedDraws(new Chains(bent, sample.Chains)).Scores()));
    });

    [Fact]
    public void Is_never_below_its_value_for_equal_means() => Samples.Distinct.Sample(sample =>
    {
        // B ≥ 0 leaves √((n − 1)/n) with n draws in a half.
        double half = sample.Draws.Length / sample.Chains / 2;
        return Rhat.RankNormalised(sample.Draws, sample.Chains) >= Math.Sqrt((half - 1) / half) * (1 - 1e-12);
    });

    [Fact]
    public void Grows_with_the_distance_of_one_chain()
    {
        double[] draws = Ar1.Draws(4, 200, 0, seed: 31);
        double[] rhats = [.. new[] { 0.0, 0.5, 1, 2, 4 }.Select(distance =>
            Rhat.RankNormalised([.. draws.Select((x, i) => i < 200 ? x + distance : x)], 4))];
        Assert.True(rhats[0] < 1.01, $"{rhats[0]}");
        Assert.Equal(rhats.Order(), rhats);
        Assert.True(rhats[2] > 1.1, $"{rhats[2]}");
    }

    [Fact]
    public void Sees_a_chain_of_another_scale_that_locations_hide()
    {
        (double[] draws, int chains) = PosteriorReference.Sets["one_wide"];
        SortedDraws sorted = new(new Chains(draws, chains));
        Assert.True(Rhat.Basic(sorted.Scores()) < 1.03);
        Assert.True(Rhat.RankNormalised(draws, chains) > 1.1);
    }

    [Fact]
    public void Sees_a_drift_in_a_single_chain()
    {
        double[] draws = Ar1.Draws(1, 400, 0, seed: 32);
        Assert.True(Rhat.RankNormalised(draws, 1) < 1.02);
        Assert.True(Rhat.RankNormalised([.. draws.Select((x, i) => x + i / 100.0)], 1) > 1.5);
    }

    [Theory]
    [InlineData(3, true)] // halves of one draw have no variance
    [InlineData(4, false)]
    public void Chains_need_four_draws(int length, bool undefined) =>
        Assert.Equal(undefined, double.IsNaN(Rhat.RankNormalised(Ar1.Draws(4, length, 0, seed: 33), 4)));

    [Fact]
    public void Undefined_where_nothing_can_be_learnt()
    {
        double[] draws = Ar1.Draws(4, 50, 0, seed: 34);
        Assert.Equal(double.NaN, Rhat.RankNormalised(new double[200], 4));
        draws[77] = double.NaN;
        Assert.Equal(double.NaN, Rhat.RankNormalised(draws, 4));
    }

    [Fact]
    public void Infinite_when_no_chain_moves_but_they_differ() =>
        Assert.Equal(double.PositiveInfinity, Rhat.RankNormalised([1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4], 3));
}
