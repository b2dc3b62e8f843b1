using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Host.Devices;

public class AutomaticChoiceTests
{
    private static readonly DeviceEntry Simd = new() { Choice = "simd:8", Kind = DeviceKind.Simd, Name = "Xeon", LaneWidth = 8, Gigaflops = 61.4 };
    private static readonly DeviceEntry Narrow = Simd with { Choice = "simd:4", LaneWidth = 4, Gigaflops = 1000.0 };
    private static readonly DeviceEntry Cpu = new() { Choice = "cpu", Kind = DeviceKind.Cpu, Name = "Xeon", Gigaflops = 1000.0 };
    private static readonly DeviceEntry NoCuda = new() { Choice = "cuda", Kind = DeviceKind.Cuda, Refusal = "no NVIDIA driver; install it" };
    private static readonly DeviceEntry H100 = new() { Choice = "cuda:0", Kind = DeviceKind.Cuda, Name = "H100", IsGpu = true, Gigaflops = 31_000.0 };
    private static readonly DeviceEntry Arc = new() { Choice = "opencl:0", Kind = DeviceKind.OpenCL, Name = "Arc", IsGpu = true, Gigaflops = 9.0 };

    [Fact]
    public void Without_a_gpu_the_widest_registers_are_taken()
    {
        Assert.Same(Simd, AutomaticChoice.Pick([Simd, Narrow, Cpu, NoCuda], out string reason));
        Assert.Equal("auto: 61 Gflop/s measured, no GPU to compare with; cuda: no NVIDIA driver", reason);
    }

    [Fact]
    public void A_gpu_that_is_twice_as_fast_is_taken()
    {
        Assert.Same(H100, AutomaticChoice.Pick([Simd, Cpu, H100, Arc], out string reason));
        Assert.Equal(
            "auto: 31000 Gflop/s measured, chosen over simd:8 (Xeon, 61 Gflop/s measured) and opencl:0 (Arc, 9 Gflop/s measured)",
            reason);
    }

    [Fact]
    public void A_consumer_card_with_slow_doubles_loses_to_the_processor()
    {
        Assert.Same(Simd, AutomaticChoice.Pick([Simd, NoCuda, Arc], out string reason));
        Assert.Equal("auto: 61 Gflop/s measured, chosen over opencl:0 (Arc, 9 Gflop/s measured); cuda: no NVIDIA driver", reason);
    }

    [Fact]
    public void A_card_made_for_single_precision_is_taken_where_even_so_it_is_twice_as_fast()
    {
        DeviceEntry l4 = H100 with { Name = "L4", SinglesADouble = 64, Gigaflops = 473.0 };
        Assert.Same(l4, AutomaticChoice.Pick([Simd, l4], out _));
        DeviceEntry workstation = Simd with { Gigaflops = 1900.0 };
        Assert.Same(workstation, AutomaticChoice.Pick([workstation, l4], out _));
    }

    [Theory]
    [InlineData(122.7, false)]
    [InlineData(122.8, true)]
    public void A_little_faster_is_not_enough(double speed, bool taken)
    {
        DeviceEntry gpu = H100 with { Gigaflops = speed };
        Assert.Same(taken ? gpu : Simd, AutomaticChoice.Pick([Simd, gpu], out string reason));
        Assert.Equal(!taken, reason.Contains("less than twice as fast", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_like_gpus_the_first_is_taken_and_of_unlike_ones_the_faster()
    {
        DeviceEntry second = H100 with { Choice = "cuda:1", Gigaflops = 33_000.0 };
        Assert.Same(H100, AutomaticChoice.Pick([Simd, H100, second], out _));

        DeviceEntry slow = H100 with { Gigaflops = 500.0 };
        Assert.Same(second, AutomaticChoice.Pick([Simd, slow, second], out _));
    }

    [Fact]
    public void A_gpu_that_does_not_start_and_OpenCL_on_a_processor_are_named_but_not_taken()
    {
        DeviceEntry broken = H100 with { Gigaflops = null, Refusal = "it is listed but computes nothing; run gpuconcord selftest" };
        DeviceEntry pocl = Arc with { Name = "pthread", IsGpu = false, Gigaflops = 1000.0 };
        Assert.Same(Simd, AutomaticChoice.Pick([Simd, broken, pocl], out string reason));
        Assert.Equal("auto: 61 Gflop/s measured, no GPU to compare with; cuda:0: it is listed but computes nothing; opencl:0: pthread is no GPU", reason);
    }

    [Fact]
    public void What_is_opened_was_measured_and_says_so()
    {
        using Device device = DeviceChoice.Parse("auto").Open();
        Assert.InRange(device.Gigaflops ?? 0.0, 0.05, 1e6);
        Assert.StartsWith("auto: ", device.Reason, StringComparison.Ordinal);
        Assert.Contains("Gflop/s measured", device.Reason, StringComparison.Ordinal);

        using Device named = DeviceChoice.Parse("simd").Open();
        Assert.Null(named.Gigaflops);
    }
}
