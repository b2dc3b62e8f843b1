using System.CommandLine;
using GpuConcord.Host.Devices;

namespace GpuConcord.Cli.Options;

/// <summary>Where a command computes.</summary>
/// <param name="processor">How help names the ways to run on the processor.</param>
internal sealed class DeviceOptions(string processor = "simd (this processor), cpu (for debugging)")
{
    /// <summary><c>--device</c>.</summary>
    public Option<string> Device { get; } = DeviceOption.Create(processor);

    /// <summary><c>--device-memory</c>.</summary>
    public Option<long?> Memory { get; } = DeviceMemoryOption.Create();

    /// <summary>All, in the order of the help.</summary>
    public IEnumerable<Option> All => [Device, Memory];

    /// <summary>The device asked for.</summary>
    /// <exception cref="Host.Faults.UsageException">There is no such kind of device.</exception>
    public DeviceChoice Read(ParseResult parsed) =>
        DeviceChoice.Parse(parsed.GetValue(Device)!) with { MemoryLimit = parsed.GetValue(Memory) };
}
