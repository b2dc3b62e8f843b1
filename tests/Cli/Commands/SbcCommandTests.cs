using System.Text.Json;
using GpuConcord.Cli.Pages;
using GpuConcord.Host.Sbc;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class SbcCommandTests : IDisposable
{
    private static readonly string[] Small = ["sbc", "--replicates", "100", "--sources", "6", "--warmup", "40", "--device", "simd", "--level", "1e-5"];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_sound_sampler_is_called_calibrated()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync([.. Small, "--strict", "--output", scratch["out"]]));
        Assert.Contains("=> Calibrated: all 20 p-values are above ", console.Out, StringComparison.Ordinal);
        Assert.Contains("mean of G", console.Out, StringComparison.Ordinal);
        Assert.Equal(["ranks.csv", "ranks.svg", "run.json", "tests.csv"], scratch.Entries("out"));
        Assert.Equal(101, (await File.ReadAllLinesAsync(scratch["out/ranks.csv"], TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task Json_is_the_only_thing_on_standard_output()
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync([.. Small, "--model", "known", "--json", "--quiet"]));
        using JsonDocument json = JsonDocument.Parse(console.Out);
        Assert.True(json.RootElement.GetProperty("passed").GetBoolean());
        Assert.Equal(7, json.RootElement.GetProperty("quantities").GetArrayLength());
        Assert.Equal(1e-5 / 14, json.RootElement.GetProperty("threshold").GetDouble(), 1e-18);
        Assert.Empty(console.Error);
    }

    [Theory]
    [InlineData("--model log-t --nu 4 --sigma 0.4", "log-t, ν = 4, σ = 0.4 known", 8)]
    [InlineData("--model log-t --common-sigma --missing 0.2", "log-t, ν = 3, one fitted σ for all", 9)]
    [InlineData("--model both --errors 0.2", "known plus fitted variances", 11)]
    [InlineData("--bands 2 --band-correlation 0.7 --instruments 2", "6 sources in each of 2 bands", 14)]
    [InlineData("--bands 2 --band-correlation 0.7 --instruments 2 --model log-t", "6 sources in each of 2 bands", 14)]
    [InlineData("--bands 2 --band-correlation 0.7 --instruments 2 --model both", "6 sources in each of 2 bands", 14)]
    public async Task Every_model_of_fit_can_be_tried(string options, string said, int quantities)
    {
        Console console = new();
        Assert.Equal(0, await console.RunAsync(["sbc", "--replicates", "24", "--sources", "6", "--warmup", "40", "--device", "simd", "--level", "1e-5", .. options.Split(' '),
            "--strict", "--output", scratch["out"]]));
        Assert.Contains(said, string.Join(' ', console.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(quantities, (await File.ReadAllLinesAsync(scratch["out/tests.csv"], TestContext.Current.CancellationToken)).Length);
    }

    /// <summary>Chains of one iteration, each kept: nowhere near the posterior, as a broken sampler would be.</summary>
    [Fact]
    public async Task A_failure_is_said_and_strict_makes_it_an_exit_code()
    {
        string[] broken = ["sbc", "--replicates", "400", "--sources", "6", "--warmup", "0", "--thin", "1", "--draws", "1", "--tau", "0.01", "--alpha", "30", "--beta", "0.3",
            "--device", "simd", "--level", "0.9"];
        Console lenient = new();
        Console strict = new();
        Assert.Equal(0, await lenient.RunAsync(broken));
        Assert.Equal(70, await strict.RunAsync([.. broken, "--strict"]));
        Assert.Contains("NOT CALIBRATED: the ranks of ", strict.Out, StringComparison.Ordinal);
        Assert.Contains("FAILS", strict.Out, StringComparison.Ordinal);
        Assert.StartsWith("Not calibrated: the ranks of ", strict.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--replicates 5", "--replicates: found '5', expected a whole number from 20")]
    [InlineData("--instruments 1", "--instruments: found '1', expected a whole number from 2")]
    [InlineData("--chains 1 --draws 4", "--chains, --draws: found 1 × 4 draws a replicate, expected 16 or more")]
    [InlineData("--replicates 100000000", "--replicates, --chains, --draws: found 100000000 × 32 × 4 draws, expected at most 134217728")]
    [InlineData("--model probit", "--model: found 'probit', expected one of fitted, known, both, log-t")]
    [InlineData("--nu 3", "--nu: found without --model log-t")]
    [InlineData("--model log-t --sigma 0.3 --beta 1", "--beta: found beside --sigma, expected one of the two")]
    [InlineData("--model log-t --sigma 0.3 --common-sigma", "--common-sigma: found beside --sigma")]
    [InlineData("--model log-t --common-sigma --beta 1,I2=2", "--common-sigma: found priors that differ (I1 alpha 4 beta 1, I2 alpha 4 beta 2, I3 alpha 4 beta 1)")]
    [InlineData("--errors 0.3", "--errors: found without --model both")]
    [InlineData("--missing 1", "--missing: found '1', expected a number from 0 to below 1")]
    [InlineData("--bands 2", "--bands: found 2 without --band-correlation, expected a number")]
    [InlineData("--bands 4 --band-correlation -0.5", "--band-correlation: found -0.5, expected more than -1/3")]
    [InlineData("--band-correlation 0.5", "--band-correlation: found with one band, expected --bands 2 or more")]
    [InlineData("--tau I9=0.1", "--tau: found instrument 'I9', expected one of the data's")]
    [InlineData("--alpha 0", "--alpha: found 0, expected a number greater than 0")]
    [InlineData("--level 1", "--level: found '1', expected a number between 0 and 1")]
    [InlineData("--overwrite", "--overwrite: found without --output")]
    [InlineData("--device gpu", "--device: found 'gpu', expected auto, simd")]
    public async Task Says_what_is_wrong(string line, string message)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync(["sbc", .. line.Split(' ')]));
        Assert.Contains(message, console.Error, StringComparison.Ordinal);
        Assert.EndsWith("Try 'gpuconcord sbc --help'.\n", console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bar_of_half_height_is_what_is_expected()
    {
        Assert.Equal("▄▄▄▄", SbcReport.Bars([10, 10, 10, 10], unicode: true));
        Assert.Equal(" ▄█▄", SbcReport.Bars([0, 10, 20, 10], unicode: true));
        Assert.Equal(" =@=", SbcReport.Bars([0, 10, 20, 10], unicode: false));
    }

    [Fact]
    public void A_skewed_histogram_fails_and_a_flat_one_passes()
    {
        int[] flat = [.. Enumerable.Range(0, 320).Select(k => k % 128)];
        Assert.False(RankedQuantity.Of("flat", flat, 128).Fails(1e-4));
        Assert.True(RankedQuantity.Of("skewed", [.. flat.Select(rank => rank * rank / 128)], 128).Fails(1e-4));
    }
}
