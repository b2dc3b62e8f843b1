using System.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Packaging;

/// <summary>The example of the library: compiled against what is public alone, run, and shown in docs/library.md as it stands.</summary>
public sealed class LibraryExampleTests
{
    private static string Source => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "example", "Program.cs"));

    [Fact]
    public async Task It_fits_three_bands()
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GpuConcord.Example.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string[] lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        Assert.Equal(9, lines.Length);
        Assert.Matches(
            "^2.0-4.5  pn    ln\\(area/nominal\\) = -0.0[45][0-9] ± 0.03[0-9], R-hat 1.0[0-9][0-9]$",
            lines.Single(line => line.StartsWith("2.0-4.5  pn", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_page_shows_it_as_it_stands() => Assert.Contains(
        $"```csharp\n{Source}```", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "library.md")), StringComparison.Ordinal);

    [Fact]
    public void It_is_twenty_lines() => Assert.InRange(Source.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 10, 20);
}
