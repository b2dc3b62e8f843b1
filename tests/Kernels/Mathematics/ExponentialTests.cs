using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

public class ExponentialTests
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Exp_overflows_underflows_and_keeps_NaN(string way)
    {
        using Device device = Ways.Open(way);
        double overflow = Math.BitIncrement(709.782712893384);
        double underflow = Math.BitDecrement(-745.1332191019411);
        double[] points = [0.0, -0.0, overflow, 800.0, double.MaxValue, double.PositiveInfinity, underflow, -800.0, -double.MaxValue, double.NegativeInfinity, double.NaN];
        Assert.Equal(
            [1.0, 1.0, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, 0.0, 0.0, 0.0, 0.0, double.NaN],
            Map.Over<Functions.Exp>(device, points));
    }

    [Fact]
    public void Exp_agrees_with_the_host_everywhere() =>
        AccuracyScan.Compare<Functions.Exp>((u, w) => -746.0 + (1456.0 * (u + (w * 1e-9))), Math.Exp, 2.0);

    [Fact]
    public void Exp_agrees_with_the_host_around_zero() =>
        AccuracyScan.Compare<Functions.Exp>((u, w) => AccuracyScan.Signed(1e-18, 1.0, u, w), Math.Exp, 2.0);

    [Fact]
    public void Exp_of_moderate_agrees_with_the_full_one() => AccuracyScan.Compare<Functions.ExpOfModerate>(
        (u, w) => AccuracyScan.Signed(1e-18, 708.0, u, w),
        x => Functions.Exp.At(ScalarLane.Of(x)).Value,
        0.0);
}
