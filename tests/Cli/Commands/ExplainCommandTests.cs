using System.Text.Json;
using System.Xml.Linq;
using GpuConcord.Cli.Screen;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

/// <summary>The command that says who drives an instrument's offset, on hand-made fits.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task It_lists_sources_and_says_a_sentence()
    {
        await FitAsync();
        Console console = await RunAsync(ExitCode.Success, "pn");
        Assert.Contains("pn: area ", console.Out, StringComparison.Ordinal);
        Assert.Contains("source", console.Out, StringComparison.Ordinal);
        Assert.Contains("faintest quarter", console.Out, StringComparison.Ordinal);
        Assert.Contains("=> ", console.Out, StringComparison.Ordinal);
        Assert.All(console.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        Console none = await RunAsync(ExitCode.Success, "pn", "--most", "0");
        Assert.DoesNotContain("Q17 ", none.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_and_as_a_figure()
    {
        await FitAsync();
        Console console = await RunAsync(ExitCode.Success, "MOS1", "--json", "--figure", scratch["f.svg"]);
        JsonElement band = JsonDocument.Parse(console.Out).RootElement.GetProperty("bands").EnumerateArray().Single();
        Assert.Equal(20, band.GetProperty("sources").GetArrayLength());
        Assert.Equal(2, band.GetProperty("groups").GetArrayLength());
        Assert.Contains("voices", XDocument.Load(scratch["f.svg"]).ToString().Replace("by itself says", "voices", StringComparison.Ordinal), StringComparison.Ordinal);
        Console again = await RunAsync(ExitCode.Usage, "MOS1", "--figure", scratch["f.svg"]);
        Assert.Contains("--overwrite", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("year", "2001")]
    [InlineData("class", "AGN")]
    [InlineData("MJD", "≤ ")]
    public async Task By_a_column_of_the_table_or_of_another(string column, string label)
    {
        await FitAsync();
        Console console = await RunAsync(ExitCode.Success, "pn", "--by", column);
        Assert.Contains(label, console.Out, StringComparison.Ordinal);
        string[] lines = ["what,who", .. Enumerable.Range(1, 20).Select(j => $"{(j % 2 == 0 ? "even" : "odd")},Q{j}")];
        await File.WriteAllLinesAsync(scratch["other.csv"], lines, TestContext.Current.CancellationToken);
        Console other = await RunAsync(ExitCode.Success, "pn", "--by", "what", "--table", scratch["other.csv"]);
        Assert.Contains("even", other.Out, StringComparison.Ordinal);
        Assert.Contains("Whatever the what, sources say the same", other.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "INSTRUMENT: found pm, expected one of the instruments of", "pm")]
    [InlineData(ExitCode.Usage, "--band: found soft, expected no band", "pn", "--band", "soft")]
    [InlineData(ExitCode.BadData, "found no column yaer, expected one to sort sources by; did you mean 'year'?", "pn", "--by", "yaer")]
    [InlineData(ExitCode.Usage, "--by: found instrument, which is the same", "pn", "--by", "instrument")]
    [InlineData(ExitCode.BadData, "none.csv: found no such file, expected a table", "pn", "--by", "x", "--table", "none.csv")]
    [InlineData(ExitCode.Usage, "--most: found '-1'", "pn", "--most", "-1")]
    public async Task Faults_are_said(int code, string message, params string[] words)
    {
        await FitAsync();
        Console console = await RunAsync(code, words);
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Out);
    }

    [Fact]
    public async Task A_table_that_names_no_source_of_the_run_is_refused()
    {
        await FitAsync();
        await File.WriteAllTextAsync(scratch["other.csv"], "who,what\nX,1\nY,2\n", TestContext.Current.CancellationToken);
        Console console = await RunAsync(ExitCode.BadData, "pn", "--by", "what", "--table", scratch["other.csv"]);
        Assert.Contains("found no column that holds the names of the run's sources, expected one with 'Q1' in it", console.Error, StringComparison.Ordinal);
    }

    /// <summary>The report draws residuals against a column of numbers; words are for explain.</summary>
    [Fact]
    public async Task A_report_draws_residuals_against_a_column()
    {
        await FitAsync();
        Console report = new();
        Assert.True(await report.RunAsync("report", scratch["run"], "--by", "MJD", "--by", "year", "--quiet") == 0, report.Error);
        string page = await File.ReadAllTextAsync(scratch["run/report.html"], TestContext.Current.CancellationToken);
        Assert.Contains("residuals are shown to depend on MJD", page, StringComparison.Ordinal);
        Assert.True(File.Exists(scratch["run/figures/residuals-by-2.svg"]));
        Assert.True(File.Exists(scratch["run/figures/residuals.svg"]));
        Console words = new();
        Assert.Equal(ExitCode.Usage, await words.RunAsync("report", scratch["run"], "--by", "class", "--overwrite"));
        Assert.Contains("--by: found class with 'star' in it, expected a column of numbers", words.Error, StringComparison.Ordinal);
        Console beside = new();
        Assert.Equal(ExitCode.Usage, await beside.RunAsync("report", scratch["run"], "--by", "MJD", "--beside", scratch["run"], "--figure", scratch["f.svg"]));
        Assert.Contains("--by: found with --beside, expected the report of one run", beside.Error, StringComparison.Ordinal);
    }

    /// <summary>Two instruments and twenty sources, with a year, a class and a date.</summary>
    private async Task FitAsync()
    {
        List<string> lines = ["instrument,source,flux,flux_err,year,class,MJD"];
        for (int j = 1; j <= 20; j++)
        {
            double wobble = 1 + (0.03 * Math.Sin(j));
            foreach ((string instrument, double factor) in new[] { ("pn", 1.0), ("MOS1", 1.1 * wobble) })
            {
                lines.Add(FormattableString.Invariant($"{instrument},Q{j},{j * factor},{0.05 * j},{2001 + (j % 2)},{(j % 3 == 0 ? "AGN" : "star")},{50000 + j}"));
            }
        }

        await File.WriteAllLinesAsync(scratch["t.csv"], lines, TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(ExitCode.Success, await console.RunAsync("fit", scratch["t.csv"], "--output", scratch["run"], "--quiet"));
    }

    private async Task<Console> RunAsync(int code, params string[] words)
    {
        Console console = new();
        int found = await console.RunAsync(["explain", scratch["run"], .. words]);
        Assert.True(code == found, $"{found}: {console.Error}");
        return console;
    }
}
