using GpuConcord.Host.Diagnostics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class PowerScalingTests
{
    private const int Count = 20000;

    // A posterior N(0, 1), by its quantiles: a sample without noise.
    private static readonly double[] Draws = [.. Enumerable.Range(0, Count).Select(s => Normal.InvCDF(0, 1, (s + 0.5) / Count))];

    /// <summary>A factor N(2, 1) to the power α makes precision α and mean 2 (α − 1)/α.</summary>
    [Theory]
    [InlineData(0.8)]
    [InlineData(1.25)]
    public void Weights_move_a_normal_as_they_should(double power)
    {
        (double[] weights, double k) = PowerScaling.Weights(Array.ConvertAll(Draws, t => -0.5 * (t - 2) * (t - 2)), power);
        (double mean, double sd) = PowerScaling.WeightedMoments(Draws, weights);
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.Equal(2 * (power - 1) / power, mean, 4e-3);
        Assert.Equal(1 / Math.Sqrt(power), sd, 4e-3);
        Assert.True(k < 0.5, $"{k}");
    }

    /// <summary>∂E[θ]/∂log₂ α = ln 2 · Cov(θ, ln f): 2 ln 2 for the mean, and −½ ln 2 for the sd, of that factor.</summary>
    [Fact]
    public void Gradients_are_those_of_the_closed_form()
    {
        PowerScaling scaling = PowerScaling.Of(Array.ConvertAll(Draws, t => -0.5 * (t - 2) * (t - 2)), [new RankedDraws(Draws)], TestContext.Current.CancellationToken);
        Assert.Equal(2 * Math.Log(2), scaling.MeanGradient[0], 3e-3);
        Assert.Equal(-0.5 * Math.Log(2), scaling.SdGradient[0], 3e-3);
    }

    /// <summary>The threshold: a mean that moves by 0.3 sd a doubling (Kallioinen et al. 2023, § 2.4) has a sensitivity of about 0.05.</summary>
    [Fact]
    public void The_threshold_is_a_third_of_a_standard_deviation_a_doubling()
    {
        PowerScaling scaling = PowerScaling.Of(Array.ConvertAll(Draws, t => 0.3 / Math.Log(2) * t), [new RankedDraws(Draws)], TestContext.Current.CancellationToken);
        Assert.Equal(0.3, scaling.MeanGradient[0], 1e-3);
        Assert.InRange(scaling.Sensitivity[0], 0.7 * PowerScaling.Threshold, 1.6 * PowerScaling.Threshold);
    }

    [Fact]
    public void A_constant_factor_moves_nothing_and_order_does_not_matter()
    {
        double[] factor = Array.ConvertAll(Draws, t => Math.Sin(3 * t));
        Assert.Equal(0, PowerScaling.Of(new double[Count], [new RankedDraws(Draws)], TestContext.Current.CancellationToken).Sensitivity[0], 1e-6);
        double[] backward = [.. Draws.Reverse()];
        PowerScaling there = PowerScaling.Of(factor, [new RankedDraws(Draws)], TestContext.Current.CancellationToken);
        PowerScaling back = PowerScaling.Of([.. factor.Reverse()], [new RankedDraws(backward)], TestContext.Current.CancellationToken);
        Assert.Equal(there.Sensitivity[0], back.Sensitivity[0], 1e-12);
    }
}
