namespace GpuConcord.Host.Devices;

/// <summary>One line of the device list: something that can run kernels, or the reason why it cannot.</summary>
public sealed record DeviceEntry
{
    /// <summary>What to write after --device: "simd:8", "cpu", "cuda:0"; "cuda" or "opencl" alone when none was found.</summary>
    public required string Choice { get; init; }

    /// <summary>How kernels would run.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>The hardware's own name; empty when none was found.</summary>
    public string Name { get; init; } = "";

    /// <summary>Driver or runtime with its version; empty when none was found.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Memory in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Cores (CPU) or multiprocessors (GPU).</summary>
    public int Units { get; init; }

    /// <summary>Lanes of 64 bits a core or thread computes at a time.</summary>
    public int LaneWidth { get; init; } = 1;

    /// <summary>Whether it computes in double precision, which every kernel needs.</summary>
    public bool DoublePrecision { get; init; }

    /// <summary>
    /// Multiply-adds in single precision, what a card is advertised by, that it makes in the time of one in double precision; null where that is not known.
    /// </summary>
    public int? SinglesADouble { get; init; }

    /// <summary>Whether it makes so few in double precision that its advertised speed says nothing of what it computes here.</summary>
    public bool SlowDoubles => SinglesADouble >= 16;

    /// <summary>Whether it is a GPU.</summary>
    public bool IsGpu { get; init; }

    /// <summary>Multiply-adds it was measured at, in 10⁹ floating-point operations (doubles) a second; null when it was not measured.</summary>
    public double? Gigaflops { get; init; }

    /// <summary>Why it cannot be used and what to do about it; null when it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>What opens it, when ILGPU does.</summary>
    internal ILGPU.Runtime.Device? Description { get; init; }
}
