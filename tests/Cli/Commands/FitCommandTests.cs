using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Tests.Host.Runs;
using GpuConcord.Tests.Host.Tables.Parquet;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class FitCommandTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_options_every_band_is_fitted_with_the_defaults_and_the_sets_own_priors()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "epic-hmxb"));
        Assert.Equal([.. ((string[])["1.0-2.0", "2.0-4.5", "4.5-12.0"]).Select(ProblemNumber.Of)], console.Fitted.Select(options => options.Problem));
        FitOptions defaults = new() { Sampler = Sampler.Independence, Chains = 64, WarmUp = 32, Draws = 200, Target = 10_000, MostThin = 64 };
        Assert.All(console.Fitted, options => Assert.Equal(defaults with { Problem = options.Problem, FluxDraws = options.FluxDraws, Estimates = options.Estimates }, options));
        Assert.Equal(defaults.Estimates, console.Fitted[0].Estimates);
        Assert.Contains("τ = 0.05", console.Out, StringComparison.Ordinal);
        Assert.Contains("α = 1.5, β = 0.01", console.Out, StringComparison.Ordinal);
        Assert.Empty(console.Error);
    }

    [Fact]
    public async Task Options_reach_the_fit()
    {
        Console console = new();
        await console.RunAsync(
            "fit", "epic-hmxb", "--band", "2.0-4.5", "--sampler", "gibbs", "--no-shift", "--chains", "6", "--warmup", "7", "--draws", "8", "--thin", "9",
            "--seed", "18446744073709551615", "--point", "joint,shrinkage", "--tau", "pn=0.02", "--tau", "0.3", "--beta", "0.5");
        FitOptions options = Assert.Single(console.Fitted);
        Assert.Equal(
            (Sampler.Gibbs, false, 6, 7, 8, 9, ulong.MaxValue),
            (options.Sampler, options.ShiftMove, options.Chains, options.WarmUp, options.Draws, options.Thin, options.Seed));
        Assert.Equal([PointEstimateKind.Joint, PointEstimateKind.Shrinkage], options.Estimates);
        Assert.Contains("τ = 0.02 (pn); 0.3 (MOS1, MOS2)", console.Out, StringComparison.Ordinal);
        Assert.Contains("gibbs without shift move: 6 chains × 8 draws, every 9th iteration after 7 of warm-up, seed 18446744073709551615",
            string.Join(' ', console.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_variances_take_the_exact_sampler()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "epic-hmxb", "--band", "2.0-4.5", "--variances", "known"));
        FitOptions options = Assert.Single(console.Fitted);
        Assert.Equal((Sampler.Exact, 0, 1), (options.Sampler, options.WarmUp, options.Thin));
        Assert.Contains("exact: ", console.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("InvGamma", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_plus_fitted_variances_take_the_independence_sampler_and_the_priors_of_the_fitted_part()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "epic-hmxb", "--band", "2.0-4.5", "--variances", "both", "--alpha", "2", "--beta", "pn=0.001"));
        FitOptions options = Assert.Single(console.Fitted);
        Assert.Equal(("both", Sampler.Independence, 32), (Assert.Single(console.Models).Kind.Key, options.Sampler, options.WarmUp));
        Assert.Empty(options.Estimates);
        Assert.Contains("α = 2, β = 0.001 (pn); 0.01 (MOS1, MOS2)", console.Out, StringComparison.Ordinal);
        Assert.Contains("about the model beyond their errors.", console.Out, StringComparison.Ordinal);
        Assert.Contains("--alpha 2 --beta pn=0.001 --variances both --band 2.0-4.5 --output results", console.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("instrument,source,flux\na,X,1\nb,X,2\n", "expected a column with the errors of 'flux', because known variances were asked for")]
    [InlineData("instrument,source,flux,flux_err\na,X,1,0.1\nb,X,2,\n", ":3:7: found a blank field in column 'flux_err' beside a value")]
    [InlineData("instrument,source,flux,flux_err\na,X,1,0.1\nb,X,2,-0.1\n", ":3:7: found -0.1 in column 'flux_err', expected a 1σ error of 0 or more")]
    public async Task Known_plus_fitted_variances_need_every_error(string table, string message)
    {
        string file = folder["t.csv"];
        await File.WriteAllTextAsync(file, table, TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(65, await console.RunAsync("fit", file, "--variances", "both"));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Fitted);
    }

    /// <summary>With a fitted variance besides, an error of 0 means that nothing is known; alone it would claim certainty.</summary>
    [Theory]
    [InlineData("both", 0)]
    [InlineData("known", 65)]
    public async Task An_error_of_zero_needs_a_fitted_variance_besides(string variances, int code)
    {
        string file = folder["t.csv"];
        await File.WriteAllTextAsync(file, "instrument,source,flux,flux_err\na,X,1,0\nb,X,2,0.1\n", TestContext.Current.CancellationToken);
        Assert.Equal(code, await new Console().RunAsync("fit", file, "--variances", variances));
    }

    [Fact]
    public async Task Flux_draws_are_asked_of_the_bands_that_have_the_source()
    {
        string file = folder["t.csv"];
        await File.WriteAllTextAsync(
            file, "instrument,source,band,flux\na,X,1,1\nb,X,1,2\na,\"Y,Z\",1,1\nb,\"Y,Z\",1,2\na,X,2,1\nb,X,2,3\n", TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", file, "--flux-draws", "Y,Z", "--flux-draws", "X,X"));
        Assert.Equal(["Y,Z", "X"], console.Fitted[0].FluxDraws);
        Assert.Equal(["X"], console.Fitted[1].FluxDraws);
    }

    [Theory]
    [InlineData("auto", null, null)]
    [InlineData("simd:4", DeviceKind.Simd, 4)]
    [InlineData("cuda:1", DeviceKind.Cuda, 1)]
    public async Task The_device_asked_for_is_opened(string text, DeviceKind? kind, int? number)
    {
        DeviceChoice? asked = null;
        Console console = new()
        {
            Open = choice =>
            {
                asked = choice;
                throw new DeviceException("none");
            },
        };
        await console.RunAsync("fit", "epic-hmxb", "--device", text);
        Assert.Equal(new DeviceChoice(kind, number), asked);
    }

    [Fact]
    public async Task Json_is_the_only_thing_on_standard_output()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "epic-hmxb", "--json", "--output", folder["out"]));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        Assert.Equal(["1.0-2.0", "2.0-4.5", "4.5-12.0"], json.RootElement.GetProperty("fits").EnumerateArray().Select(fit => fit.GetProperty("band").GetString()));
        Assert.Equal(3 + 3 + 17, json.RootElement.GetProperty("fits")[0].GetProperty("parameters").GetArrayLength());
        Assert.Equal($"Wrote 10 files to {folder["out"]}; README.txt there explains them.\n", console.Error);
        Assert.Equal(10, folder.Entries("out").Count());
    }

    [Fact]
    public async Task An_earlier_run_is_replaced_only_on_request()
    {
        string output = folder["out"];
        Assert.Equal(0, await new Console().RunAsync("fit", "epic-hmxb", "--quiet", "--output", output));
        Console refused = new();
        Assert.Equal(2, await refused.RunAsync("fit", "e0102-shape", "--quiet", "--output", output));
        Assert.Empty(refused.Fitted);
        Assert.Equal(0, await new Console().RunAsync("fit", "e0102-shape", "--quiet", "--output", output, "--overwrite"));
        Assert.Equal(["README.txt", "draws.parquet", "fluxes.csv", "fluxes.parquet", "observations.parquet", "run.json", "summary.csv", "summary.parquet"], folder.Entries("out"));
    }

    /// <summary>Further formats are files besides: whatever is asked for, the others are the same bytes, and a run with them is read back.</summary>
    [Fact]
    public async Task Draws_in_further_formats_are_files_of_their_own()
    {
        Console console = new();
        string[] fit = ["fit", "epic-hmxb", "--band", "2.0-4.5", "--output"];
        Assert.Equal(0, await console.RunAsync([.. fit, folder["plain"]]));
        Assert.Equal(0, await console.RunAsync([.. fit, folder["parquet"], "--draws-format", "parquet"]));
        Assert.Equal(0, await console.RunAsync([.. fit, folder["all"], "--draws-format", "netcdf,ZARR", "--draws-format", "cmdstan"]));
        Assert.Equal(folder.Entries("plain"), folder.Entries("parquet"));
        Assert.Equal([.. folder.Entries("plain").Concat(["cmdstan", "draws.nc", "draws.zarr"]).Order(StringComparer.Ordinal)], folder.Entries("all"));
        Assert.Equal(["draws_1.csv", "draws_2.csv", "draws_3.csv", "draws_4.csv"], folder.Entries("all/cmdstan"));
        foreach (string name in folder.Entries("plain").Where(name => name is not ("run.json" or "README.txt")))
        {
            byte[] expected = await File.ReadAllBytesAsync(folder[$"plain/{name}"], TestContext.Current.CancellationToken);
            Assert.Equal(expected, await File.ReadAllBytesAsync(folder[$"parquet/{name}"], TestContext.Current.CancellationToken));
            Assert.Equal(expected, await File.ReadAllBytesAsync(folder[$"all/{name}"], TestContext.Current.CancellationToken));
        }

        string guide = await File.ReadAllTextAsync(folder["all/README.txt"], TestContext.Current.CancellationToken);
        Assert.StartsWith(await File.ReadAllTextAsync(folder["plain/README.txt"], TestContext.Current.CancellationToken), guide, StringComparison.Ordinal);
        foreach (string name in (string[])["draws.nc", "draws.zarr/", "cmdstan/draws_N.csv"])
        {
            Assert.Contains($"\n{name}\n", guide, StringComparison.Ordinal);
        }

        using (JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(folder["all/run.json"], TestContext.Current.CancellationToken)))
        {
            string[] names = [.. json.RootElement.GetProperty("outputs").EnumerateArray().Select(file => file.GetProperty("name").GetString()!)];
            Assert.Equal(
                Directory.EnumerateFiles(folder["all"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder["all"], file).Replace('\\', '/'))
                    .Where(name => name is not "run.json").Order(StringComparer.Ordinal),
                names.Order(StringComparer.Ordinal));
        }

        Assert.Equal(0, await console.RunAsync("report", folder["all"]));
        Assert.Equal(0, await console.RunAsync([.. fit, folder["all"], "--overwrite"]));
        Assert.Equal(folder.Entries("plain"), folder.Entries("all"));
    }

    [Theory]
    [InlineData("--draws-format netcdf", "--draws-format: found without --output; add --output DIR, or leave it out")]
    [InlineData("--draws-format netcfd --output x", "--draws-format: found 'netcfd', expected one of parquet, netcdf, zarr, cmdstan; did you mean 'netcdf'?")]
    public async Task A_format_of_draws_that_leads_nowhere_is_refused(string words, string message)
    {
        Console console = new();
        Assert.Equal(ExitCode.Usage, await console.RunAsync(["fit", "epic-hmxb", .. words.Split(' ')]));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Fitted);
    }

    [Fact]
    public async Task A_screen_that_shows_only_ASCII_gets_only_ASCII()
    {
        Console console = new() { Terminal = terminal => terminal with { Unicode = false } };
        await console.RunAsync("fit", "e0102-shape", "--quiet");
        Assert.True(System.Text.Ascii.IsValid(console.Out));
        console = new Console { Terminal = terminal => terminal with { Unicode = false } };
        await console.RunAsync("fit", "e0102-shape", "--alpha", "0");
        Assert.True(System.Text.Ascii.IsValid(console.Error));
        Assert.Contains("sigma^2 is improper", console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_are_made_on_request_reported_and_written()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "e0102-shape", "--check", "--output", folder["out"]));
        Assert.Contains("Does the model describe the data?", console.Out, StringComparison.Ordinal);
        Assert.Matches("=> Leave-one-out: elpd -?[0-9.]+ ± ", console.Out);
        Assert.Contains("observations.csv", folder.Entries("out"));
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(folder["out/run.json"], TestContext.Current.CancellationToken));
        JsonElement checks = json.RootElement.GetProperty("fits")[0].GetProperty("checks");
        string[] lines = await File.ReadAllLinesAsync(folder["out/observations.csv"], TestContext.Current.CancellationToken);
        Assert.Equal("band,instrument,source,y,residual,elpd_loo,p_loo,pareto_k", lines[0]);
        Assert.Equal(checks.GetProperty("loo").GetProperty("elpd").GetDouble(), lines.Skip(1).Sum(line => double.Parse(line.Split(',')[5])), 1e-6);
        Console without = new();
        Assert.Equal(0, await without.RunAsync("fit", "e0102-shape"));
        Assert.DoesNotContain("Leave-one-out", without.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_fit_from_table_to_files()
    {
        Console console = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
        Assert.Equal(0, await console.RunAsync("fit", "epic-hmxb", "--band", "4.5-12.0", "--device", "simd", "--chains", "128", "--draws", "100", "--json",
            "--output", folder["out"]));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        JsonElement fit = json.RootElement.GetProperty("fits")[0];
        Assert.True(fit.GetProperty("converged").GetBoolean());
        ParquetColumns draws = await ParquetColumns.ReadAsync(folder["out/draws.parquet"]);
        JsonElement mean = fit.GetProperty("parameters")[1];
        Assert.Equal("B[MOS1]", mean.GetProperty("name").GetString());
        Assert.Equal(draws.Numbers("B[MOS1]").Average(), mean.GetProperty("mean").GetDouble(), 1e-12);
    }

    /// <summary>Where no variance is fitted the prior of the areas is all of the prior, and has no column of its own.</summary>
    [Fact]
    public async Task Sensitivity_of_known_variances_has_two_factors()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "epic-hmxb", "--band", "2.0-4.5", "--variances", "known", "--sensitivity"));
        string row = Assert.Single(console.Out.Split('\n'), line => line.TrimStart().StartsWith("Pareto k", StringComparison.Ordinal));
        Assert.Matches(@"^\s*Pareto k\s+[0-9.]+\s+[0-9.]+\s+(all below [0-9.]+|do not trust)\s*$", row);
        Assert.DoesNotContain("on areas", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sensitivity_is_a_table_with_a_verdict_and_can_be_asked_for_later()
    {
        using ScratchFolder scratch = new();
        Console console = new();
        Assert.Equal(0, await console.RunAsync("fit", "xcal-shape", "--sensitivity", "--output", scratch["run"], "--report"));
        Assert.Contains("How much is prior, how much is data? (power-scaling)", console.Out, StringComparison.Ordinal);
        Assert.Contains("Pareto k", console.Out, StringComparison.Ordinal);
        Assert.Contains("power-scaling sensitivity", await File.ReadAllTextAsync(scratch["run/report.html"], TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal(0, await new Console().RunAsync("fit", "xcal-shape", "--output", scratch["plain"]));
        Assert.Equal(0, await new Console().RunAsync("report", scratch["plain"], "--sensitivity"));
        Assert.Equal(Section(scratch["run"]), Section(scratch["plain"]));

        static string Section(string folder)
        {
            string page = File.ReadAllText(Path.Combine(folder, "report.html"));
            int start = page.IndexOf("power-scaling sensitivity", StringComparison.Ordinal);
            return page[start..page.IndexOf("</table>", start, StringComparison.Ordinal)];
        }
    }

    [Fact]
    public async Task Sensitivity_of_log_t_is_refused_before_anything_is_fitted()
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync("fit", "xcal-shape", "--sensitivity", "--model", "log-t"));
        Assert.Contains("--sensitivity: found with the model log-t, expected a log-Normal one", console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Fitted);
    }
}
