using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

public class LogarithmTests
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Log_of_what_is_no_positive_number(string way)
    {
        using Device device = Ways.Open(way);
        double[] points = [0.0, -0.0, double.PositiveInfinity, -double.Epsilon, -1.0, double.NegativeInfinity, double.NaN, 1.0];
        Assert.Equal(
            [double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NaN, double.NaN, double.NaN, double.NaN, 0.0],
            Map.Over<Functions.Log>(device, points));
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Log1p_at_and_below_minus_one_and_at_zero(string way)
    {
        using Device device = Ways.Open(way);
        double[] points = [-1.0, Math.BitDecrement(-1.0), -2.0, double.NegativeInfinity, double.PositiveInfinity, double.NaN, 0.0, -0.0, -double.Epsilon];
        double[] found = Map.Over<Functions.Log1p>(device, points);
        Assert.Equal(
            [double.NegativeInfinity, double.NaN, double.NaN, double.NaN, double.PositiveInfinity, double.NaN, 0.0, -0.0, -double.Epsilon],
            found);
        Assert.True(double.IsNegative(found[7]) && !double.IsNegative(found[6]), "zero keeps its sign");
    }

    [Fact]
    public void Log_agrees_with_the_host_everywhere() => AccuracyScan.Compare<Functions.Log>(AccuracyScan.AnyPositive, Math.Log, 2.0);

    [Fact]
    public void Log_agrees_with_the_host_around_one() =>
        AccuracyScan.Compare<Functions.Log>((u, w) => 1.0 + AccuracyScan.Signed(1e-16, 0.9, u, w), Math.Log, 2.0);

    [Fact]
    public void Log_without_special_cases_agrees_with_the_full_one_on_normal_numbers() =>
        AccuracyScan.Compare<Functions.LogOfNormal>((u, w) => double.BitIncrement(2.2250738585072014e-308) + AccuracyScan.AnyPositive(u, w), x => Map1<Functions.Log>(x), 0.0);

    // The digits lost in 1 + x come back as a correction; together with the host's logarithm that is good to 1.3 ulp.
    [Theory]
    [InlineData(1e-18, 0.999)]
    [InlineData(0.2, 0.6)]
    public void Log1p_agrees_with_the_host(double low, double high) => AccuracyScan.Compare<Functions.Log1p>(
        (u, w) => AccuracyScan.Signed(low, high, u, w),
        x => Math.Log(1.0 + x) + ((x - (1.0 + x - 1.0)) / (1.0 + x)),
        2.3);

    [Fact]
    public void Log_in_parts_carries_digits_beyond_a_double()
    {
        Reference reference = Reference.Of("log");
        for (int i = 0; i < reference.Arguments.Length; i++)
        {
            if (reference.Arguments[i] is >= 2.2250738585072014e-308 and not 1.0)
            {
                Logarithm.LogOfNormalInParts(ScalarLane.Of(reference.Arguments[i]), ScalarLane.Of(0.0), out ScalarLane high, out ScalarLane low);
                double error = (high.Value - reference.Values[i] + (low.Value - reference.Rests[i])) / Ulp.Of(reference.Values[i]);
                Assert.InRange(error, -0.26, 0.26);
            }
        }
    }

    private static double Map1<TFunction>(double x)
        where TFunction : IFunction => TFunction.At(ScalarLane.Of(x)).Value;
}
