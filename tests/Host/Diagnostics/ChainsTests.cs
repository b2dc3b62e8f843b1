using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class ChainsTests
{
    [Fact]
    public void Even_chains_split_into_halves_without_moving()
    {
        double[] draws = [1, 2, 3, 4, 5, 6, 7, 8];
        Chains split = new Chains(draws, 2).Split();
        Assert.Equal(4, split.Count);
        Assert.Equal([3.0, 4.0], split[1].ToArray());
        Assert.True(split.Values == draws.AsSpan());
    }

    [Fact]
    public void Odd_chains_lose_their_middle_draw()
    {
        Chains split = new Chains([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 2).Split();
        Assert.Equal([1.0, 2.0, 4.0, 5.0, 6.0, 7.0, 9.0, 10.0], split.Values.ToArray());
        Assert.Equal(2, split.Length);
    }

    [Fact]
    public void Chains_of_one_draw_stay_whole()
    {
        Chains split = new Chains([1, 2, 3], 3).Split();
        Assert.Equal((3, 1), (split.Count, split.Length));
    }

    [Theory]
    [InlineData(10, 3, "10 draws cannot be 3 equally long, non-empty chains; expected a positive multiple of 3.")]
    [InlineData(0, 2, "0 draws cannot be 2 equally long, non-empty chains; expected a positive multiple of 2.")]
    [InlineData(10, 0, "0 chains; expected at least one.")]
    public void Draws_that_are_not_chains_are_refused(int draws, int chains, string message)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new Chains(new double[draws], chains).Count);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }
}
