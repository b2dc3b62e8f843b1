using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Host.Devices;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Two_runs_of_the_same_data_are_compared_observation_by_observation()
    {
        await FitAsync("fitted", "epic-hmxb", "--band", "2.0-4.5");
        await FitAsync("known", "epic-hmxb", "--band", "2.0-4.5", "--variances", "known");
        Console console = new();
        Assert.Equal(0, await console.RunAsync("compare", scratch["fitted"], scratch["known"], "--json"));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        double[] fitted = await ElpdAsync("fitted"), known = await ElpdAsync("known");
        Assert.Equal(fitted.Length, json.RootElement.GetProperty("observations").GetInt32());
        double[] difference = [.. fitted.Zip(known, (a, b) => a - b)];
        double mean = difference.Average();
        Assert.Equal(difference.Sum(), json.RootElement.GetProperty("elpd_difference").GetDouble(), 1e-9 * Math.Abs(difference.Sum()));
        Assert.Equal(
            Math.Sqrt(difference.Length * difference.Sum(d => (d - mean) * (d - mean)) / (difference.Length - 1)),
            json.RootElement.GetProperty("elpd_difference_se").GetDouble(), 1e-9 * Math.Abs(difference.Sum()));
        Console report = new();
        Assert.Equal(0, await report.RunAsync("compare", scratch["known"], scratch["fitted"]));
        Assert.Matches(@"elpd\s+difference\s+[0-9.]+\s+±\s+[0-9.]+", report.Out);
        Assert.Contains("log-Normal, known variances", report.Out, StringComparison.Ordinal);
    }

    /// <summary>4U 1538-522 as pn saw it is a third brighter than as the others did: a t distribution expects such things, a normal one does not.</summary>
    [Fact]
    public async Task The_outlier_of_the_hard_band_speaks_for_log_t()
    {
        foreach (string model in (string[])["log-normal", "log-t"])
        {
            Console fitting = new() { Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) };
            Assert.Equal(0, await fitting.RunAsync(
                "fit", "epic-hmxb", "--band", "4.5-12.0", "--chains", "32", "--draws", "100", "--model", model, "--check", "--quiet", "--output", scratch[model]));
        }
        Console console = new();
        Assert.Equal(0, await console.RunAsync("compare", scratch["log-t"], scratch["log-normal"], "--json"));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        Assert.True(json.RootElement.GetProperty("elpd_difference").GetDouble() > 0);
        Assert.Equal("log-t, ν = 3, fitted σ", json.RootElement.GetProperty("runs")[0].GetProperty("model").GetString());
    }

    /// <summary>Two modes that chains do not leave: whatever the difference, nothing follows from it.</summary>
    [Fact]
    public async Task Nothing_is_concluded_from_chains_that_have_not_converged()
    {
        string table = Path.Combine(AppContext.BaseDirectory, "data", "modes", "two_modes.csv");
        await File.WriteAllTextAsync(scratch["p.csv"], "instrument,tau,alpha,beta,log_area\nI0,0.1,1.5,0.01,1\nI1,0.1,1.5,0.01,-2\nI2,0.1,1.5,0.01,0.5\n",
            TestContext.Current.CancellationToken);
        foreach (string model in (string[])["log-normal", "log-t"])
        {
            Console fitting = new() { Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) };
            Assert.Equal(0, await fitting.RunAsync(
                [
                    "fit", table, "--priors", scratch["p.csv"], "--chains", "64", "--draws", "100", "--model", model, .. model is "log-t" ? (string[])[]
                        : ["--sampler", "collapsed"],
                    "--check", "--quiet", "--output", scratch[model],
                ]));
        }

        Console page = new();
        Assert.Equal(0, await page.RunAsync("compare", scratch["log-t"], scratch["log-normal"]));
        Assert.Contains("=> No conclusion from chains that have not converged: elpd difference", page.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("predicts better", page.Out, StringComparison.Ordinal);
        Console json = new();
        Assert.Equal(0, await json.RunAsync("compare", scratch["log-t"], scratch["log-normal"], "--json"));
        using JsonDocument read = JsonDocument.Parse(json.Out);
        Assert.False(read.RootElement.GetProperty("clear").GetBoolean());
        Assert.False(read.RootElement.GetProperty("runs")[1].GetProperty("converged").GetBoolean());
    }

    [Fact]
    public async Task A_run_does_not_differ_from_itself()
    {
        await FitAsync("one", "e0102-shape");
        Console console = new();
        Assert.Equal(0, await console.RunAsync("compare", scratch["one"], scratch["one"]));
        Assert.Contains("=> No clear difference: elpd difference 0.0 ± 0.0", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_of_different_data_are_refused()
    {
        await FitAsync("one", "epic-hmxb", "--band", "2.0-4.5");
        await FitAsync("two", "epic-hmxb", "--band", "1.0-2.0");
        Console console = new();
        Assert.Equal(65, await console.RunAsync("compare", scratch["one"], scratch["two"]));
        Assert.Contains("expected the same observations; fit both models to the same table", console.Error, StringComparison.Ordinal);

        string file = scratch["one/observations.csv"];
        await FitAsync("three", "epic-hmxb", "--band", "2.0-4.5");
        string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        string[] fields = lines[1].Split(',');
        fields[3] = "1.5";
        lines[1] = string.Join(',', fields);
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        console = new Console();
        Assert.Equal(65, await console.RunAsync("compare", scratch["one"], scratch["three"]));
        Assert.Contains("and 1.5 in ", console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_that_are_no_checked_runs_are_refused()
    {
        await FitAsync("checked", "e0102-shape");
        Assert.Equal(0, await new Console().RunAsync("fit", "e0102-shape", "--quiet", "--output", scratch["unchecked"]));
        Console console = new();
        Assert.Equal(65, await console.RunAsync("compare", scratch["checked"], scratch["absent"]));
        Assert.Contains("absent: found no run.json inside, expected an output folder of gpuconcord fit; make one", console.Error, StringComparison.Ordinal);
        console = new Console();
        Assert.Equal(65, await console.RunAsync("compare", scratch["checked"], scratch["unchecked"]));
        Assert.Contains("unchecked: found no observations.csv inside, expected a run that was made with --check", console.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(scratch["checked/run.json"], "{}", TestContext.Current.CancellationToken);
        console = new Console();
        Assert.Equal(65, await console.RunAsync("compare", scratch["checked"], scratch["checked"]));
        Assert.Contains("expected run.json as gpuconcord fit --check --output writes it; repeat the run", console.Error, StringComparison.Ordinal);
    }

    private async Task FitAsync(string folder, params string[] words) =>
        Assert.Equal(0, await new Console().RunAsync(["fit", .. words, "--check", "--quiet", "--output", scratch[folder]]));

    private async Task<double[]> ElpdAsync(string folder) =>
        [.. (await File.ReadAllLinesAsync(scratch[$"{folder}/observations.csv"], TestContext.Current.CancellationToken)).Skip(1).Select(line => double.Parse(line.Split(',')[^3]))];
}
