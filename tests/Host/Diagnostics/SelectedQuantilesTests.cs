using CsCheck;
using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public class SelectedQuantilesTests
{
    private static readonly double[] Probabilities = [0.0, 0.025, 0.5, 0.975, 1.0];

    /// <summary>Draws of every shape: spread over decades, ties, a constant, one far outlier, infinities.</summary>
    [Fact]
    public void Are_those_of_the_sorted_draws_to_the_bit() =>
        Gen.Select(
            Gen.OneOf(Gen.Double[-1, 1], Gen.Double[-300, 300].Select(Math.Exp), Gen.Int[0, 5].Select(i => (double)i), Gen.Double)
                .Where(x => !double.IsNaN(x)).Array[1, 600],
            Gen.Bool)
            .Sample((draws, outlier) =>
            {
                if (outlier)
                {
                    draws[0] = 1e300;
                }

                double[] sorted = [.. draws.Order()], found = new double[Probabilities.Length];
                SelectedQuantiles.Of(draws, Probabilities, found);
                for (int p = 0; p < Probabilities.Length; p++)
                {
                    Assert.Equal(BitConverter.DoubleToInt64Bits(Quantile.Of(sorted, Probabilities[p])), BitConverter.DoubleToInt64Bits(found[p]));
                }
            }, iter: 2000);

    [Fact]
    public void NaN_makes_every_quantile_NaN()
    {
        double[] found = new double[Probabilities.Length];
        SelectedQuantiles.Of([.. Enumerable.Range(0, 100).Select(i => (double)i), double.NaN], Probabilities, found);
        Assert.All(found, value => Assert.True(double.IsNaN(value)));
    }
}
