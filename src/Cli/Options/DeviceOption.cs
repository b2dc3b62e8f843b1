using System.CommandLine;

namespace GpuConcord.Cli.Options;

/// <summary><c>--device</c>: where a command computes; read by <see cref="Host.Devices.DeviceChoice"/>.</summary>
internal static class DeviceOption
{
    /// <summary>The option, auto when left out.</summary>
    /// <param name="processor">How its help names the ways to run on the processor.</param>
    public static Option<string> Create(string processor = "simd (this processor), cpu (for debugging)") => new("--device")
    {
        Description = $"auto, {processor}, cuda[:i] or opencl[:i]; see gpuconcord devices.",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => "auto",
    };
}
