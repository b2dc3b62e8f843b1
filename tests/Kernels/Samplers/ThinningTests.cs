using GpuConcord.Kernels.Samplers;
using Xunit;

namespace GpuConcord.Tests.Kernels.Samplers;

/// <summary>Which iterations of a launch keep a draw.</summary>
public class ThinningTests
{
    [Theory]
    [InlineData(6, 1, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(6, 2, new[] { 1, 3, 5 })]
    [InlineData(6, 6, new[] { 5 })]
    [InlineData(7, 3, new[] { 2, 5 })]
    [InlineData(2, 3, new int[0])]
    [InlineData(6, 0, new int[0])]
    public void Every_thin_th_iteration_is_kept_in_a_row_of_its_own(int iterations, int thin, int[] expected)
    {
        Thinning thinning = new(iterations, thin);
        int[] kept = [.. Enumerable.Range(0, iterations).Where(thinning.Keeps)];
        Assert.Equal(expected, kept);
        Assert.Equal(expected.Length, thinning.Kept);
        Assert.Equal(Enumerable.Range(0, expected.Length), kept.Select(thinning.Row));
    }
}
