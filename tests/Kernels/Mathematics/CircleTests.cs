using GpuConcord.Host.Devices;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

public class CircleTests
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Quarter_turns_are_exact(string way)
    {
        using Device device = Ways.Open(way);
        double[] turns = [.. Enumerable.Range(-9, 19).Select(quarter => quarter / 4.0), 281474976710656.0, -281474976710655.75];
        double[] sines = [.. turns.Select(turn => Cycle(turn, 0, 1, 0, -1))];
        double[] cosines = [.. turns.Select(turn => Cycle(turn, 1, 0, -1, 0))];
        Assert.Equal(sines, Map.Over<Functions.Sine>(device, turns).Select(value => value + 0.0));
        Assert.Equal(cosines, Map.Over<Functions.Cosine>(device, turns).Select(value => value + 0.0));
    }

    [Fact]
    public void Sine_agrees_with_the_host() => AccuracyScan.Compare<Functions.Sine>((u, w) => u + (w * 1e-10), u => double.SinPi(2.0 * u), 3.0);

    [Fact]
    public void Cosine_agrees_with_the_host() => AccuracyScan.Compare<Functions.Cosine>((u, w) => u + (w * 1e-10), u => double.CosPi(2.0 * u), 3.0);

    private static double Cycle(double turn, params double[] values) => values[(int)((((long)(4.0 * turn) % 4) + 4) % 4)];
}
