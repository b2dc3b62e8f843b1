using System.Text.Json.Nodes;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Runs;
using GpuConcord.Tests.Judges;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

/// <summary><c>--format</c>, and formats of tables by their names, from the command line to the files.</summary>
public sealed class FormatOptionTests : IDisposable
{
    private const string Counts = "source,n,m,A_s,A_b,T_s,T_b\n\"a, b\",0,5,1,24,1e3,1e3\nsecond,7,5,1,24,1e3,1e3\n";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_fit_writes_its_tables_in_the_formats_asked_for()
    {
        await RunAsync("fit", "epic-hmxb", "--output", scratch["usual"], "--quiet");
        await RunAsync("fit", "epic-hmxb", "--output", scratch["asked"], "--format", "votable,ecsv", "--format", "tsv", "--check", "--quiet");
        string[] usual = [.. scratch.Entries("usual")], asked = [.. scratch.Entries("asked")];
        Assert.Equal(["fluxes.csv", "fluxes.parquet"], usual.Where(name => name.StartsWith("fluxes", StringComparison.Ordinal)));
        Assert.Equal(
            ["fluxes.ecsv", "fluxes.parquet", "fluxes.tsv", "fluxes.vot"], asked.Where(name => name.StartsWith("fluxes", StringComparison.Ordinal)));
        Assert.Equal(
            ["observations.csv", "observations.ecsv", "observations.parquet", "observations.tsv", "observations.vot"],
            asked.Where(name => name.StartsWith("observations", StringComparison.Ordinal)));
        Assert.Equal(await BytesAsync("usual", "summary.parquet"), await BytesAsync("asked", "summary.parquet"));

        // The same numbers, to the bit, in every one of them.
        string parquet = TypedTable.ValuesOf(TableDump.Of(scratch["asked/summary.parquet"]));
        Assert.NotEqual("", parquet);
        Assert.Equal(parquet, TypedTable.ValuesOf(TableDump.Of(scratch["asked/summary.vot"])));
        Assert.Equal(parquet, TypedTable.ValuesOf(TableDump.Of(scratch["asked/summary.ecsv"])));
        Assert.Equal(
            (await File.ReadAllTextAsync(scratch["usual/summary.csv"], TestContext.Current.CancellationToken)).Replace(',', '\t'),
            await File.ReadAllTextAsync(scratch["asked/summary.tsv"], TestContext.Current.CancellationToken));

        string vot = await File.ReadAllTextAsync(scratch["asked/fluxes.vot"], TestContext.Current.CancellationToken);
        Assert.Contains("<TABLE name=\"fluxes\">", vot, StringComparison.Ordinal);
        foreach (string key in new[] { "CREATOR", "INPUT", "SHA", "CITE", "SEED", "DEVICE", "STARTED" })
        {
            Assert.Contains($"<INFO name=\"{key}\" value=\"", vot, StringComparison.Ordinal);
        }

        Assert.Contains("name=\"flux_median\" datatype=\"double\"", vot, StringComparison.Ordinal);
        Assert.Contains("ucd=\"phot.flux;stat.median\"", vot, StringComparison.Ordinal);
        JsonNode manifest = JsonNode.Parse(await File.ReadAllTextAsync(scratch["asked/run.json"], TestContext.Current.CancellationToken))!;
        Assert.Contains("summary.vot", manifest["outputs"]!.AsArray().Select(file => (string)file!["name"]!));
        Assert.Contains("summary.vot, summary.ecsv, summary.tsv, summary.parquet\n", await File.ReadAllTextAsync(scratch["asked/README.txt"], TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Reports and comparisons read such a folder.
        Assert.Contains("elpd", (await RunAsync("compare", scratch["asked"], scratch["asked"])).Out, StringComparison.OrdinalIgnoreCase);
        await RunAsync("report", scratch["asked"], "--quiet");
    }

    [Theory]
    [InlineData("vottable", "--format: found 'vottable', expected one of csv, tsv, parquet")]
    [InlineData("csv", "--format: found without --output; add --output DIR, or leave it out")]
    public async Task A_format_that_is_none_or_has_no_file_is_refused(string format, string said)
    {
        Console console = new();
        Assert.Equal(ExitCode.Usage, await console.RunAsync("fit", "epic-hmxb", "--format", format, "--quiet"));
        Assert.Contains(said, console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photometry_writes_tabs_where_the_name_says_so()
    {
        await File.WriteAllTextAsync(scratch["t.csv"], Counts, TestContext.Current.CancellationToken);
        string plain = (await RunAsync("aprates", scratch["t.csv"], "--quiet", "--device", "simd")).Out;
        await RunAsync("aprates", scratch["t.csv"], "--output", scratch["o.tsv"], "--quiet", "--device", "simd");
        string tabs = await File.ReadAllTextAsync(scratch["o.tsv"], TestContext.Current.CancellationToken);
        Assert.Equal(plain.Replace("\"a, b\"", "\"a; b\"", StringComparison.Ordinal).Replace(',', '\t').Replace("\"a; b\"", "a, b", StringComparison.Ordinal), tabs);

        // Read again, its records are repeated as they stand.
        using ITable table = TableFormats.Standard.Open("o.tsv", File.OpenRead(scratch["o.tsv"]));
        Assert.Equal('\t', table.Delimiter);
    }

    [Theory]
    [InlineData("o.vot")]
    [InlineData("o.ecsv")]
    public async Task Photometry_hands_types_and_units_on(string name)
    {
        await File.WriteAllTextAsync(scratch["t.csv"], Counts, TestContext.Current.CancellationToken);
        await RunAsync("aprates", scratch["t.csv"], "--output", scratch[name], "--fit", scratch[$"fit-{name}"], "--instrument", "pn", "--quiet", "--device", "simd");
        string values = TableDump.Of(scratch[name]);
        Assert.StartsWith("# source||\n# n||\n", values, StringComparison.Ordinal);
        Assert.Contains("# src_rate|count.s**-1|most probable value of the intensity\n", values, StringComparison.Ordinal);
        Assert.Contains("\"a, b\"\t0000000000000000\t4014000000000000\t", values, StringComparison.Ordinal);
        Assert.Contains("\"pn\"\t\"second\"\t", TableDump.Of(scratch[$"fit-{name}"]), StringComparison.Ordinal);
    }

    private async Task<Console> RunAsync(params string[] words)
    {
        Console console = new();
        int code = await console.RunAsync(words);
        Assert.True(code == ExitCode.Success, console.Error);
        return console;
    }

    private Task<byte[]> BytesAsync(string folder, string name) => File.ReadAllBytesAsync(Path.Combine(scratch[folder], name), TestContext.Current.CancellationToken);
}
