using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

public sealed class ChainGroupTests
{
    [Theory]
    [InlineData(256, new[] { 0.63, 0.37 }, new[] { 160, 96 })]
    [InlineData(256, new[] { 0.998, 0.002 }, new[] { 248, 8 })]
    [InlineData(256, new[] { 0.5, 0.3, 0.199, 0.001 }, new[] { 120, 64, 64, 8 })]
    [InlineData(1024, new[] { 0.6, 0.4 }, new[] { 608, 416 })]
    [InlineData(32, new[] { 0.6, 0.4 }, new[] { 16, 16 })]
    [InlineData(100, new[] { 0.9, 0.1 }, new[] { 92, 8 })]
    [InlineData(16, new[] { 0.5, 0.3, 0.2 }, new[] { 8, 8, 0 })]
    [InlineData(4, new[] { 0.6, 0.4 }, new[] { 4, 0 })]
    [InlineData(7, new[] { 1.0 }, new[] { 7 })]
    public void Chains_go_to_modes_by_weight_and_none_is_lost(int chains, double[] weights, int[] expected)
    {
        MarginalMode mode = MarginalMode.Find(ReferenceCases.CollapsedCase("pair").Posterior());
        ChainGroup[] groups = ChainGroup.Of([.. weights.Select(weight => new WeighedMode(mode, weight))], chains);
        Assert.Equal(expected, groups.Select(group => group.Count));
        int first = 0;
        foreach (ChainGroup group in groups)
        {
            Assert.Equal(first, group.First);
            first += group.Count;
        }

        Assert.Equal(chains, first);
    }
}
