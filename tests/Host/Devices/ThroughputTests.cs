using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.SelfTest;
using Xunit;

namespace GpuConcord.Tests.Host.Devices;

public class ThroughputTests
{
    /// <summary>x ← x/2 + 1 from 1 … 8 has gone to 2 − (2 − x₀)/2⁶⁴ after 64 turns, which rounds to 2: a sixteenth of eight of them is 1.</summary>
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void The_probe_computes_all_of_its_chains(string way)
    {
        using Device device = Ways.Open(way);
        using Memory sums = device.Upload([.. Enumerable.Repeat(1.0, 2 * Tiles.Width)]);
        device.Launch<MultiplyAddProbe, MultiplyAddProbeArguments>(2 * Tiles.Width, new MultiplyAddProbeArguments(sums.View, 1));
        Assert.All(sums.ToArray(), sum => Assert.Equal((0.5 * 36 + 8) / 16, sum));

        sums.CopyFrom([.. Enumerable.Repeat(1.0, 2 * Tiles.Width)]);
        device.Launch<MultiplyAddProbe, MultiplyAddProbeArguments>(2 * Tiles.Width, new MultiplyAddProbeArguments(sums.View, 64));
        Assert.All(sums.ToArray(), sum => Assert.Equal(1.0, sum));
    }

    [Fact]
    public void Only_what_is_asked_for_and_can_be_used_is_measured()
    {
        DeviceEntry[] measured = Throughput.Measure(DeviceCatalogue.Read(), entry => entry.Kind is DeviceKind.Simd);
        Assert.All(measured, entry => Assert.Equal(entry.Kind is DeviceKind.Simd, entry.Gigaflops > 0));
    }

    [Fact]
    public void A_device_that_does_not_compute_becomes_a_refusal()
    {
        DeviceEntry impossible = new() { Choice = "simd:64", Kind = DeviceKind.Simd, LaneWidth = 64 };
        DeviceEntry refused = Throughput.Measure([impossible], _ => true)[0];
        Assert.Null(refused.Gigaflops);
        Assert.Contains("computes nothing (simd:64: found vector registers", refused.Refusal, StringComparison.Ordinal);
    }
}
