using GpuConcord.Host.Diagnostics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class RankUniformityTests
{
    private const int Values = 32;

    [Fact]
    public void Chi_squared_of_a_table_by_hand()
    {
        // (12 − 10)² + (8 − 10)² over 10 is 0.8; with one degree of freedom p = erfc(√0.4).
        Assert.Equal(MathNet.Numerics.SpecialFunctions.Erfc(Math.Sqrt(0.4)), RankUniformity.ChiSquaredPValue([12, 8]), 1e-14);
        Assert.Equal(1.0, RankUniformity.ChiSquaredPValue([7, 7, 7]), 1e-14);
        Assert.Equal(1.0, RankUniformity.ChiSquaredPValue([7]));
    }

    [Fact]
    public void A_histogram_counts_equal_bins() => Assert.Equal([3, 0, 1, 2], RankUniformity.Histogram([0, 1, 1, 7, 6, 4], 8, 4));

    [Fact]
    public void Ranks_outside_or_unequal_bins_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RankUniformity.Histogram([8], 8, 4));
        Assert.Throws<ArgumentException>(() => RankUniformity.Histogram([1], 8, 3));
    }

    /// <summary>Every possible outcome of few ranks is listed, so that the p-value of each is known exactly.</summary>
    [Theory]
    [InlineData(2, 5)]
    [InlineData(3, 4)]
    [InlineData(4, 6)]
    public void The_envelopes_p_value_is_exact(int values, int ranks)
    {
        int outcomes = (int)Math.Pow(values, ranks);
        int[][] all = [.. Enumerable.Range(0, outcomes).Select(number => Enumerable.Range(0, ranks).Select(r => number / (int)Math.Pow(values, r) % values).ToArray())];
        double[] gamma = [.. all.Select(outcome => Gamma(outcome, values))];
        for (int k = 0; k < outcomes; k += 7)
        {
            double expected = (double)gamma.Count(other => other <= gamma[k] * (1 + 1e-9)) / outcomes;
            Assert.Equal(expected, RankUniformity.EnvelopePValue(all[k], values), 1e-12);
        }
    }

    /// <summary>Of every possible outcome of few ranks, those that leave the envelope are at most the level, and those that the test passes stay inside.</summary>
    [Theory]
    [InlineData(3, 6, 0.2)]
    [InlineData(4, 6, 0.1)]
    [InlineData(4, 6, 0.3)]
    public void The_envelope_is_what_the_test_holds_ranks_to(int values, int ranks, double level)
    {
        (int Low, int High)[] envelope = RankUniformity.Envelope(ranks, values, level);
        int outcomes = (int)Math.Pow(values, ranks), outside = 0;
        for (int number = 0; number < outcomes; number++)
        {
            int[] outcome = [.. Enumerable.Range(0, ranks).Select(r => number / (int)Math.Pow(values, r) % values)];
            bool leaves = Enumerable.Range(1, values - 1).Any(i => outcome.Count(rank => rank < i) is var below && (below < envelope[i - 1].Low || below > envelope[i - 1].High));
            Assert.Equal(RankUniformity.EnvelopePValue(outcome, values) <= level, leaves);
            outside += leaves ? 1 : 0;
        }

        Assert.InRange(outside, 1, level * outcomes);
    }

    [Fact]
    public void Uniform_ranks_pass_and_the_p_value_is_itself_uniform()
    {
        Random random = new(5);
        double[] p = [.. Enumerable.Range(0, 400).Select(_ => RankUniformity.EnvelopePValue(Uniform(random, 300), Values))];

        // Kolmogorov and Smirnov: 1.95/√n is exceeded once in a thousand; ranks are discrete, so that p is a little too large.
        double[] sorted = [.. p.Order()];
        double distance = sorted.Select((value, k) => (k / 400.0) - value).Max();
        Assert.InRange(distance, double.NegativeInfinity, 1.95 / Math.Sqrt(400));
        Assert.InRange(sorted[200], 0.3, 0.7);
    }

    /// <summary>θ ~ N(0, 1), y ~ N(θ, 1): the posterior is N(y/2, 1/2). Ranks under wrong posteriors must be found out.</summary>
    [Theory]
    [InlineData(0.0, 1.0, true)]
    [InlineData(0.2, 1.0, false)]
    [InlineData(0.0, 1.3, false)]
    [InlineData(0.0, 0.75, false)]
    public void A_wrong_posterior_fails(double shift, double width, bool sound)
    {
        Random random = new(7);
        int[] ranks = new int[1000];
        for (int r = 0; r < ranks.Length; r++)
        {
            double truth = Normal.Sample(random, 0, 1);
            double y = Normal.Sample(random, truth, 1);
            ranks[r] = Enumerable.Range(0, Values - 1).Count(_ => Normal.Sample(random, (y / 2) + shift, width * Math.Sqrt(0.5)) < truth);
        }

        double envelope = RankUniformity.EnvelopePValue(ranks, Values);
        double chiSquared = RankUniformity.ChiSquaredPValue(RankUniformity.Histogram(ranks, Values, 16));
        if (sound)
        {
            Assert.InRange(Math.Min(envelope, chiSquared), 1e-3, 1);
        }
        else
        {
            Assert.InRange(envelope, 0, 1e-5);
            Assert.InRange(chiSquared, 0, 1e-3);
        }
    }

    private static int[] Uniform(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Values))];

    /// <summary>The statistic from its definition, with the library's binomial.</summary>
    private static double Gamma(int[] ranks, int values) => Enumerable.Range(1, values - 1).Min(i =>
    {
        int x = ranks.Count(rank => rank < i);
        Binomial binomial = new((double)i / values, ranks.Length);
        double atMost = Enumerable.Range(0, x + 1).Sum(binomial.Probability);
        double atLeast = Enumerable.Range(x, ranks.Length - x + 1).Sum(binomial.Probability);
        return 2 * Math.Min(atMost, atLeast);
    });
}
