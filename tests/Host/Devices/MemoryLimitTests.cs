using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using ILGPU.Runtime.OpenCL;
using Xunit;

namespace GpuConcord.Tests.Host.Devices;

public class MemoryLimitTests
{
    private const int Kibi = 128;

    [Fact]
    public void A_limit_refuses_what_passes_it_and_counts_what_is_freed()
    {
        using Device device = Device.OpenSimd(1);
        device.MemoryLimit = 10 * 1024;
        using Memory first = device.Allocate(4 * Kibi);
        Assert.InRange(device.FreeMemory, 5 * 1024, 6 * 1024);
        Memory second = device.Allocate(4 * Kibi);
        string message = Assert.Throws<DeviceMemoryException>(() => device.Allocate(4 * Kibi)).Message;
        Assert.Contains("asked for 4.1 KiB more memory, found 8.1 KiB of 10.0 KiB in use. Close what else", message, StringComparison.Ordinal);

        second.Dispose();
        second.Dispose();
        Assert.InRange(device.FreeMemory, 5 * 1024, 6 * 1024);
        using Memory third = device.Allocate(4 * Kibi);
    }

    [Fact]
    public void A_limit_is_never_above_what_the_device_has()
    {
        using Device device = Device.OpenSimd(1);
        long all = device.MemoryLimit;
        device.MemoryLimit = long.MaxValue;
        Assert.Equal(all, device.MemoryLimit);
        using Device chosen = (DeviceChoice.Parse("simd") with { MemoryLimit = 1 << 20 }).Open();
        Assert.Equal(1 << 20, chosen.MemoryLimit);
    }

    /// <summary>What drivers say when memory runs out, and what they say of other faults.</summary>
    [Fact]
    public void A_shortage_is_told_from_other_faults()
    {
        Assert.True(MemoryLedger.IsShortage(new OutOfMemoryException()));
        Assert.True(MemoryLedger.IsShortage(new CLException(CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE)));
        Assert.True(MemoryLedger.IsShortage(new CLException(CLError.CL_INVALID_BUFFER_SIZE)));
        Assert.False(MemoryLedger.IsShortage(new CLException(CLError.CL_INVALID_KERNEL_ARGS)));
        Assert.False(MemoryLedger.IsShortage(new InvalidOperationException()));
    }

    [Theory]
    [InlineData("512MB", 512_000_000)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("4 GB", 4_000_000_000)]
    [InlineData("64kb", 64_000)]
    [InlineData("2MiB", 2L << 20)]
    [InlineData("100B", 100)]
    public void Amounts_are_read_with_their_unit(string text, long bytes) => Assert.Equal(bytes, MemorySize.Parse("--device-memory", text));

    [Theory]
    [InlineData("")]
    [InlineData("512")]
    [InlineData("-1GB")]
    [InlineData("0MB")]
    [InlineData("GB")]
    [InlineData("1e3MB")]
    [InlineData("4 TB")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        string message = Assert.Throws<UsageException>(() => MemorySize.Parse("--device-memory", text)).Message;
        Assert.StartsWith($"--device-memory: found '{text}', expected a number greater than 0 with its unit", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(3L << 19, "1.5 MiB")]
    [InlineData(5L << 29, "2.50 GiB")]
    public void Amounts_are_written_in_the_largest_unit_that_fits(long bytes, string text) => Assert.Equal(text, MemorySize.Text(bytes));
}
