using GpuConcord.Host.Corrections;
using Xunit;

namespace GpuConcord.Tests.Host.Corrections;

public sealed class AreaFactorTests
{
    /// <summary>Of ln factor uniform on 0 … 1 the quantile at p is p, so that of the factor is e^p.</summary>
    [Fact]
    public void Quantiles_are_those_of_the_logarithm()
    {
        AreaFactor factor = AreaFactor.Of([.. Enumerable.Range(0, 1001).Select(k => (1000 - k) / 1000.0)]);
        Assert.Equal(Math.Exp(0.5), factor.Median, 14);
        Assert.Equal(Math.Exp(0.16), factor.Low68, 14);
        Assert.Equal(Math.Exp(0.84), factor.High68, 14);
        Assert.Equal(Math.Exp(0.025), factor.Low95, 14);
        Assert.Equal(Math.Exp(0.975), factor.High95, 14);

        // Of n + 1 points k/n the variance is (n + 1)(n + 2)/(12 n²).
        Assert.Equal(Math.Sqrt(1001.0 * 1002 / 12) / 1000, factor.LogSd, 12);
    }

    [Fact]
    public void One_draw_has_no_spread() => Assert.Equal(new AreaFactor(1, 1, 1, 1, 1, 0), AreaFactor.Of([0]));
}
