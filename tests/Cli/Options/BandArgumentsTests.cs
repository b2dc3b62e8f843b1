using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Options;

public sealed class BandArgumentsTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("--bands joint", "--bands: found joint without --band-correlation, expected a number or a file; say how the areas of one instrument correlate between bands, as "
        + "in --band-correlation 0.8")]
    [InlineData("--band-correlation 0.8", "--band-correlation: found without --bands joint, expected beside it; bands that are fitted separately know nothing of each other")]
    [InlineData("--bands separate --band-correlation 0.8", "--band-correlation: found without --bands joint")]
    [InlineData("--bands jont --band-correlation 0.8", "--bands: found 'jont', expected one of separate, joint; did you mean 'joint'?")]
    [InlineData("--bands joint --band-correlation 1", "--band-correlation: found 1, expected a correlation between -1 and 1")]
    [InlineData("--bands joint --band-correlation -0.9", "--band-correlation: found -0.9 for 3 bands, expected more than -0.5")]
    [InlineData("--bands joint --band-correlation 0.8 --band 1.0-2.0", "--bands: found joint with one band of epic-hmxb, expected two or more")]
    [InlineData("--tau iachec,iachec", "--tau: found two tables (iachec and iachec), expected one")]
    public async Task Says_what_is_wrong(string options, string message)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync(["fit", "epic-hmxb", .. options.Split(' ')]));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.Empty(console.Fitted);
    }

    [Theory]
    [InlineData("--bands joint --band-correlation FILE", "instrument,band,band,correlation\npn,1.0-2.0,2.0-4.5,2\n", "tie.csv:2:20: found 2 in column 'correlation'")]
    [InlineData("--tau FILE", "instrument,1-2\nM1,5\n", "tie.csv: found no row for instrument 'pn', expected one of 'M1'")]
    public async Task A_file_at_fault_is_a_fault_of_the_data(string options, string text, string message)
    {
        await File.WriteAllTextAsync(scratch["tie.csv"], text, TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(65, await console.RunAsync(["fit", "epic-hmxb", .. options.Replace("FILE", scratch["tie.csv"], StringComparison.Ordinal).Split(' ')]));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_fit_is_made_and_every_band_reported()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync(
            "fit", "epic-hmxb", "--bands", "joint", "--band-correlation", "0.8", "--tau", "iachec", "--flux-draws", "4U 1538-522", "--quiet"));
        FitOptions options = Assert.Single(console.Fitted);
        Assert.Equal(["4U 1538-522:1.0-2.0", "4U 1538-522:2.0-4.5", "4U 1538-522:4.5-12.0"], options.FluxDraws);
        foreach (string text in (string[])
            [
                "3 bands, fitted together", "the areas of one instrument correlate between bands: 0.800", "Band 1.0-2.0: ", "Band 4.5-12.0: ", "All bands",
                "Bands fitted together", "correlation of B  1.0-2.0 × 2.0-4.5", "0.80 → ", "tau of pn (XMM pn)",
            ])
        {
            Assert.Contains(text, console.Out, StringComparison.Ordinal);
        }
    }

    /// <summary>Every band has its own areas of every mode, in the order of its instruments.</summary>
    [Fact]
    public async Task Modes_of_a_joint_fit_are_told_band_by_band()
    {
        string[] rows = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "data", "modes", "two_modes.csv"), TestContext.Current.CancellationToken);
        IEnumerable<string> both = ((string[])["soft", "hard"]).SelectMany(band => rows.Skip(1).Select(row => $"{row},{band}"));
        await File.WriteAllLinesAsync(scratch["two.csv"], [$"{rows[0]},band", .. both], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            scratch["priors.csv"], "instrument,tau,alpha,beta,log_area\nI0,0.1,1.5,0.01,1\nI1,0.1,1.5,0.01,-2\nI2,0.1,1.5,0.01,0.5\n", TestContext.Current.CancellationToken);
        Console console = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
        Assert.Equal(0, await console.RunAsync(
            "fit", scratch["two.csv"], "--priors", scratch["priors.csv"], "--bands", "joint", "--band-correlation", "0.5", "--device", "simd", "--chains", "128", "--draws", "50",
                "--sampler", "collapsed",
            "--json", "--quiet"));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        foreach (JsonElement fit in json.RootElement.GetProperty("fits").EnumerateArray())
        {
            Assert.False(fit.GetProperty("converged").GetBoolean());
            JsonElement heaviest = fit.GetProperty("modes")[0];
            double[] areas = [.. heaviest.GetProperty("B").EnumerateArray().Select(area => area.GetDouble())];
            Assert.Equal(3, areas.Length);
            Assert.Equal(3, heaviest.GetProperty("sigma2").GetArrayLength());

            // I0, I2, I1: about 0.75, 0.61 and -1.85 in either band.
            Assert.InRange(areas[0], 0.65, 0.85);
            Assert.InRange(areas[2], -1.95, -1.75);
        }
    }

    [Fact]
    public async Task A_real_joint_fit_in_json_and_files()
    {
        Console console = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
        Assert.Equal(0, await console.RunAsync(
            "fit", "epic-hmxb", "--bands", "joint", "--band-correlation", "0.8", "--device", "simd", "--chains", "128", "--draws", "200", "--json", "--quiet",
            "--output", scratch["out"]));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        JsonElement fits = json.RootElement.GetProperty("fits");
        Assert.Equal(3, fits.GetArrayLength());
        foreach (JsonElement fit in fits.EnumerateArray())
        {
            Assert.True(fit.GetProperty("converged").GetBoolean());
            JsonElement joint = fit.GetProperty("joint");
            Assert.Equal(["1.0-2.0", "2.0-4.5", "4.5-12.0"], joint.GetProperty("bands").EnumerateArray().Select(band => band.GetString()));
            Assert.Equal(0.8, joint.GetProperty("area_correlation")[0].GetProperty("prior")[0][1].GetDouble());
            Assert.InRange(joint.GetProperty("area_correlation")[0].GetProperty("posterior")[0][1].GetDouble(), 0.3, 0.9);
            Assert.All(joint.GetProperty("area_sd_ratio").EnumerateArray(), ratio => Assert.InRange(ratio.GetDouble(), 0.5, 1.0));
            Assert.Equal(3, joint.GetProperty("difference_sd_ratio").GetArrayLength());
            // T = R ⊗ τ² leaves the common level where it is: 5 % over √3 instruments.
            Assert.Equal(0.05 / Math.Sqrt(3), joint.GetProperty("level_sd")[0].GetDouble(), 1e-12);
        }
        Assert.Contains("draws_1.0-2.0.parquet", scratch.Entries("out"));
    }

    /// <summary>Whatever the model or the sampler: each band has its own weights, fluxes and checks.</summary>
    [Theory]
    [InlineData("--model log-t --check")]
    [InlineData("--model log-t --sigma 0.1")]
    [InlineData("--variances both --check --sensitivity")]
    [InlineData("--sampler gibbs --thin 4")]
    public async Task Every_model_fits_bands_together(string options)
    {
        Console console = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
        Assert.Equal(0, await console.RunAsync([
            "fit", "epic-hmxb", "--bands", "joint", "--band-correlation", "0.8", "--device", "simd", "--chains", "64", "--draws", "50", "--json", "--quiet",
            "--report", "--output", scratch["out"], .. options.Split(' ')]));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        foreach (JsonElement fit in json.RootElement.GetProperty("fits").EnumerateArray())
        {
            Assert.Equal(0.8, fit.GetProperty("joint").GetProperty("area_correlation")[0].GetProperty("prior")[0][1].GetDouble());
            Assert.All(fit.GetProperty("joint").GetProperty("area_sd_ratio").EnumerateArray(), ratio => Assert.InRange(ratio.GetDouble(), 0.5, 1.0));
        }

        Assert.Contains("report.html", scratch.Entries("out"));
        Assert.Equal(0, await new Console().RunAsync("report", scratch["out"], "--overwrite"));
    }

    [Fact]
    public async Task Bands_fitted_one_by_one_have_no_joint_member()
    {
        Console console = new();
        await console.RunAsync("fit", "epic-hmxb", "--json", "--quiet");
        using JsonDocument json = JsonDocument.Parse(console.Out);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("fits")[0].GetProperty("joint").ValueKind);
    }
}
