using System.CommandLine;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Options;

/// <summary><c>--device-memory</c>: how much of the device's memory a command takes at one time.</summary>
internal static class DeviceMemoryOption
{
    private const string Name = "--device-memory";

    /// <summary>The option; its value is in bytes, null for all that is free.</summary>
    public static Option<long?> Create() => new(Name)
    {
        Description = "Most memory to take on the device, such as 512MB or 4GB; what does not fit runs in waves, with the same results. [default: all that is free]",
        HelpName = "SIZE",
        CustomParser = result =>
        {
            try
            {
                return MemorySize.Parse(Name, result.Tokens[^1].Value);
            }
            catch (UsageException fault)
            {
                result.AddError(fault.Message);
                return null;
            }
        },
    };
}
