using System.Globalization;
using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>
/// Draws in netCDF-4, Zarr and CmdStan's CSV, as others read them, of every model: the numbers bit for bit those that this program's own reader finds in
/// draws.parquet, names at their places, leave-one-out done anew from the pointwise log likelihood.
/// </summary>
public sealed class DrawsJudgeTests : IDisposable
{
    private const string Few = "--chains 4 --draws 125 --warmup 100 --device simd --check --draws-format netcdf,zarr,cmdstan";

    private readonly ScratchFolder scratch = new();

    public static TheoryData<string> Fits =>
    [
        "epic-hmxb --band 2.0-4.5 --thin 2",
        "epic-hmxb --band 2.0-4.5 --variances known",
        "epic-hmxb --band 2.0-4.5 --variances both",
        "epic-hmxb --band 2.0-4.5 --model log-t",
        "epic-hmxb --bands joint --band-correlation 0.8",
        "epic-hmxb",
        "COUNTS --model counts --background-shape 0.5",
    ];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Fits))]
    [Trait(Judge.Trait, Judge.Xarray)]
    public async Task Xarray_reads_what_draws_parquet_holds(string words)
    {
        FitRun run = await RunAsync(words, "'1A 0535+262'");
        string[] stems = Stems(run);
        for (int k = 0; k < stems.Length; k++)
        {
            string expected = scratch[$"expected-{k}.json"];
            await File.WriteAllTextAsync(expected, Expected(run, run.Fits[k]), TestContext.Current.CancellationToken);
            string said = Judge.Python("xarray, netCDF4, h5netcdf, zarr", "draws.py", scratch["run"], stems[k], expected);
            TestContext.Current.TestOutputHelper?.WriteLine(said);
            Assert.Contains($"{Columns(run.Fits[k]).Count()} parameters", said, StringComparison.Ordinal);
        }
    }

    /// <summary>R-hat and effective sample sizes, whose definitions are those of the package, of the same draws.</summary>
    [Fact]
    [Trait(Judge.Trait, Judge.R)]
    public async Task Posterior_reads_and_summarises_the_CSV_files()
    {
        FitRun run = await RunAsync("epic-hmxb --band 2.0-4.5", "'1A 0535+262'");
        string said = Judge.RunR("posterior", "draws.R", scratch["run/cmdstan"], "draws", "4");
        string[][] rows = [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
        ParameterSummary[] ours = [.. run.Fits[0].Parameters];
        Assert.Equal(["lp__", "B.1", "B.2", "B.3", "sigma2.1", "sigma2.2", "sigma2.3", "G.1"], rows.Select(row => row[0]));
        for (int k = 0; k < ours.Length; k++)
        {
            double[] theirs = [.. rows[k + 1].Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            double[] own = [ours[k].Mean, ours[k].Sd, ours[k].Rhat, ours[k].EssBulk, ours[k].EssTail];
            Assert.All(own.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First, 1e-6 * Math.Abs(pair.Second)));
        }
    }

    /// <summary>Debian has no ArviZ: skipped in run.sh, as everywhere it is absent.</summary>
    [Fact]
    [Trait(Judge.Trait, "arviz")]
    public async Task ArviZ_opens_all_of_them()
    {
        await RunAsync("epic-hmxb --band 2.0-4.5", "'1A 0535+262'");
        Assert.Contains("elpd_loo", Judge.Python("arviz", "draws_arviz.py", scratch["run"], "draws"), StringComparison.Ordinal);
    }

    private async Task<FitRun> RunAsync(string words, string flux)
    {
        Tests.Cli.Console console = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
        string source = flux.Trim('\'');
        if (words.StartsWith("COUNTS", StringComparison.Ordinal))
        {
            string table = scratch["counts.csv"];
            Assert.Equal(0, await console.RunAsync("simulate", "--model", "counts", "--sources", "20", "--missing", "0.1", "--output", table));
            (words, source) = (words.Replace("COUNTS", table, StringComparison.Ordinal), "");
        }

        string[] fit = ["fit", .. words.Split(' '), .. Few.Split(' '), "--output", scratch["run"], .. source.Length > 0 ? (string[])["--flux-draws", source] : []];
        Assert.True(await console.RunAsync(fit) == 0, console.Error);
        return await RunFolder.ReadAsync(scratch["run"], "0.1.0", null, TestContext.Current.CancellationToken);
    }

    private static string[] Stems(FitRun run) => run.Fits.Count == 1 ? ["draws"] : [.. run.Fits.Select(fit => $"draws_{fit.Observations.Band}")];

    private static IEnumerable<(string Name, double[] Draws)> Columns(Fit fit) =>
    [
        .. fit.Blocks.SelectMany(block => block.Draws.Select((draws, entry) => (block.NameOf(entry), draws))),
        .. fit.LogFlux.Select((draws, k) => ($"G[{fit.Options.FluxDraws[k]}]", draws)),
    ];

    /// <summary>What this program's own reader found.</summary>
    private static string Expected(FitRun run, Fit fit)
    {
        Observations data = fit.Observations;
        int[] owners = data.Owners();
        Dictionary<string, object> attributes = new(StringComparer.Ordinal)
        {
            ["created_at"] = run.Started.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["inference_library"] = "gpuconcord",
            ["inference_library_version"] = run.Version,
            ["data_sha256"] = run.Data.Sha256,
            ["seed"] = run.Seed,
        };
        if (data.Band is { } band)
        {
            attributes["band"] = band;
        }

        return JsonSerializer.Serialize(new
        {
            chains = fit.Options.Chains,
            draws = fit.Options.Draws,
            warmup = fit.Options.WarmUp,
            groups = (string[])["posterior", "sample_stats", "log_likelihood", "observed_data", "constant_data"],
            columns = Columns(fit).ToDictionary(column => column.Name, column => Bits(column.Draws)),
            instruments = data.Instruments,
            observed = data.Counts is { } counts
                ? new Dictionary<string, string[]>(StringComparer.Ordinal) { ["n"] = Bits(counts.Source), ["m"] = Bits(counts.Background) }
                : new Dictionary<string, string[]>(StringComparer.Ordinal) { ["y"] = Bits(data.Y) },
            obs_instrument = data.Instrument.Select(i => data.Instruments[i]),
            obs_source = owners.Select(j => data.Sources[j]),
            constant = Constant(fit).ToDictionary(pair => pair.Name, pair => Bits(pair.Values)),
            judged = fit.Checks!.Judged,
            elpd = Bits(fit.Checks.LeaveOneOut.LogDensity),
            iteration = Enumerable.Range(0, fit.Options.Draws).Select(draw => fit.Options.WarmUp + (fit.Options.Thin * (draw + 1)) - 1),
            attributes,
        });
    }

    private static IEnumerable<(string Name, double[] Values)> Constant(Fit fit) =>
    [
        ("b", fit.Priors.LogArea),
        ("tau", fit.Priors.Tau),
        .. fit.Scatter is null ? [] : ((string, double[])[])[("alpha", fit.Priors.Alpha), ("beta", fit.Priors.Beta)],
        .. fit.KnownVariance is { } known ? ((string, double[])[])[("known_variance", known)] : [],
        .. fit.Observations.Counts is { } counts ? ((string, double[])[])[("f", counts.SourceFactor), ("r", counts.Ratio)] : [],
    ];

    private static string[] Bits(double[] numbers) => Array.ConvertAll(numbers, number => BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture));
}
