using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class DrawOrderTests
{
    [Theory]
    [InlineData("spread evenly")]
    [InlineData("tied")]
    [InlineData("one far off")]
    [InlineData("over all magnitudes")]
    [InlineData("subnormal")]
    [InlineData("all equal")]
    [InlineData("too wide for a double")]
    [InlineData("infinite")]
    [InlineData("with NaN")]
    [InlineData("few")]
    public void Order_is_that_of_comparisons(string kind)
    {
        double[] draws = Draws(kind);
        double[] expected = [.. draws.Order()];
        double[] values = [.. draws];
        int[] origin = new int[draws.Length];

        DrawOrder.Sort(values, origin);

        Assert.Equal(expected, values);
        Assert.Equal(expected, origin.Select(at => draws[at]));
        Assert.Equal(draws.Length, origin.Distinct().Count());
    }

    private static double[] Draws(string kind)
    {
        Random random = new(1);
        double[] uniform = [.. Enumerable.Range(0, 5000).Select(_ => random.NextDouble() - 0.3)];
        return kind switch
        {
            "spread evenly" => uniform,
            "tied" => [.. uniform.Select(u => Math.Round(u, 2))],
            // All but one share a handful of steps.
            "one far off" => [.. uniform, 1e13],
            "over all magnitudes" => [.. uniform.Select(u => Math.Sign(u) * Math.Exp(600 * Math.Abs(u)))],
            "subnormal" => [.. uniform.Select(u => u * 1e-310)],
            "all equal" => [.. uniform.Select(_ => 0.25)],
            "too wide for a double" => [.. uniform, double.MaxValue, double.MinValue],
            "infinite" => [.. uniform, double.PositiveInfinity, double.NegativeInfinity],
            "with NaN" => [.. uniform, double.NaN, 7, double.NaN],
            _ => uniform[..7],
        };
    }
}
