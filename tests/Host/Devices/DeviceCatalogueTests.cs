using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Host.Devices;

public class DeviceCatalogueTests
{
    private static readonly IReadOnlyList<DeviceEntry> Entries = DeviceCatalogue.Read();

    [Fact]
    public void The_processor_is_always_there_at_every_width_it_has_and_as_an_accelerator()
    {
        Assert.Equal(
            Device.LaneWidths.Where(width => width <= Device.WidestLanes).Select(width => $"simd:{width}").Append("cpu"),
            Entries.Where(entry => entry.Kind is DeviceKind.Simd or DeviceKind.Cpu).Select(entry => entry.Choice),
            StringComparer.Ordinal);
        Assert.All(Entries.Take(2), entry => Assert.Null(entry.Refusal));
    }

    [Fact]
    public void Every_entry_can_be_used_or_says_why_not_and_what_to_do() => Assert.All(Entries, entry =>
    {
        if (entry.Refusal is { } refusal)
        {
            Assert.Contains("; ", refusal, StringComparison.Ordinal);
            return;
        }

        Assert.NotEmpty(entry.Name);
        Assert.NotEmpty(entry.Driver);
        Assert.True(entry.DoublePrecision);
        Assert.InRange(entry.MemoryBytes, 1L << 20, long.MaxValue);
        Assert.InRange(entry.Units, 1, int.MaxValue);
    });

    [Fact]
    public void Every_usable_entry_opens_by_its_own_name() =>
        Assert.All(Entries.Where(entry => entry.Refusal is null), entry =>
        {
            using Device device = DeviceChoice.Parse(entry.Choice).Open();
            Assert.Equal((entry.Kind, entry.LaneWidth, entry.Name), (device.Kind, device.LaneWidth, device.Name));
            Assert.InRange(device.MemoryBytes, 1L << 20, long.MaxValue);
        });

    [Fact]
    public void Both_gpu_makes_are_listed_or_their_absence_is_explained()
    {
        Assert.Contains(Entries, entry => entry.Kind is DeviceKind.Cuda);
        Assert.Contains(Entries, entry => entry.Kind is DeviceKind.OpenCL);
    }

    [Fact]
    public void A_missing_cuda_device_names_what_was_looked_for_and_the_cure()
    {
        Assert.Contains("libcuda.so.1", OperatingSystem.IsWindows() ? "libcuda.so.1" : CudaDevices.Absence(null), StringComparison.Ordinal);
        Assert.Contains("install the NVIDIA driver", CudaDevices.Absence(null), StringComparison.Ordinal);
        Assert.Contains("sees no GPU", CudaDevices.Absence(100), StringComparison.Ordinal);
        Assert.Contains("error 803", CudaDevices.Absence(803), StringComparison.Ordinal);
        Assert.Null(CudaDevices.Refusal("sm_90", "12.8", instructionSet: true));
        Assert.Contains("sm_120 and driver CUDA 12.0", CudaDevices.Refusal("sm_120", "12.0", instructionSet: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 0, 2)]
    [InlineData(6, 1, 32)]
    [InlineData(7, 0, 2)]
    [InlineData(7, 5, 32)]
    [InlineData(8, 0, 2)]
    [InlineData(8, 6, 64)]
    [InlineData(8, 7, 64)]
    [InlineData(8, 9, 64)]
    [InlineData(9, 0, 2)]
    [InlineData(10, 0, 2)]
    [InlineData(12, 0, 64)]
    [InlineData(99, 0, null)]
    public void Double_precision_is_as_slow_as_the_programming_guide_has_it(int major, int minor, int? singles)
    {
        Assert.Equal(singles, CudaDevices.SinglesADouble(major, minor));
        Assert.Equal(singles > 2, new DeviceEntry { Choice = "cuda:0", Kind = DeviceKind.Cuda, SinglesADouble = singles }.SlowDoubles);
    }

    [Fact]
    public void A_missing_or_unfit_OpenCL_device_says_what_it_lacks()
    {
        Assert.Contains("install it", OpenCLDevices.Absence(null), StringComparison.Ordinal);
        Assert.Contains("no vendor's driver", OpenCLDevices.Absence(0), StringComparison.Ordinal);
        Assert.Contains("no device", OpenCLDevices.Absence(1), StringComparison.Ordinal);
        Assert.Null(OpenCLDevices.Refusal("3.0", atLeast2: true, genericAddresses: true, doubles: true));
        Assert.Contains("cl_khr_fp64", OpenCLDevices.Refusal("3.0", atLeast2: true, genericAddresses: true, doubles: false), StringComparison.Ordinal);
        Assert.Contains("generic address space", OpenCLDevices.Refusal("3.0", atLeast2: true, genericAddresses: false, doubles: true), StringComparison.Ordinal);
        Assert.Contains("is 1.2", OpenCLDevices.Refusal("1.2", atLeast2: false, genericAddresses: false, doubles: true), StringComparison.Ordinal);
    }
}
