using ILGPU.Runtime.CPU;

namespace GpuConcord.Host.Devices;

/// <summary>Everything this machine could run kernels on, and for each thing that it cannot, the reason and the cure.</summary>
public static class DeviceCatalogue
{
    /// <summary>
    /// Looks at the machine: vector registers of every width it has (widest first), ILGPU's CPU accelerator, CUDA devices,
    /// OpenCL devices. Takes some tens of milliseconds, more where a GPU driver starts up. Never fails: a driver that does not
    /// answer is an entry with a <see cref="DeviceEntry.Refusal"/>.
    /// </summary>
    public static IReadOnlyList<DeviceEntry> Read() => [.. Processor(), .. CudaDevices.List(), .. OpenCLDevices.List()];

    /// <summary>
    /// As <see cref="Read"/>, with the speed of every device that can be used. Starts each of them: a millisecond on a processor, some
    /// tenths of a second on a GPU.
    /// </summary>
    public static IReadOnlyList<DeviceEntry> ReadAndMeasure() => Throughput.Measure(Read(), _ => true);

    private static IEnumerable<DeviceEntry> Processor()
    {
        DeviceEntry processor = new()
        {
            Choice = "cpu",
            Kind = DeviceKind.Cpu,
            Name = ProcessorName.Read(),
            Driver = $".NET {Environment.Version}",
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Units = Environment.ProcessorCount,
            DoublePrecision = true,
        };
        foreach (int width in Device.LaneWidths.Where(width => width <= Device.WidestLanes))
        {
            yield return processor with { Choice = $"simd:{width}", Kind = DeviceKind.Simd, LaneWidth = width };
        }

        yield return processor with { Description = CpuAccelerator(Environment.ProcessorCount), Driver = $"ILGPU on {processor.Driver}" };
    }

    /// <summary>ILGPU's CPU accelerator in its fastest shape: groups of two threads, one group a core at a time.</summary>
    internal static CPUDevice CpuAccelerator(int cores) => new(2, 1, cores);
}
