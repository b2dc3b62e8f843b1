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

    /// <summary>Formatting a million fluxes as text would take longer than the fit, and nobody reads them.</summary>
    [Fact]
    public async Task Many_fluxes_are_text_on_request_only()
    {
        await RunAsync("simulate", "--instruments", "2", "--sources", "100001", "--output", scratch["many.parquet"]);
        string[] fit = ["fit", scratch["many.parquet"], "--variances", "known", "--draws", "20", "--quiet", "--output"];
        await RunAsync([.. fit, scratch["usual"]]);
        await RunAsync([.. fit, scratch["asked"], "--format", "csv"]);
        Assert.Equal(["fluxes.parquet"], scratch.Entries("usual").Where(name => name.StartsWith("fluxes", StringComparison.Ordinal)));
        Assert.Contains("summary.csv", scratch.Entries("usual"));
        Assert.Contains("--format csv", await File.ReadAllTextAsync(scratch["usual/README.txt"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(["fluxes.csv", "fluxes.parquet"], scratch.Entries("asked").Where(name => name.StartsWith("fluxes", StringComparison.Ordinal)));
    }

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
        foreach (string key in new[] { "CREATOR", "INPUT", "SHA", "CITE", "SEED", "DEVICE" })
        {
            Assert.Contains($"<INFO name=\"{key}\" value=\"", vot, StringComparison.Ordinal);
        }

        Assert.Contains("name=\"flux_median\" datatype=\"double\"", vot, StringComparison.Ordinal);
        Assert.Contains("ucd=\"phot.flux;stat.median\"", vot, StringComparison.Ordinal);
        JsonNode manifest = JsonNode.Parse(await File.ReadAllTextAsync(scratch["asked/run.json"], TestContext.Current.CancellationToken))!;
        Assert.Contains("summary.vot", manifest["outputs"]!.AsArray().Select(file => (string)file!["name"]!));
        Assert.Contains(
            "summary.vot, summary.ecsv, summary.tsv, summary.parquet\n",
            await File.ReadAllTextAsync(scratch["asked/README.txt"], TestContext.Current.CancellationToken), StringComparison.Ordinal);

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

    [Theory]
    [InlineData("d.vot")]
    [InlineData("d.ecsv")]
    [InlineData("d.tsv")]
    public async Task A_fit_of_a_table_does_not_ask_for_its_format(string name)
    {
        string[] instruments = ["pn", "MOS1"], sources = ["A", "B", "C"];
        OutputTable table = new("", 6,
        [
            OutputColumn.OfText("instrument", "", row => instruments[row % 2]),
            OutputColumn.OfText("source", "", row => sources[row / 2]),
            OutputColumn.OfOptional("flux", "", "", row => row == 4 ? double.NaN : 1e-12 * (1 + row), absent: ""),
        ]);
        string[] found = new string[2];
        foreach ((int k, string file) in new[] { "d.csv", name }.Index())
        {
            await using (FileStream stream = File.Create(scratch[file]))
            {
                await TableFormats.Standard.ByName(file).WriteAsync(table, stream, TestContext.Current.CancellationToken);
            }

            JsonObject fit = JsonNode.Parse((await RunAsync("fit", scratch[file], "--json", "--quiet")).Out)!["fits"]![0]!.AsObject();
            fit.Remove("timing");
            found[k] = fit.ToJsonString();
        }

        Assert.Equal(found[0], found[1]);
    }

    [Fact]
    public async Task A_sweep_and_a_calibration_write_their_tables_in_the_formats_asked_for()
    {
        string[] small = ["--quiet", "--device", "simd", "--warmup", "16", "--draws", "16", "--format", "ecsv"];
        await RunAsync(["sweep", "epic-hmxb", "--tau", "0.05", "--output", scratch["sweep"], .. small]);
        Assert.Equal(
            ["README.txt", "influence.ecsv", "influence.parquet", "problems.ecsv", "problems.parquet", "run.json", "sweep.ecsv", "sweep.parquet"], scratch.Entries("sweep"));
        await RunAsync("report", scratch["sweep"], "--quiet");
        Console sbc = await RunAsync("sbc", "--replicates", "20", "--output", scratch["sbc"], "--device", "simd", "--format", "ecsv");
        Assert.Contains("Wrote ranks.ecsv, ranks.csv, tests.ecsv, tests.csv, ranks.svg and run.json to", sbc.Error, StringComparison.Ordinal);
        Assert.Contains("datatype: int32, description: 'rank of the truth', meta: {ucd: 'stat.value'}",
            await File.ReadAllTextAsync(scratch["sbc/ranks.ecsv"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
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
