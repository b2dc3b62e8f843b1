using GpuConcord.Cli.Screen;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Screen;

/// <summary>Standard output and standard error that are closed, full, or left by their reader: a code of the table, never an abort.</summary>
public sealed class StandardStreamsTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("2>&-", 0, "--version")]
    [InlineData("2>/dev/full", 0, "--version")]
    [InlineData("2>&-", 65, "fit", "absent.csv")]
    [InlineData("2>/dev/full", 65, "fit", "absent.csv")]
    [InlineData("2>/dev/full", 2, "fit", "--tau", "x", "epic-hmxb")]
    [InlineData(">/dev/full", 74, "--version")]
    [InlineData(">/dev/full", 74, "fit", "--help")]
    [InlineData(">&-", 74, "--version")]
    [InlineData(">&- 2>&-", 74, "--version")]
    [InlineData("<&- >&- 2>&-", 74, "--version")]
    [InlineData("<&- 2>&-", 65, "fit", "absent.csv")]
    [InlineData(">/dev/null", 0, "--version")]
    [InlineData("| true", 141, "fit", "--help")]
    [InlineData("| head -1 >/dev/null", 0, "--version")]
    public async Task Have_a_code_of_their_own(string redirected, int expected, params string[] words)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "written for the shells and devices of Linux");
        // The reader of a pipe has left once it says so: what is written then is written to nobody.
        string run = redirected.StartsWith("| true", StringComparison.Ordinal) ? "{ sleep 1; \"$@\"; } | true; exit ${PIPESTATUS[0]}"
            : redirected.StartsWith('|') ? $"\"$@\" {redirected}; exit ${{PIPESTATUS[0]}}"
            : $"\"$@\" {redirected}";
        (int code, string error) = await OwnProcess.RunUnderAsync(scratch.Path, ["bash", "-c", run, "bash"], words);
        Assert.True(code == expected, $"{code}: {error}");
    }

    /// <summary>Whatever file is opened next gets the number of a closed standard error: messages must not get into it.</summary>
    [Fact]
    public async Task Messages_get_into_no_file_when_standard_error_is_closed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "written for the shells of Linux");
        string[] words = ["simulate", "--sources", "5", "--output", "simulated.csv"];
        (int code, _) = await OwnProcess.RunUnderAsync(scratch.Path, ["bash", "-c", "\"$@\" 2>&-", "bash"], words);
        Assert.Equal(0, code);
        string[] lines = await File.ReadAllLinesAsync(scratch["simulated.csv"], TestContext.Current.CancellationToken);
        Assert.DoesNotContain(lines, line => line.Contains("Wrote", StringComparison.Ordinal));
    }

    /// <summary>Names of Linux are bytes: one in Latin-1 is read, one that would be written is refused.</summary>
    [Fact]
    public async Task Names_that_are_not_UTF8_are_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "written for the names of Linux");
        const string Rows = "source;pn;MOS1\\na;100;110\\nb;120;118\\nc;90;95\\n";
        string make = $"name=$(printf 'caf\\351'); printf '{Rows}' > \"$name.csv\"; ";
        // .NET cannot name it to remove it either.
        const string End = "code=$?; rm \"$name.csv\"; exit $code";
        (int code, string error) = await OwnProcess.RunUnderAsync(
            scratch.Path, ["bash", "-c", $"{make} \"$@\" \"$name.csv\"; {End}", "bash"], ["fit", "--draws", "100", "--chains", "32", "--device", "simd", "--quiet"]);
        Assert.True(code == 0, $"{code}: {error}");
        (code, error) = await OwnProcess.RunUnderAsync(scratch.Path, ["bash", "-c", $"{make} \"$@\" \"$name\"; {End}", "bash"], ["fit", "epic-hmxb", "--output"]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--output: found a name that is not UTF-8", error, StringComparison.Ordinal);
    }
}
