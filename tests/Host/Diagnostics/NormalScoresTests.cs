using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class NormalScoresTests
{
    /// <summary>Expected values: qnorm((r - 3/8)/(S + 1/4)) in R 4.2.2.</summary>
    [Theory]
    [InlineData(3, 1, 1, -0.86942377328888598)]
    [InlineData(3, 2, 2, 0)]
    [InlineData(3, 3, 3, 0.86942377328888598)]
    [InlineData(4, 1, 2, -0.62890421763219007)]
    [InlineData(4, 3, 3, 0.29930691046566704)]
    [InlineData(4, 4, 4, 1.04913139796397115)]
    [InlineData(200_000, 1, 1, -4.517750991694534)]
    [InlineData(200_000, 200_000, 200_000, 4.517750991694534)]
    public void Score_is_the_normal_quantile_of_the_mean_rank(int count, int first, int last, double expected) =>
        Assert.Equal(expected, new NormalScores(count).OfMeanRank(first, last), 1e-12);
}
