using System.Text.Json;
using GpuConcord.Tests.Host.Runs;
using GpuConcord.Tests.Host.Tables.Parquet;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class SweepCommandTests : IDisposable
{
    private static readonly string[] Small = ["--quiet", "--device", "simd", "--warmup", "16", "--draws", "16"];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_slides_table_has_priors_down_and_instruments_across()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync(["sweep", "epic-hmxb", "--band", "2.0-4.5", "--tau", "0.025,0.05", .. Small]));
        string[][] lines = console.Out.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        Assert.Contains(lines, line => line is ["B", "pn", "MOS1", "MOS2"]);
        Assert.Contains(lines, line => line is ["prior", "influence,", "%", "pn", "W", "own", "MOS1", "W", "own", "MOS2", "W", "own"]);
        Assert.Equal(4, lines.Count(line => line is ["τ", "=", "0.025" or "0.05", ..]));
        Assert.Contains("Sweep of epic-hmxb: 2 problems", console.Out, StringComparison.Ordinal);
        Assert.Empty(console.Error);
    }

    [Fact]
    public async Task Files_hold_a_row_a_problem_and_parameter()
    {
        await File.WriteAllTextAsync(scratch["grid.csv"], "label,pn,MOS1\ntight,0.01,0.02\n,0.1,\n", TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(0, await console.RunAsync(["sweep", "epic-hmxb", "xcal-shape", "--tau-grid", scratch["grid.csv"], "--json", "--output", scratch["out"], .. Small]));
        Assert.Equal(
            ["README.txt", "influence.csv", "influence.parquet", "problems.csv", "problems.parquet", "run.json", "sweep.csv", "sweep.parquet"], scratch.Entries("out"));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        JsonElement problems = json.RootElement.GetProperty("problems");
        Assert.Equal(8, problems.GetArrayLength());

        string[] rows = await File.ReadAllLinesAsync(scratch["out/sweep.csv"], TestContext.Current.CancellationToken);
        Assert.Equal(1 + (8 * 6), rows.Length);
        Assert.Equal(
            "problem,data,band,left_out,prior,quantity,instrument,tau,alpha,beta,mean,sd,q2_5,median,q97_5,mcse_mean,ess,rhat,prior_weight,"
                + "own_influence,log_area,observations,mcse_own_influence,split_rhat,ess_bulk,ess_tail", rows[0]);
        Assert.StartsWith("1,epic-hmxb,1.0-2.0,,tight,B,pn,0.01,1.5,0.01,", rows[1], StringComparison.Ordinal);
        Assert.StartsWith("2,epic-hmxb,1.0-2.0,,row 2,sigma2,MOS1,0.05,1.5,0.01,", rows[11], StringComparison.Ordinal);

        ParquetColumns table = await ParquetColumns.ReadAsync(scratch["out/sweep.parquet"]);
        JsonElement first = problems[0].GetProperty("parameters")[0];
        Assert.Equal("B[pn]", first.GetProperty("name").GetString());
        Assert.Equal(first.GetProperty("mean").GetDouble(), table.Numbers("mean")[0]);
        Assert.Equal(problems[0].GetProperty("prior_weight")[0].GetDouble(), table.Numbers("prior_weight")[0]);
        Assert.True(double.IsNaN(table.Numbers("prior_weight")[3]));

        ParquetColumns influence = await ParquetColumns.ReadAsync(scratch["out/influence.parquet"]);
        Assert.Equal(8 * 9, influence.Numbers("influence").Length);
        Assert.Equal(1.0, influence.Numbers("influence")[..3].Sum(), 1e-12);
        Assert.Equal(table.Numbers("mcse_own_influence")[0], influence.Numbers("mcse_influence")[0]);
        Assert.Equal(problems[0].GetProperty("prior_influence_mcse")[0][0].GetDouble(), influence.Numbers("mcse_influence")[0]);
        Assert.All(influence.Numbers("mcse_influence"), error => Assert.InRange(error, 1e-9, 0.1));

        using JsonDocument record = JsonDocument.Parse(await File.ReadAllTextAsync(scratch["out/run.json"], TestContext.Current.CancellationToken));
        Assert.Equal(8, record.RootElement.GetProperty("problem_count").GetInt32());
        Assert.Equal(7, record.RootElement.GetProperty("outputs").GetArrayLength());
    }

    /// <summary>The report of a sweep is the same whether it is written with it or made later from its folder.</summary>
    [Fact]
    public async Task A_report_can_be_made_at_once_or_later()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync(["sweep", "epic-hmxb", "--band", "4.5-12.0", "--tau", "0.02:0.1:0.02", "--leave-one-out", "instruments", "--report", "--output",
            scratch["out"], .. Small]));
        Assert.Equal(["areas.svg", "curves.svg", "influence.svg", "omissions.svg"], scratch.Entries("out/figures"));
        string atOnce = await File.ReadAllTextAsync(scratch["out/report.html"], TestContext.Current.CancellationToken);
        Assert.Equal(4, atOnce.Split("<figure ").Length - 1);

        Console again = new();
        Assert.Equal(2, await again.RunAsync("report", scratch["out"]));
        Assert.Contains("add --overwrite", again.Error, StringComparison.Ordinal);
        Assert.Equal(2, await new Console().RunAsync("report", scratch["out"], "--overwrite", "--sensitivity"));
        again = new Console();
        Assert.Equal(0, await again.RunAsync("report", scratch["out"], "--overwrite"));
        Assert.Equal($"Wrote {scratch["out/report.html"]} and 4 figures beside it.\n", again.Error);
        Assert.Equal(atOnce, await File.ReadAllTextAsync(scratch["out/report.html"], TestContext.Current.CancellationToken));

        await File.AppendAllTextAsync(scratch["out/sweep.parquet"], "x", TestContext.Current.CancellationToken);
        again = new Console();
        Assert.Equal(65, await again.RunAsync("report", scratch["out"], "--overwrite"));
        Assert.Contains("other content than the run wrote", again.Error, StringComparison.Ordinal);
    }

    /// <summary>Both columns of a table in the slides' layout come from one σ: W at τ and at 2τ imply it alike.</summary>
    [Fact]
    public async Task W_at_two_taus_implies_one_scatter()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("sweep", "xcal-shape", "--tau", "0.025,0.05", "--quiet", "--json", "--device", "simd"));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        JsonElement problems = json.RootElement.GetProperty("problems");
        for (int i = 0; i < 3; i++)
        {
            Assert.InRange(Sigma(problems[0], i, 0.025) / Sigma(problems[1], i, 0.05), 0.98, 1.02);
            Assert.True(problems[0].GetProperty("prior_influence")[i][i].GetDouble() > 10 * problems[0].GetProperty("prior_weight")[i].GetDouble());
        }

        static double Sigma(JsonElement problem, int i, double tau)
        {
            double w = problem.GetProperty("prior_weight")[i].GetDouble();
            return Math.Sqrt(103 * tau * tau * w / (1 - w));
        }
    }

    /// <summary>What is swept with an instrument left out is what the table without its rows gives.</summary>
    [Fact]
    public async Task Left_out_is_the_reduced_table()
    {
        string[] rows = [.. Enumerable.Range(0, 60).Select(k => $"{(char)('a' + k / 20)},S{k % 20},{10 + (k * 7 % 13)}")];
        await File.WriteAllLinesAsync(scratch["all.csv"], ["instrument,source,counts", .. rows], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(scratch["less.csv"], ["instrument,source,counts", .. rows.Where(row => row[0] != 'b')], TestContext.Current.CancellationToken);
        using JsonDocument all = await JsonAsync("sweep", scratch["all.csv"], "--leave-one-out", "instruments", "--tau", "0.05");
        JsonElement left = all.RootElement.GetProperty("problems").EnumerateArray().Single(problem => problem.GetProperty("left_out").GetString() is "b");

        // One thing changes at a time: the scatter's prior stays that of the whole table.
        string beta = left.GetProperty("priors").GetProperty("beta")[0].GetRawText();
        Assert.All(all.RootElement.GetProperty("problems").EnumerateArray(), problem => Assert.Equal(beta, problem.GetProperty("priors").GetProperty("beta")[0].GetRawText()));
        using JsonDocument less = await JsonAsync("sweep", scratch["less.csv"], "--tau", "0.05", "--beta-grid", beta);
        Assert.Equal(
            less.RootElement.GetProperty("problems")[0].GetProperty("parameters").GetRawText(), left.GetProperty("parameters").GetRawText());
    }

    [Fact]
    public async Task Strict_exits_with_seventy_when_a_problem_falls_short()
    {
        Console console = new();
        Assert.Equal(70, await console.RunAsync("sweep", "2xmm-shape", "--tau", "0.05", "--quiet", "--strict", "--device", "simd", "--draws", "8"));
        Assert.Contains("NOT CONVERGED: 1 of 1 problem", console.Out, StringComparison.Ordinal);
        Assert.Equal("Not converged: 1 of 1 problem. Draw more (--warmup, --draws), or tune as a fit does (--tuning fit).\n", console.Error);
    }

    [Theory]
    [InlineData("sweep", "sweep: no data given, expected CSV files, or names of built-in data sets")]
    [InlineData("sweep epic-hmxb", "sweep: found nothing to vary, expected --tau, --tau-grid")]
    [InlineData("sweep epic-hmxb --tau 0.1:0.01:0.01", "--tau: found '0.1:0.01:0.01', which ends below its start")]
    [InlineData("sweep epic-hmxb --tau 0", "--tau: found '0', expected a number greater than 0")]
    [InlineData("sweep epic-hmxb --tau pn=0.02", "--tau: found 'pn=0.02', expected a number greater than 0")]
    [InlineData("sweep epic-hmxb --beta-grid x", "--beta-grid: found 'x'")]
    [InlineData("sweep epic-hmxb --tau 1 --tau-scale 2", "--tau-scale: found beside --tau, expected one of --tau, --tau-grid and --tau-scale")]
    [InlineData("sweep epic-hmxb --tau 1 --chains 33", "--chains: found 33, expected a multiple of 32; write 64")]
    [InlineData("sweep epic-hmxb --tau 1 --chains 8", "--chains: found '8', expected a whole number from 32")]
    [InlineData("sweep epic-hmxb --tau 1 --draws 4", "--draws: found '4', expected a whole number from 8")]
    [InlineData("sweep epic-hmxb --tau 1 --chains 32000 --draws 32000", "--chains, --draws: found 32000 × 32000 draws of each problem")]
    [InlineData("sweep epic-hmxb --tau 1 --overwrite", "--overwrite: found without --output")]
    [InlineData("sweep epic-hmxb --leave-one-out bands", "--leave-one-out: found 'bands', expected one of instruments, sources")]
    [InlineData("sweep epic-hmxb --tau 0.0001:100:0.0001 --alpha-grid 1,2", "sweep: found more than 1000000 problems")]
    public async Task Says_what_is_wrong(string line, string message)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync(line.Split(' ')));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.EndsWith("Try 'gpuconcord sweep --help'.\n", console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Out);
    }

    [Fact]
    public async Task An_unknown_instrument_in_the_grid_has_a_place()
    {
        string grid = scratch["grid.csv"];
        await File.WriteAllTextAsync(grid, "pn,MOS3\n0.1,0.1\n", TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(65, await console.RunAsync("sweep", "epic-hmxb", "--tau-grid", grid));
        Assert.StartsWith($"{grid}:1:4: found the column 'MOS3', expected label or an instrument of the data", console.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonDocument> JsonAsync(params string[] arguments)
    {
        Console console = new();
        Assert.True(await console.RunAsync([.. arguments, "--json", .. Small]) == 0, console.Error);
        return JsonDocument.Parse(console.Out);
    }
}
