using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Devices;

public class DeviceChoiceTests
{
    private static readonly DeviceEntry Simd = new() { Choice = "simd:8", Kind = DeviceKind.Simd, Name = "Xeon", LaneWidth = 8 };
    private static readonly DeviceEntry Cpu = new() { Choice = "cpu", Kind = DeviceKind.Cpu, Name = "Xeon" };
    private static readonly DeviceEntry NoCuda = new() { Choice = "cuda", Kind = DeviceKind.Cuda, Refusal = "no NVIDIA driver; install it" };
    private static readonly DeviceEntry NoOpenCL = new() { Choice = "opencl", Kind = DeviceKind.OpenCL, Refusal = "no OpenCL loader; install it" };
    private static readonly DeviceEntry Cuda0 = new() { Choice = "cuda:0", Kind = DeviceKind.Cuda, Name = "H100", IsGpu = true };
    private static readonly DeviceEntry Cuda1 = Cuda0 with { Choice = "cuda:1", Name = "A100" };
    private static readonly DeviceEntry Gpu = new() { Choice = "opencl:1", Kind = DeviceKind.OpenCL, Name = "Arc", IsGpu = true };
    private static readonly DeviceEntry OldPocl = new()
    {
        Choice = "opencl:0",
        Kind = DeviceKind.OpenCL,
        Name = "pthread",
        Refusal = "it has no generic address space; install a newer driver"
    };

    [Theory]
    [InlineData("auto", null, null)]
    [InlineData("simd", DeviceKind.Simd, null)]
    [InlineData("simd:8", DeviceKind.Simd, 8)]
    [InlineData("simd:4", DeviceKind.Simd, 4)]
    [InlineData("simd:1", DeviceKind.Simd, 1)]
    [InlineData("cpu", DeviceKind.Cpu, null)]
    [InlineData("cuda", DeviceKind.Cuda, null)]
    [InlineData("cuda:3", DeviceKind.Cuda, 3)]
    [InlineData("opencl", DeviceKind.OpenCL, null)]
    [InlineData("opencl:0", DeviceKind.OpenCL, 0)]
    public void Reads_every_spelling(string text, DeviceKind? kind, int? number) =>
        Assert.Equal(new DeviceChoice(kind, number), DeviceChoice.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("SIMD")]
    [InlineData("simd:2")]
    [InlineData("simd:")]
    [InlineData("cpu:0")]
    [InlineData("auto:0")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:one")]
    [InlineData("cuda:0:1")]
    [InlineData("cuda:99999999999")]
    public void Refuses_any_other_spelling_and_lists_the_right_ones(string text)
    {
        string message = Assert.Throws<UsageException>(() => DeviceChoice.Parse(text)).Message;
        Assert.StartsWith($"--device: found '{text}', expected auto, simd", message, StringComparison.Ordinal);
        Assert.Contains("gpuconcord devices", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_asked_for_is_taken_or_refused_never_replaced()
    {
        DeviceEntry[] entries = [Simd, Cpu, Cuda0, Cuda1, OldPocl, Gpu];

        Assert.Same(Cuda1, DeviceChoice.Parse("cuda:1").Pick(entries, out string reason));
        Assert.Equal("asked for", reason);
        Assert.Same(Gpu, DeviceChoice.Parse("opencl").Pick(entries, out _));
        Assert.Same(Cpu, DeviceChoice.Parse("cpu").Pick(entries, out _));
        Assert.Equal(
            "cuda:2: there is no such device; found cuda:0 (H100), cuda:1 (A100). Use one of these, or --device simd.",
            Refusal("cuda:2", entries));
        Assert.Equal(
            "opencl:0 (pthread): it has no generic address space; install a newer driver. Or use --device simd, the processor.",
            Refusal("opencl:0", entries));
        Assert.Equal(
            "opencl: no OpenCL loader; install it. Or use --device simd, the processor.",
            Refusal("opencl:0", [Simd, Cpu, NoCuda, NoOpenCL]));
    }

    [Fact]
    public void Opens_the_vector_width_that_is_asked_for()
    {
        using Device device = DeviceChoice.Parse("simd:1").Open();
        Assert.Equal((DeviceKind.Simd, 1, "asked for"), (device.Kind, device.LaneWidth, device.Reason));
    }

    private static string Refusal(string choice, DeviceEntry[] entries) =>
        Assert.Throws<DeviceException>(() => DeviceChoice.Parse(choice).Pick(entries, out _)).Message;
}
