using GpuConcord.Host.Fluxes;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Fluxes;

public sealed class DrawSelectionTests
{
    [Theory]
    [InlineData(204_800, 16_384)]
    [InlineData(1000, 16_384)]
    [InlineData(70, 64)]
    [InlineData(64, 4096)]
    [InlineData(5, 4096)]
    [InlineData(1, 1)]
    public void ChosenDrawsAreDistinctAscendingAndEvenlySpread(int total, int most)
    {
        DrawSelection selection = new(total, most);
        int[] chosen = [.. Enumerable.Range(0, selection.Batches).SelectMany(b => Enumerable.Range(0, selection.Steps).Select(s => selection.At(b, s)))];
        Assert.Equal(selection.Count, chosen.Length);
        Assert.InRange(chosen.Length, Math.Min(total, most) - 63, Math.Min(total, most));
        double stride = (double)total / chosen.Length;
        for (int k = 0; k < chosen.Length; k++)
        {
            Assert.InRange(chosen[k], Math.Floor(k * stride), (k + 1) * stride);
        }
    }

    [Fact]
    public void RepresentativesOfOneVarianceAreItsQuantiles()
    {
        Random random = new(1);
        double[] variance = [.. Enumerable.Range(0, 6400).Select(_ => Math.Exp(ReferenceTables.Normal(random)))];
        DrawSelection selection = new(variance.Length, variance.Length);
        double[] representatives = [.. selection.Representatives([variance], 100).Select(d => variance[d]).Order()];
        double[] sorted = [.. variance.Order()];
        for (int k = 0; k < 100; k++)
        {
            // The middle of every hundredth; which of the two middle ones depends on the sign of the axis.
            Assert.InRange(representatives[k], sorted[(64 * k) + 31], sorted[(64 * k) + 32]);
        }
    }

    [Fact]
    public void RepresentativesCoverBothAxesEvenly()
    {
        Random random = new(2);
        double[][] variance = [new double[6400], new double[6400]];
        for (int d = 0; d < 6400; d++)
        {
            // Wide along v₁v₂, narrower across.
            double along = 2 * ReferenceTables.Normal(random);
            double across = 0.5 * ReferenceTables.Normal(random);
            variance[0][d] = Math.Exp(along + across);
            variance[1][d] = Math.Exp(along - across);
        }

        int[] representatives = new DrawSelection(6400, 6400).Representatives(variance, 100);
        Assert.Equal(100, representatives.Distinct().Count());
        double Along(int d) => Math.Log(variance[0][d] * variance[1][d]);
        double Across(int d) => Math.Log(variance[0][d] / variance[1][d]);
        double[] edges = [.. Enumerable.Range(0, 6400).Select(Along).Order().Chunk(640).Select(stratum => stratum[^1])];
        for (int s = 0; s < 10; s++)
        {
            int[] stratum = [.. representatives.Where(d => Along(d) <= edges[s] && (s == 0 || Along(d) > edges[s - 1]))];

            // The axes are estimated, so a draw at an edge may change sides.
            Assert.InRange(stratum.Length, 8, 12);
            Assert.InRange(stratum.Count(d => Across(d) > 0), 3, 7);
        }
    }

    [Fact]
    public void FewDrawsAreAllRepresentatives()
    {
        DrawSelection selection = new(5, 100);
        Assert.Equal([0, 1, 2, 3, 4], selection.Representatives([[3.0, 1.0, 2.0, 5.0, 4.0], [1.0, 1.0, 1.0, 1.0, 1.0]], 100).Order());
    }

    [Fact]
    public void SmallCataloguesGetMoreComponentsAndTheWorkIsLinearInTheEnd()
    {
        FluxBudget budget = new();
        Assert.Equal(2048, budget.Representatives(1000));
        Assert.Equal(335, budget.Representatives(100_000));
        Assert.Equal(256, budget.Representatives(1_000_000));
        Assert.Equal(256, budget.Representatives(100_000_000));
    }
}
