using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Tests.Host.Devices;
using MathNet.Numerics;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

public class LogGammaTests
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Zeros_poles_and_the_end_of_the_range(string way)
    {
        using Device device = Ways.Open(way);
        double[] points = [1.0, 2.0, 0.0, double.PositiveInfinity, double.MaxValue, Math.BitIncrement(2.55e305), -1.5, double.NegativeInfinity, double.NaN];
        double infinity = double.PositiveInfinity;
        Assert.Equal([0.0, 0.0, infinity, infinity, infinity, infinity, double.NaN, double.NaN, double.NaN], Map.Over<Functions.LogOfGamma>(device, points));
    }

    [Fact]
    public void Factorials()
    {
        double logFactorial = 0.0;
        for (int n = 2; n <= 170; n++)
        {
            logFactorial += Math.Log(n);
            Assert.Equal(logFactorial, LogGamma.Of(ScalarLane.Of(n + 1.0)).Value, 1e-13 * Math.Max(1.0, logFactorial));
        }
    }

    /// <summary>Across the seams at 0.75, 2.25 and 8, where one formula hands over to another, ln Γ rises by its slope.</summary>
    [Theory]
    [InlineData(0.75)]
    [InlineData(2.25)]
    [InlineData(8.0)]
    public void No_seam_shows(double seam)
    {
        double below = LogGamma.Of(ScalarLane.Of(Math.BitDecrement(seam))).Value;
        double at = LogGamma.Of(ScalarLane.Of(seam)).Value;
        double step = SpecialFunctions.DiGamma(seam) * (seam - Math.BitDecrement(seam));
        Assert.InRange(Ulp.Error(below, at, -step), 0.0, 3.0);
    }
}
