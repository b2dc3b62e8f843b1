using System.Text.Json;
using GpuConcord.Tests.Host.Runs;
using GpuConcord.Tests.Host.Tables.Parquet;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Table_and_truth_are_written_and_fit_reads_the_table()
    {
        string file = scratch["simulated.csv"];
        Console console = new();
        Assert.Equal(0, await console.RunAsync("simulate", "--instruments", "pn,MOS1", "--sources", "5", "--band", "soft,hard", "--output", file));
        Assert.Empty(console.Out);
        Assert.Equal($"Wrote 20 observations to {file}, their truth to {file}.truth.json. Fit them: gpuconcord fit {file}\n", console.Error);
        Assert.StartsWith("# SIMULATED by gpuconcord ", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Console fit = new();
        Assert.Equal(0, await fit.RunAsync("fit", file));
        Assert.Equal(2, fit.Fitted.Count);
    }

    [Fact]
    public async Task A_name_that_ends_in_parquet_gets_Parquet_and_fit_reads_it()
    {
        string file = scratch["simulated.parquet"];
        Assert.Equal(0, await new Console().RunAsync("simulate", "--instruments", "pn,MOS1", "--sources", "5", "--band", "soft,hard", "--output", file));
        ParquetColumns table = await ParquetColumns.ReadAsync(file);
        Assert.Equal(["instrument", "source", "band", "log_counts", "log_counts_err"], table.Names);
        Assert.StartsWith("SIMULATED by gpuconcord ", table.Metadata["description"], StringComparison.Ordinal);
        Assert.Equal(20, table.Numbers("log_counts").Length);
        Console fit = new();
        Assert.Equal(0, await fit.RunAsync("fit", file));
        Assert.Equal(2, fit.Fitted.Count);
    }

    [Fact]
    public async Task The_same_command_writes_the_same_bytes()
    {
        string[] line = ["simulate", "--model", "log-t", "--nu", "4", "--missing", "0.1", "--seed", "3", "--output"];
        Assert.Equal(0, await new Console().RunAsync([.. line, scratch["a.csv"]]));
        Assert.Equal(0, await new Console().RunAsync([.. line, scratch["b.csv"]]));
        foreach (string suffix in new[] { "", ".truth.json" })
        {
            Assert.Equal(
                await File.ReadAllBytesAsync(scratch[$"a.csv{suffix}"], TestContext.Current.CancellationToken),
                await File.ReadAllBytesAsync(scratch[$"b.csv{suffix}"], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Json_prints_the_truth()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("simulate", "--model", "mixed", "--outliers", "0.2", "--outlier-scale", "4", "--sigma", "0.2,I2=0.3", "--json", "--output",
            scratch["s.csv"]));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        Assert.Equal([0.2, 0.3, 0.2], json.RootElement.GetProperty("sigma").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal((0.2, 4.0), (json.RootElement.GetProperty("outlier_fraction").GetDouble(), json.RootElement.GetProperty("outlier_scale").GetDouble()));
        Assert.Equal(console.Out, await File.ReadAllTextAsync(scratch["s.csv.truth.json"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Zero_counts_are_left_out_and_said()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("simulate", "--model", "poisson", "--counts", "1:2", "--output", scratch["s.csv"]));
        Assert.Contains("of 0 left out: 0 has no logarithm", console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_in_apertures_are_read_by_fit_as_such_with_their_truth_beside_them()
    {
        string file = scratch["s.csv"];
        Console console = new();
        Assert.Equal(0, await console.RunAsync("simulate", "--model", "counts", "--instruments", "pn,MOS1", "--sources", "40", "--band", "soft,hard", "--exposure",
            "10000,pn=30000", "--leak", "0.02", "--area-ratio", "9", "--background", "0.5", "--population-median", "0.0001", "--population-sd", "0.5",
            "--missing", "0.1", "--output", file));
        string[] lines = [.. (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Where(line => !line.StartsWith('#'))];
        Assert.Equal("source,instrument,band,n,m,A_s,A_b,alpha,beta,T_s,T_b", lines[0]);
        Assert.All(lines[1..], line => Assert.EndsWith(line.Contains(",pn,", StringComparison.Ordinal) ? ",1,9,0.85,0.02,30000,30000" : ",1,9,0.85,0.02,10000,10000", line,
            StringComparison.Ordinal));
        Assert.Contains(lines[1..], line => line.Split(',')[3] is "0");
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync($"{file}.truth.json", TestContext.Current.CancellationToken));
        JsonElement truth = json.RootElement;
        Assert.Equal(("counts", Math.Log(0.0001), 0.25), (truth.GetProperty("model").GetString(), truth.GetProperty("mu").GetDouble(), truth.GetProperty("omega2").GetDouble()));
        Assert.Equal([30000.0, 10000.0], truth.GetProperty("exposure").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(40, truth.GetProperty("bands")[1].GetProperty("G").GetArrayLength());
        Assert.Equal(lines.Count(line => line.Split(',') is [_, _, "soft", "0", ..]), truth.GetProperty("bands")[0].GetProperty("zero_counts").GetInt32());
        Console fit = new();
        Assert.Equal(0, await fit.RunAsync("fit", file, "--quiet"));
        Assert.Equal(2, fit.Models.Count);
        Assert.All(fit.Models, model => Assert.True(model.Can.Counts));
    }

    [Fact]
    public async Task Neither_file_is_replaced_unasked()
    {
        await File.WriteAllTextAsync(scratch["s.csv.truth.json"], "mine", TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(2, await console.RunAsync("simulate", "--output", scratch["s.csv"]));
        Assert.Contains("--output: found a file at", console.Error, StringComparison.Ordinal);
        Assert.Equal(["s.csv.truth.json"], scratch.Entries());
        Assert.Equal(0, await new Console().RunAsync("simulate", "--output", scratch["s.csv"], "--overwrite"));
        Assert.Equal(["s.csv", "s.csv.truth.json"], scratch.Entries());
    }

    [Theory]
    [InlineData("", "--output: found nothing, expected a file to write")]
    [InlineData("--model normal", "--model: found 'normal', expected one of log-normal, poisson, known-constant, mixed, log-t, counts; ")]
    [InlineData("--model poisson --sigma 0.1", "--sigma: found with --model poisson, expected --model log-normal, known-constant, mixed or log-t")]
    [InlineData("--outliers 0.1", "--outliers: found with --model log-normal, expected --model mixed")]
    [InlineData("--model mixed --nu 3", "--nu: found with --model mixed, expected --model log-t")]
    [InlineData("--model mixed --outliers 2", "--outliers: found '2', expected a number from 0 to 1")]
    [InlineData("--model known-constant --sigma I1=0.1", "--sigma: found I1=0.1 with --model known-constant, expected one number")]
    [InlineData("--sigma I4=0.1", "--sigma: found instrument 'I4', expected one of I1, I2, I3")]
    [InlineData("--instruments a,a", "--instruments: found 'a,a', expected a number, or names, each once")]
    [InlineData("--instruments 0", "--instruments: found '0', expected a whole number of 1 or more")]
    [InlineData("--band soft,soft", "--band: found 'soft,soft', expected names, each once")]
    [InlineData("--counts 100:10", "--counts: found '100:10', expected LOW:HIGH")]
    [InlineData("--missing 1", "--missing: found '1', expected a number 0 or more and below 1")]
    [InlineData("--exposure 100", "--exposure: found with --model log-normal, expected --model counts; only it has apertures")]
    [InlineData("--model poisson --population-sd 1", "--population-sd: found with --model poisson, expected --model counts")]
    [InlineData("--model counts --counts 1:2", "--counts: found with --model counts, expected one of its own options; how many counts there are follows from")]
    [InlineData("--model counts --stated 2", "--stated: found with --model counts, expected one of its own options; its table states no errors")]
    [InlineData("--model counts --leak 1", "--leak: found '1', expected a number 0 or more and below 1")]
    [InlineData("--model counts --psf-fraction 0", "--psf-fraction: found '0', expected a number greater than 0 and up to 1")]
    [InlineData("--model counts --exposure I9=5", "--exposure: found instrument 'I9', expected one of I1, I2, I3")]
    [InlineData("--model counts --background 0", "--background: found '0', expected a number greater than 0")]
    [InlineData("--stated 0", "--stated: found '0', expected a number greater than 0")]
    [InlineData("--sources 0", "--sources: found '0', expected a whole number from 1")]
    [InlineData("--sources 100000000", "--instruments, --sources: found 3 × 100000000 observations a band, expected at most 50000000")]
    public async Task Says_what_is_wrong(string line, string message)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync(["simulate", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.EndsWith("Try 'gpuconcord simulate --help'.\n", console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Out);
    }
}
