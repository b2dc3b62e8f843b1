using System.CommandLine.Invocation;
using System.CommandLine;
using System.Reflection;
using GpuConcord.Cli.Screen;

namespace GpuConcord.Cli.Help;

/// <summary>Prints the program's version.</summary>
internal sealed class PrintVersion(Terminal terminal) : SynchronousCommandLineAction
{
    /// <summary>The version without the revision of the source that the build may add behind a plus sign.</summary>
    public static string Version { get; } =
        typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        terminal.Out.WriteLine($"gpuconcord {Version}");
        return ExitCode.Success;
    }
}
