using GpuConcord.Cli.Engine;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>What docs/ shows is what the commands in it print and draw: every number is the same on any processor.</summary>
public sealed class DocumentedNumbersTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public static TheoryData<string> Sweeps => [.. Lines("prior-influence.md").Where(line => line.StartsWith("gpuconcord sweep ", StringComparison.Ordinal))];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Sweeps))]
    public async Task Prior_influence_is_what_the_sweep_prints(string command)
    {
        Console console = new();
        Assert.True(await console.RunAsync([.. command.Split(' ').Skip(1), "--quiet", "--device", "simd"]) == 0, console.Error);
        string tables = console.Out[console.Out.IndexOf("Prior influence\n\n", StringComparison.Ordinal)..console.Out.IndexOf("\n=> ", StringComparison.Ordinal)][
            "Prior influence\n\n".Length..];
        string shown = string.Join('\n', Lines("prior-influence.md"));
        Assert.Contains($"```\n{tables}```", shown[shown.IndexOf(command, StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    /// <summary>The slides' XCAL medium row, from a table with 103 sources and those errors to the printed W.</summary>
    [Fact]
    public async Task The_slides_row_comes_out_of_a_table_with_its_errors()
    {
        string table = scratch["medium.csv"];
        foreach ((string tau, string[] expected) in ((string, string[])[])[("0.025", ["2.3", "1.6", "2.8"]), ("0.05", ["0.59", "0.40", "0.71"])])
        {
            Assert.Contains($"gpuconcord fit medium.csv --variances known --tau {tau}", Lines("prior-influence.md"));
            string simulate = Lines("prior-influence.md").Single(line => line.StartsWith("gpuconcord simulate ", StringComparison.Ordinal));
            Assert.Equal(0, await new Console().RunAsync([.. simulate.Replace("medium.csv", table, StringComparison.Ordinal).Split(' ').Skip(1), "--overwrite"]));
            Console console = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
            Assert.Equal(0, await console.RunAsync("fit", table, "--variances", "known", "--tau", tau, "--quiet", "--device", "simd", "--chains", "32", "--draws", "100"));
            IEnumerable<string> rows = console.Out.Split('\n').Where(line =>
                line.StartsWith("pn  ", StringComparison.Ordinal) || line.StartsWith("mos", StringComparison.Ordinal)).Take(3);
            Assert.Equal(expected, rows.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^3]));
        }
    }

    [Fact]
    public async Task Who_drives_an_offset_is_what_explain_prints()
    {
        Console fit = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) }, console = new();
        Assert.Equal(0, await fit.RunAsync("fit", "epic-hmxb", "--output", scratch["results"], "--quiet", "--device", "simd"));
        Assert.Equal(0, await console.RunAsync("explain", scratch["results"], "pn", "--band", "2.0-4.5"));
        Assert.Contains($"```\n{console.Out}```", string.Join('\n', Lines("explain.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_figure_of_outliers_is_what_its_commands_draw()
    {
        string[] commands = Lines("outliers.md").Where(line => line.StartsWith("gpuconcord ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, commands.Length);
        foreach (string command in commands)
        {
            Console console = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
            string[] words = [.. command.Split(' ').Skip(1).Select(word =>
                word is "plain" or "robust" ? scratch[word] : word is "docs/epic-outliers.svg" ? scratch["figure.svg"] : word)];
            Assert.True(await console.RunAsync([.. words, "--quiet"]) == 0, console.Error);
        }
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "epic-outliers.svg"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(scratch["figure.svg"], TestContext.Current.CancellationToken));
    }

    private static string[] Lines(string name) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", name));
}
