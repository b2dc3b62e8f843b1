using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Diagnostics.Weighted;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

/// <summary>Mixtures of normals summarised without a draw: closed forms, and the summary of many draws.</summary>
public sealed class WeightedMixtureSummaryTests
{
    /// <summary>Equal components are one normal, whatever their weights.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    public void Equal_components_are_one_normal(int count)
    {
        double[] weights = [.. Enumerable.Range(1, count).Select(k => 2.0 * k / (count * (count + 1)))];
        BriefSummary found = WeightedMixtureSummary.Of(Filled(count, -3), Filled(count, 0.25), weights, [(0, count / 2), (count / 2, count)]);
        Assert.Equal(-3, found.Mean, 1e-13);
        Assert.Equal(0.5, found.Sd, 1e-13);
        Assert.Equal(-3 - (0.5 * 1.959963984540054), found.Q2_5, 1e-12);
        Assert.Equal(-3, found.Median, 1e-12);
        Assert.Equal(-3 + (0.5 * 1.959963984540054), found.Q97_5, 1e-12);
        Assert.True(double.IsNaN(found.Rhat) && double.IsNaN(found.SplitRhat));
    }

    /// <summary>Quantiles put the right share below them, where components lie apart and differ in width too; draws from the mixture agree.</summary>
    [Fact]
    public void Unlike_components_are_a_mixture()
    {
        Random random = new(5);
        const int Count = 300;
        double[] means = [.. Enumerable.Range(0, Count).Select(k => k % 3 == 0 ? 4 + random.NextDouble() : random.NextDouble())];
        double[] variances = [.. Enumerable.Range(0, Count).Select(_ => 0.01 + random.NextDouble())];
        double[] weights = [.. Enumerable.Range(0, Count).Select(_ => random.NextDouble())];
        double total = weights.Sum();
        weights = Array.ConvertAll(weights, own => own / total);
        BriefSummary found = WeightedMixtureSummary.Of(means, variances, weights, [(0, 100), (100, 200), (200, 300)]);
        Assert.Equal(0.025, Below(found.Q2_5), 1e-11);
        Assert.Equal(0.5, Below(found.Median), 1e-11);
        Assert.Equal(0.975, Below(found.Q97_5), 1e-11);

        double mean = means.Zip(weights, (m, w) => m * w).Sum(), squares = weights.Sum(w => w * w);
        double between = means.Zip(weights, (m, w) => w * (m - mean) * (m - mean)).Sum(), within = variances.Zip(weights, (v, w) => w * v).Sum();
        Assert.Equal(mean, found.Mean, 1e-13);
        Assert.Equal(Math.Sqrt(within + (between / (1 - squares))), found.Sd, 1e-13);
        Assert.Equal(1 / squares, found.EssBulk, 1e-9);

        double Below(double x) => Enumerable.Range(0, Count).Sum(k => weights[k] * Normal.CDF(means[k], Math.Sqrt(variances[k]), x));
    }

    /// <summary>Blocks that pull the mean by known amounts: √(K/(K − 1) Σ pull²).</summary>
    [Fact]
    public void The_error_is_that_of_the_blocks()
    {
        double[] weights = [0.25, 0.25, 0.25, 0.25];
        BriefSummary found = WeightedMixtureSummary.Of([1, 3, 2, 2], [1, 1, 1, 1], weights, [(0, 1), (1, 2), (2, 4)]);
        Assert.Equal(Math.Sqrt(1.5 * 2 * 0.25 * 0.25), found.McseMean, 1e-14);
    }

    private static double[] Filled(int count, double value) => [.. Enumerable.Repeat(value, count)];
}
