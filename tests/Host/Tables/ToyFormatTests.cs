using System.Text.Json.Nodes;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Runs;
using Xunit;
using Console = GpuConcord.Tests.Cli.Console;

namespace GpuConcord.Tests.Host.Tables;

/// <summary>A format costs one file, <see cref="ToyFormat"/>, and one line: here every command reads and writes it.</summary>
public sealed class ToyFormatTests : IDisposable
{
    private const string Fluxes = "instrument,source,flux\npn,A,1\nMOS1,A,2\npn,B,3\nMOS1,B,4\n";
    private const string Taus = "instrument,tau\npn,0.02\nMOS1,0.07\n";
    private const string Counts = "source,n,m,A_s,A_b\nfirst,0,5,1,24\nsecond,7,5,1,24\n";

    private static readonly TableFormats Formats = TableFormats.Standard.With(ToyFormat.Format);

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_fit_reads_data_and_priors_in_it()
    {
        string plain = await FitsAsync(await CsvAsync("data.csv", Fluxes), await CsvAsync("priors.csv", Taus));
        string toy = await FitsAsync(await ToyAsync("data.toy", Fluxes), await ToyAsync("priors.toy", Taus));
        Assert.Contains("0.07", plain, StringComparison.Ordinal);
        Assert.Equal(plain, toy);
    }

    [Fact]
    public async Task A_sweep_reads_a_grid_of_tau_in_it()
    {
        Console console = new() { Formats = Formats };
        int code = await console.RunAsync(
            "sweep", await ToyAsync("data.toy", Fluxes), "--tau-grid", await ToyAsync("grid.toy", "label,pn\nwide,0.3\nnarrow,-1\n"), "--quiet", "--device", "simd");
        Assert.Equal(ExitCode.BadData, code);
        Assert.Contains($"{scratch["grid.toy"]}: row 2: found tau = -1 in column 'pn', expected a number greater than 0", console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photometry_reads_it_and_writes_it()
    {
        string plain = await PhotometryAsync(await CsvAsync("t.csv", Counts));
        string toy = await PhotometryAsync(await ToyAsync("t.toy", Counts));
        Assert.StartsWith("source,n,m,A_s,A_b,src_cnts,", plain, StringComparison.Ordinal);
        Assert.Equal(plain, toy);

        Assert.Equal("", await PhotometryAsync(scratch["t.toy"], "--output", scratch["o.toy"]));
        Assert.Equal(ToyOf(plain).Replace("INDEF", "NaN", StringComparison.Ordinal), (await File.ReadAllTextAsync(scratch["o.toy"], TestContext.Current.CancellationToken))
            .Replace("True", "1", StringComparison.Ordinal).Replace("False", "0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Photometry_says_which_row_of_it_is_at_fault()
    {
        Console console = new() { Formats = Formats };
        Assert.Equal(ExitCode.BadData, await console.RunAsync("aprates", await ToyAsync("t.toy", "n,m,A_s,A_b\n1,2,1,24\n1,2,1,0\n"), "--device", "simd"));
        Assert.StartsWith($"{scratch["t.toy"]}: row 2, column A_b: found A_b = 0, expected an area greater than 0", console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_line_it_is_text_like_any_other()
    {
        Console console = new();
        Assert.Equal(ExitCode.BadData, await console.RunAsync("fit", await ToyAsync("data.toy", Fluxes)));
        Assert.Contains("found a single column 'TOY'", console.Error, StringComparison.Ordinal);
    }

    private async Task<string> FitsAsync(string data, string priors)
    {
        Console console = new() { Formats = Formats };
        Assert.Equal(ExitCode.Success, await console.RunAsync("fit", data, "--priors", priors, "--json", "--quiet"));
        JsonObject fit = JsonNode.Parse(console.Out)!["fits"]![0]!.AsObject();
        Assert.True(fit.Remove("timing"));
        return fit.ToJsonString();
    }

    private static async Task<string> PhotometryAsync(string table, params string[] more)
    {
        Console console = new() { Formats = Formats };
        Assert.Equal(ExitCode.Success, await console.RunAsync(["aprates", table, "--device", "simd", "--quiet", .. more]));
        return console.Out;
    }

    private static string ToyOf(string csv) => $"TOY\n{csv.Replace(',', '/')}";

    private Task<string> ToyAsync(string name, string csv) => CsvAsync(name, ToyOf(csv));

    private async Task<string> CsvAsync(string name, string text)
    {
        await File.WriteAllTextAsync(scratch[name], text, TestContext.Current.CancellationToken);
        return scratch[name];
    }
}
