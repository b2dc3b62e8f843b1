using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>One data set fitted band by band: everything that is reported of it.</summary>
public sealed record FitRun
{
    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The command line, word by word, without the program's name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The data.</summary>
    public required DataSet Data { get; init; }

    /// <summary>The device that was used.</summary>
    public required DeviceRecord Device { get; init; }

    /// <summary>Seed of every random number.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Seconds it took to read and validate the whole table.</summary>
    public required double ReadSeconds { get; init; }

    /// <summary>One fit a band, in the order of the data.</summary>
    public required IReadOnlyList<Fit> Fits { get; init; }

    /// <summary>What was left out or ignored of data and priors, in sentences for a person.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

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
