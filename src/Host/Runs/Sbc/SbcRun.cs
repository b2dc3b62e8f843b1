using GpuConcord.Host.Sbc;

namespace GpuConcord.Host.Runs.Sbc;

/// <summary>A run of simulation-based calibration, for the record.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Arguments">The command line, word by word, without the program's name.</param>
/// <param name="Device">The device that was used.</param>
/// <param name="Result">What was found.</param>
public sealed record SbcRun(string Version, IReadOnlyList<string> Arguments, DeviceRecord Device, SbcResult Result)
{
    /// <summary>The parts in which it was done; none when in one piece.</summary>
    public IReadOnlyList<RunPart> Parts { get; init; } = [];

    /// <summary>What of the planned replicates is missing, in a sentence for a person; null where nothing is.</summary>
    public string? Lack { get; init; }
}
