using GpuConcord.Cli.Engine;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>A report as a user makes it, with everything in it that a fit can say.</summary>
internal static class ReportWithChecks
{
    /// <summary>Fits, checks, and gives the page's file.</summary>
    /// <param name="scratch">Where the run may lie.</param>
    /// <param name="words">Data and options.</param>
    public static async Task<string> WriteAsync(ScratchFolder scratch, params string[] words)
    {
        Cli.Console console = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
        int code = await console.RunAsync(["fit", .. words, "--check", "--report", "--output", scratch["run"], "--quiet", "--device", "simd"]);
        Assert.True(code == 0, console.Error);
        return scratch["run/report.html"];
    }
}
