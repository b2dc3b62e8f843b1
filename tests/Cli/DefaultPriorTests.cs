using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Host.Devices;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli;

/// <summary>The priors that hold when nobody gives them, and what is said of them, from the command line to every output.</summary>
public sealed class DefaultPriorTests : IDisposable
{
    private static readonly string[] Quick = ["--device", "simd", "--quiet", "--chains", "32", "--draws", "20", "--warmup", "30"];

    // Counts of two instruments, one ten times the other's.
    private const string Counts = "source,big,small\nA,1000,98\nB,2100,200\nC,1500,160\nD,900,93\nE,5000,480\nF,1200,118\n";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>The table exported and fitted again with its priors is the built-in set to the bit.</summary>
    [Fact]
    public async Task An_exported_example_carries_its_priors_along()
    {
        string file = scratch["lines.csv"], priors = scratch["lines-priors.csv"];
        Console export = new();
        Assert.Equal(0, await export.RunAsync("examples", "e0102-shape", "--output", file));
        Assert.Contains($"gpuconcord fit {file} --priors {priors}", export.Error, StringComparison.Ordinal);
        using JsonDocument built = await JsonAsync(["fit", "e0102-shape"]), again = await JsonAsync(["fit", file, "--priors", priors]), bare = await JsonAsync(["fit", file]);
        foreach (string member in new[] { "parameters", "differences", "priors", "warnings" })
        {
            Assert.Equal(Fit(built).GetProperty(member).GetRawText(), Fit(again).GetProperty(member).GetRawText());
        }

        // Without them the data decide, not a guess of 10 %; numbers by numpy, see RobustScatterTests: 0.02648² · 15/12.
        Assert.Equal(0.000877, Fit(bare).GetProperty("priors").GetProperty("beta")[0].GetDouble());
        Assert.Equal(
            "(3 %)²: robust scatter of the data (2.6 % on 12 degrees of freedom)",
            Fit(bare).GetProperty("priors").GetProperty("beta_default").GetProperty("origin").GetString());
        Assert.False(Fit(again).GetProperty("priors").TryGetProperty("beta_default", out _));
    }

    [Fact]
    public async Task A_beta_that_is_given_stays_what_it_was()
    {
        string file = Table("source,a,b,c\nA,10,11,12\nB,20,21,22\nC,33,30,31\n");
        using JsonDocument all = await JsonAsync(["fit", file, "--beta", "0.01"]), one = await JsonAsync(["fit", file, "--beta", "b=0.25"]);
        Assert.Equal([0.01, 0.01, 0.01], Fit(all).GetProperty("priors").GetProperty("beta").EnumerateArray().Select(value => value.GetDouble()));
        Assert.False(Fit(all).GetProperty("priors").TryGetProperty("beta_default", out _));
        JsonElement priors = Fit(one).GetProperty("priors");
        Assert.Equal(0.25, priors.GetProperty("beta")[1].GetDouble());
        Assert.Equal(priors.GetProperty("beta_default").GetProperty("beta").GetDouble(), priors.GetProperty("beta")[2].GetDouble());
    }

    [Fact]
    public async Task The_page_says_where_beta_comes_from()
    {
        string text = await PageAsync(["fit", Table("source,a,b,c\nA,10,11,12\nB,20,21,22\nC,33,30,31\n")]);
        Assert.Matches(@"β = 0\.0\d+ = \(\d[\d.]* %\)²: robust scatter of the data \(\d[\d.]* % on 4 degrees of freedom\)", text);
        string guessed = await PageAsync(["fit", Table("source,a,b\nA,10,11\nB,20,21\n")]);
        Assert.Contains("β = 0.01 = (10 %)²: a guess", guessed, StringComparison.Ordinal);
        Assert.Contains("! The prior of σ is a guess", guessed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contradiction_is_in_the_first_lines_of_every_output()
    {
        string file = Table(Counts);
        string page = await PageAsync(["fit", file]);
        Assert.StartsWith("! PRIOR AND DATA CONTRADICT EACH OTHER: of the same sources big measures ", page, StringComparison.Ordinal);
        Assert.Contains("--priors FILE", page, StringComparison.Ordinal);
        Assert.Equal(page.IndexOf("CONTRADICT", StringComparison.Ordinal), page.LastIndexOf("CONTRADICT", StringComparison.Ordinal));
        using JsonDocument json = await JsonAsync(["fit", file, "--output", scratch["run"], "--report"]);
        Assert.StartsWith("PRIOR AND DATA CONTRADICT", Fit(json).GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        await SaidFirstAndReadBackAsync(scratch["run"]);

        string sweep = await PageAsync(["sweep", file, "--tau", "0.05,0.1", "--output", scratch["sweep"], "--report"]);
        Assert.StartsWith("! table: PRIOR AND DATA CONTRADICT EACH OTHER", sweep, StringComparison.Ordinal);
        Assert.Contains("robust scatter of the data", sweep, StringComparison.Ordinal);
        await SaidFirstAndReadBackAsync(scratch["sweep"]);
    }

    [Fact]
    public async Task With_the_areas_nothing_is_contradicted()
    {
        await File.WriteAllTextAsync(scratch["areas.csv"], "instrument,area\nbig,1000\nsmall,100\n", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("CONTRADICT", await PageAsync(["fit", Table(Counts), "--priors", scratch["areas.csv"]]), StringComparison.Ordinal);
    }

    private static async Task SaidFirstAndReadBackAsync(string folder)
    {
        string page = Path.Combine(folder, "report.html");
        string html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.InRange(html.IndexOf("PRIOR AND DATA CONTRADICT", StringComparison.Ordinal), 1, html.IndexOf("<h2", StringComparison.Ordinal));
        Assert.Equal(0, await New().RunAsync("report", folder, "--overwrite"));
        Assert.Equal(html, await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken));
    }

    private static Console New() => new() { Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) };

    private static JsonElement Fit(JsonDocument run) => run.RootElement.GetProperty("fits")[0];

    private static async Task<JsonDocument> JsonAsync(string[] words)
    {
        Console console = New();
        Assert.Equal(0, await console.RunAsync([.. words, .. Quick, "--json"]));
        return JsonDocument.Parse(console.Out);
    }

    /// <summary>A page as one line.</summary>
    private static async Task<string> PageAsync(string[] words)
    {
        Console console = New();
        Assert.Equal(0, await console.RunAsync([.. words, .. words[0] is "sweep" ? (string[])["--device", "simd", "--quiet"] : Quick]));
        return string.Join(' ', console.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private string Table(string text)
    {
        File.WriteAllText(scratch["table.csv"], text);
        return scratch["table.csv"];
    }
}
