using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

/// <summary>The numbers themselves are held against the R package in <see cref="PosteriorReferenceTests"/>.</summary>
public sealed class ParameterSummaryTests
{
    [Fact]
    public void Constant_draws_have_exact_moments_and_no_diagnostics()
    {
        ParameterSummary summary = ParameterSummary.Of("tau", [.. Enumerable.Repeat(0.1, 404)], 4);
        Assert.Equal((0.1, 0.0, 0.1, 0.1, 0.1), (summary.Mean, summary.Sd, summary.Q2_5, summary.Median, summary.Q97_5));
        Assert.All(
            [summary.McseMean, summary.McseSd, summary.McseQ2_5, summary.McseMedian, summary.McseQ97_5, summary.Rhat, summary.EssBulk, summary.EssTail],
            figure => Assert.Equal(double.NaN, figure));
    }

    [Fact]
    public void Draws_are_left_as_they_were()
    {
        double[] draws = [3, 1, 2, 5, 4, 6, 9, 8, 7, 0, 2, 4];
        ParameterSummary.Of("x", draws, 2);
        Assert.Equal([3, 1, 2, 5, 4, 6, 9, 8, 7, 0, 2, 4], draws);
    }

    [Fact]
    public void Draws_that_are_not_chains_are_refused() =>
        Assert.Throws<ArgumentException>(() => ParameterSummary.Of("x", new double[10], 3));
}
