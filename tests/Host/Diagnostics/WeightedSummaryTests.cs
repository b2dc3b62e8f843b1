using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Diagnostics.Weighted;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

/// <summary>Weighted draws are summarised as what they stand for: closed forms, repeated draws, and the law of large numbers.</summary>
public sealed class WeightedSummaryTests
{
    /// <summary>Quantiles by histogram are those of a full sort, ties, zero weights and heavy tails included.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1536)]
    [InlineData(20_000)]
    public void Quantiles_are_those_of_a_sort(int count)
    {
        Random random = new(count);
        double[][] shapes =
        [
            [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())],
            [.. Enumerable.Range(0, count).Select(_ => Math.Tan(Math.PI * (random.NextDouble() - 0.5)))],
            [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(3))],
            [.. Enumerable.Repeat(4.2, count)],
        ];
        double[] weights = [.. Enumerable.Range(0, count).Select(k => k % 3 == 1 ? 0 : Math.Exp(4 * random.NextDouble()))];
        double total = weights.Sum();
        weights = Array.ConvertAll(weights, own => own / total);
        double[] probabilities = [0, 0.001, 0.025, 0.05, 0.5, 0.95, 0.975, 0.999, 1];
        foreach (double[] draws in shapes)
        {
            double[] found = new double[probabilities.Length];
            WeightedQuantiles.Of(draws, weights, probabilities, found);
            for (int p = 0; p < found.Length; p++)
            {
                Assert.Equal(Sorted(draws, weights, probabilities[p]), found[p], 1e-9 * Math.Max(1, Math.Abs(found[p])));
            }
        }
    }

    /// <summary>Equal weights: the moments of the draws, effective sample sizes that are their number (one less where the variance has n − 1), and no R̂.</summary>
    [Fact]
    public void Equal_weights_are_no_weights()
    {
        Random random = new(3);
        double[] draws = [.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())];
        BriefSummary found = WeightedSummary.Of(draws, [.. Enumerable.Repeat(1e-3, 1000)], Single(1000));
        double mean = Moments.Mean(draws);
        Assert.Equal(mean, found.Mean, 1e-14);
        Assert.Equal(Math.Sqrt(Moments.Variance(draws, mean)), found.Sd, 1e-14);
        Assert.Equal(999, found.Ess, 1e-9);
        Assert.Equal(1000, found.EssBulk, 1e-9);
        Assert.Equal(1000, found.EssTail, 1e-9);
        Assert.True(double.IsNaN(found.Rhat) && double.IsNaN(found.SplitRhat));
    }

    /// <summary>
    /// A normal from a wider one by weights, 400 times over: the means scatter as the effective sample size says, and the quantiles are where they belong. A mean
    /// of the unweighted draws would scatter more.
    /// </summary>
    [Fact]
    public void The_effective_sample_size_tells_the_scatter_of_means()
    {
        Random random = new(8);
        double squares = 0;
        double expected = 0;
        double[] quantiles = new double[3];
        const int Repeats = 400;
        const double Wide = 2;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            double[] draws = [.. Enumerable.Range(0, 500).Select(_ => Wide * Normal(random))];
            double[] weights = Array.ConvertAll(draws, x => Math.Exp(-0.5 * x * x * (1 - (1 / (Wide * Wide)))));
            double total = weights.Sum();
            BriefSummary found = WeightedSummary.Of(draws, Array.ConvertAll(weights, own => own / total), Single(500));
            squares += found.Mean * found.Mean;
            expected += found.McseMean * found.McseMean;
            quantiles[0] += found.Q2_5 / Repeats;
            quantiles[1] += found.Median / Repeats;
            quantiles[2] += found.Q97_5 / Repeats;
        }

        // χ² of 400 has a relative standard deviation of 0.07.
        Assert.InRange(squares / expected, 0.72, 1.28);
        Assert.Equal(-1.96, quantiles[0], 0.03);
        Assert.Equal(0, quantiles[1], 0.02);
        Assert.Equal(1.96, quantiles[2], 0.03);
    }

    /// <summary>Independent draws are blocks of one.</summary>
    private static (int First, int End)[] Single(int count) => [.. Enumerable.Range(0, count).Select(d => (d, d + 1))];

    private static double Sorted(double[] draws, double[] weights, double probability)
    {
        (double Value, double Weight)[] order = [.. draws.Zip(weights).OrderBy(own => own.First)];
        double cumulative = 0;
        (double value, double at) = (double.NaN, double.NaN);
        foreach ((double own, double weight) in order)
        {
            double middle = cumulative + (0.5 * weight);
            if (middle >= probability)
            {
                return middle > at ? value + ((probability - at) / (middle - at) * (own - value)) : own;
            }

            (value, at) = (own, middle);
            cumulative += weight;
        }

        return order[^1].Value;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
