using System.Diagnostics;

namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>What the JIT makes of methods, in a process of its own: a release runtime writes it when DOTNET_JitDisasm asks for it.</summary>
internal static class JitDisassembly
{
    /// <summary>Runs a .NET program and reads what the JIT made of some methods that it ran.</summary>
    /// <param name="lanes">Lanes of the widest register that the JIT may use: 8 or 4.</param>
    /// <param name="methods">Which methods, as DOTNET_JitDisasm spells them.</param>
    /// <param name="program">Assembly of the program, and its arguments.</param>
    public static async Task<IReadOnlyList<Listing>> OfAsync(int lanes, string methods, string[] program, CancellationToken cancellation)
    {
        string file = Path.GetTempFileName();
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", program)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["DOTNET_JitDisasm"] = methods,
                    ["DOTNET_JitStdOutFile"] = file,
                    ["DOTNET_EnableAVX512"] = lanes == 8 ? "1" : "0",
                    // What is compiled must not depend on how long something ran, and two threads that compile would write over each other.
                    ["DOTNET_TieredCompilation"] = "0",
                    ["DOTNET_TieredPGO"] = "0",
                    ["DOTNET_PROCESSOR_COUNT"] = "1",
                },
            })!;
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            string output = await process.StandardOutput.ReadToEndAsync(cancellation);
            string said = await error;
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? [.. Listing.Read(File.ReadLines(file))]
                : throw new InvalidOperationException($"{string.Join(' ', program)}: exit code {process.ExitCode}\n{output}{said}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
