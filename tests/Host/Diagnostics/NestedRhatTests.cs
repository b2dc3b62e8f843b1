using CsCheck;
using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class NestedRhatTests
{
    [Fact]
    public void Follows_the_equations_on_numbers_done_by_hand()
    {
        // Superchain 1: chains (0, 2), (4, 6): means 1, 5; W = 2 + 8. Superchain 2: (1, 3), (1, 3): means 2, 2; W = 2 + 0.
        // B = var(3, 2) = 1/2, W = 6.
        Assert.Equal(Math.Sqrt(1 + 0.5 / 6), NestedRhat.Of([0, 2, 4, 6, 1, 3, 1, 3], [1, 1, 2, 2]), 1e-15);
    }

    [Fact]
    public void Labels_and_the_order_of_chains_do_not_matter() => Samples.Whole.Where(sample => sample.Chains == 4).Sample(sample =>
        Samples.Same(
            NestedRhat.Of(sample.Draws, [0, 0, 1, 1]),
            NestedRhat.Of(Samples.RotateChains(sample.Draws, 4), [-3, 8, 8, -3])));

    [Fact]
    public void Is_at_least_one() => Samples.Whole.Where(sample => sample.Chains == 4).Sample(sample =>
        NestedRhat.Of(sample.Draws, [0, 1, 1, 0]) is double.NaN or >= 1);

    [Fact]
    public void Single_draws_of_chains_that_forgot_their_start_give_one_plus_one_over_M()
    {
        // With K = 256 superchains of M = 4 single normal draws, M·B/W is F(K − 1, K(M − 1)); its standard deviation is √(2/255 + 2/768).
        const int K = 256, M = 4;
        double nested = NestedRhat.Of(Ar1.Draws(K * M, 1, 0, seed: 41), [.. Enumerable.Range(0, K * M).Select(chain => chain / M)]);
        Assert.Equal(1, M * (nested * nested - 1), 4 * Math.Sqrt(2.0 / 255 + 2.0 / 768));
    }

    [Fact]
    public void Superchains_that_remember_their_start_are_seen()
    {
        (double[] draws, int chains) = PosteriorReference.Sets["apart"];
        Assert.True(NestedRhat.Of(draws, [.. Enumerable.Range(0, chains).Select(chain => chain / 4)]) > 1.2);
    }

    [Fact]
    public void Undefined_where_nothing_can_be_learnt()
    {
        Assert.Equal(double.NaN, NestedRhat.Of([1, 2, 3, 4], [7, 7])); // one superchain
        Assert.Equal(double.NaN, NestedRhat.Of([1, 1, 1, 1], [0, 1]));
        Assert.Equal(double.NaN, NestedRhat.Of([1, 2, double.NaN, 1], [0, 1]));
        Assert.Equal(double.PositiveInfinity, NestedRhat.Of([1, 1, 2, 2], [0, 1]));
    }

    [Fact]
    public void Unequal_superchains_are_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => NestedRhat.Of(new double[6], [5, 5, 9]));
        Assert.StartsWith(
            "Superchain 9 has 1 chains and superchain 5 has 2; nested R-hat needs superchains of equal size.", exception.Message, StringComparison.Ordinal);
    }
}
