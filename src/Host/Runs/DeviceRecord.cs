using GpuConcord.Host.Devices;

namespace GpuConcord.Host.Runs;

/// <summary>The device of a run, for the record.</summary>
/// <param name="Kind">simd, cpu, cuda or opencl.</param>
/// <param name="Name">The hardware's own name.</param>
/// <param name="Driver">Driver or runtime and its version.</param>
/// <param name="LaneWidth">Lanes one kernel index computes.</param>
/// <param name="Units">Cores (CPU) or multiprocessors (GPU) that were used.</param>
/// <param name="MemoryBytes">Device memory in bytes.</param>
/// <param name="Reason">Why this device: "asked for", or how auto came to it.</param>
public sealed record DeviceRecord(string Kind, string Name, string Driver, int LaneWidth, int Units, long MemoryBytes, string Reason)
{
    /// <summary>Multiply-adds it was measured at, in 10⁹ floating-point operations a second; null when it was asked for by name.</summary>
    public double? Gigaflops { get; init; }

    /// <summary>What is recorded of <paramref name="device"/>.</summary>
    public static DeviceRecord Of(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new(device.Kind.ToString().ToLowerInvariant(), device.Name, device.Driver, device.LaneWidth, device.Units, device.MemoryBytes, device.Reason)
        {
            Gigaflops = device.Gigaflops,
        };
    }
}
