using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class MultiChainCorrelationTests
{
    [Fact]
    public void Variances_within_and_in_total_are_those_of_the_paper()
    {
        // Chains (0, 2, 4) and (5, 7, 9): W = 4, means 2 and 7, B/n = 12.5, var+ = 4 · 2/3 + 12.5; lag 2 has −4/3 in each chain.
        MultiChainCorrelation correlation = new(new Chains([0, 2, 4, 5, 7, 9], 2));
        Assert.Equal(4, correlation.Within, 1e-14);
        Assert.Equal(8.0 / 3 + 12.5, correlation.Total, 1e-14);
        Assert.Equal(1 - (4 + 4.0 / 3) / (8.0 / 3 + 12.5), correlation[2], 1e-14);
    }

    [Fact]
    public void Disagreeing_chains_appear_as_correlation_that_never_ends()
    {
        // Two chains a distance 20 apart: of var+ = 1 + 20²/2 only 1 decorrelates.
        double[] draws = Ar1.Draws(2, 400, 0, seed: 12);
        for (int i = 0; i < 400; i++)
        {
            draws[i] += 20;
        }

        MultiChainCorrelation correlation = new(new Chains(draws, 2));
        Assert.InRange(correlation[100], 0.99, 1);
        Assert.InRange(correlation[300], 0.99, 1);
    }
}
