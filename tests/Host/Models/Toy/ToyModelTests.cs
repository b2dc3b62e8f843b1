using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using GpuConcord.Tests.Host.Runs;
using GpuConcord.Tests.Host.Tables.Parquet;
using Xunit;

namespace GpuConcord.Tests.Host.Models.Toy;

/// <summary>A model that only the catalogue of these tests has, through every command that takes a model, on a real device. Nothing in src knows it.</summary>
public sealed class ToyModelTests : IDisposable
{
    private const string Odd = "4U 1538-522";

    private static readonly ModelCatalogue Models = ModelCatalogue.Standard.With(ToyModel.Kind);

    private static readonly string[] Small = ["--chains", "4", "--warmup", "100", "--draws", "300", "--device", "simd", "--quiet"];

    private static readonly string[] Fit = ["fit", "epic-hmxb", "--band", "4.5-12.0", "--model", "toy", .. Small];

    private static readonly string[] Sbc =
    [
        "sbc", "--model", "toy", "--replicates", "400", "--sources", "6", "--chains", "8", "--draws", "8", "--warmup", "30", "--thin", "4", "--device", "simd", "--quiet",
    ];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>The line is all there is: options, keys and settings come from it.</summary>
    [Theory]
    [InlineData("fit", "--model <log-normal|log-t|counts|toy>")]
    [InlineData("sbc", "--model <fitted|known|both|log-t|counts|toy>")]
    public async Task Help_has_it(string command, string model)
    {
        Tests.Cli.Console help = await RunAsync(command, "--help", "all");
        Assert.Contains(model, help.Out, StringComparison.Ordinal);
        Assert.Contains("--factor <F>", help.Out, StringComparison.Ordinal);
        Assert.Contains("toy: leave out the half variance", help.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fit_is_printed_and_written_with_a_variance_a_source()
    {
        Tests.Cli.Console fit = await RunAsync([.. Fit, "--factor", "2", "--check", "--report", "--output", scratch["toy"]]);
        Assert.Contains("toy, one variance a source, F = 2", fit.Out, StringComparison.Ordinal);
        Assert.Contains("the prior of a source's variance has F β for its scale, F = 2", fit.Out, StringComparison.Ordinal);
        Assert.Contains("sigma2, variance of ln(value): the largest of 15 sources", fit.Out, StringComparison.Ordinal);
        Assert.Contains("Leave-one-out: elpd", fit.Out, StringComparison.Ordinal);
        const string Wider = "gpuconcord fit epic-hmxb --model toy --factor 2 --band 4.5-12.0 --chains 4 --warmup 100 --draws 300 --check --tau 0.1\n";
        Assert.Contains(Wider, fit.Out, StringComparison.Ordinal);

        string[] summary = await File.ReadAllLinesAsync(scratch["toy/summary.csv"], TestContext.Current.CancellationToken);
        Assert.StartsWith("band,name,quantity,instrument,source,mean,", summary[0], StringComparison.Ordinal);
        Assert.Equal(1 + 3 + 15, summary.Length);
        Assert.Contains(summary, line => line.StartsWith("4.5-12.0,B[pn],B,pn,,", StringComparison.Ordinal));
        Assert.Contains(summary, line => line.StartsWith($"4.5-12.0,sigma2[{Odd}],sigma2,,{Odd},", StringComparison.Ordinal));
        string guide = await File.ReadAllTextAsync(scratch["toy/README.txt"], TestContext.Current.CancellationToken);
        Assert.DoesNotContain("sigma2 of every instrument", guide, StringComparison.Ordinal);

        using JsonDocument run = JsonDocument.Parse(await File.ReadAllBytesAsync(scratch["toy/run.json"], TestContext.Current.CancellationToken));
        JsonElement made = run.RootElement.GetProperty("fits")[0];
        Assert.Equal("toy", made.GetProperty("model_key").GetString());
        Assert.Equal(2, made.GetProperty("toy").GetProperty("factor").GetDouble());
        Assert.False(made.GetProperty("toy").GetProperty("forgetful").GetBoolean());

        ParquetColumns draws = await ParquetColumns.ReadAsync(scratch["toy/draws.parquet"]);
        Assert.Equal(1200, draws.Numbers($"sigma2[{Odd}]").Length);
        Assert.Equal(15, draws.Names.Count(name => name.StartsWith("sigma2[", StringComparison.Ordinal)));

        string page = await File.ReadAllTextAsync(scratch["toy/report.html"], TestContext.Current.CancellationToken);
        Assert.Contains("sigma2 of every source", page, StringComparison.Ordinal);
    }

    /// <summary>What was written is enough: the page is made again from the folder, byte for byte, and the run stands beside one of another model.</summary>
    [Fact]
    public async Task A_run_is_read_back_and_compared()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await RunAsync([.. Fit, "--check", "--report", "--flux-draws", Odd, "--output", scratch["toy"]]);
        await RunAsync(["fit", "epic-hmxb", "--band", "4.5-12.0", "--check", "--output", scratch["plain"], .. Small]);
        byte[] page = await File.ReadAllBytesAsync(scratch["toy/report.html"], cancellation);
        await RunAsync("report", scratch["toy"], "--overwrite");
        Assert.Equal(page, await File.ReadAllBytesAsync(scratch["toy/report.html"], cancellation));
        await RunAsync("report", scratch["plain"], "--beside", scratch["toy"], "--figure", scratch["beside.svg"]);
        Assert.Contains("toy, one variance a source", await File.ReadAllTextAsync(scratch["beside.svg"], cancellation), StringComparison.Ordinal);

        Tests.Cli.Console compared = await RunAsync("compare", scratch["toy"], scratch["plain"]);
        Assert.Contains("toy, one variance a source, F = 1", compared.Out, StringComparison.Ordinal);
        Assert.Contains("elpd difference", compared.Out, StringComparison.Ordinal);

        // The program itself has no such model, and says which it has.
        Tests.Cli.Console without = new();
        Assert.Equal(ExitCode.BadData, await without.RunAsync("report", scratch["toy"], "--overwrite"));
        Assert.Contains("'toy' is no model of this program", without.Error, StringComparison.Ordinal);
    }

    /// <summary>Random numbers have addresses: the same draws again, and on any number of cores.</summary>
    [Fact]
    public async Task The_same_seed_gives_the_same_numbers()
    {
        await RunAsync([.. Fit, "--output", scratch["one"]]);
        await RunAsync([.. Fit, "--output", scratch["two"]]);
        ParquetColumns one = await ParquetColumns.ReadAsync(scratch["one/draws.parquet"]);
        ParquetColumns two = await ParquetColumns.ReadAsync(scratch["two/draws.parquet"]);
        Assert.All(one.Names, name => Assert.Equal(one.Values[name], two.Values[name]));
    }

    [Fact]
    public async Task Bands_are_fitted_together()
    {
        Tests.Cli.Console fit = await RunAsync(
            ["fit", "epic-hmxb", "--model", "toy", "--bands", "joint", "--band-correlation", "0.8", "--check", "--report", "--output", scratch["toy"], .. Small]);
        Assert.Contains("Bands fitted together", fit.Out, StringComparison.Ordinal);
        string[] summary = await File.ReadAllLinesAsync(scratch["toy/summary.csv"], TestContext.Current.CancellationToken);
        Assert.Equal(1 + 9 + 48, summary.Length);
        Assert.Equal(3, summary.Count(line => line.Contains($",sigma2[{Odd}],sigma2,,{Odd},", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Json_lists_every_parameter()
    {
        Tests.Cli.Console fit = await RunAsync([.. Fit, "--json"]);
        using JsonDocument json = JsonDocument.Parse(fit.Out);
        JsonElement made = json.RootElement.GetProperty("fits")[0];
        Assert.Equal("toy", made.GetProperty("model_key").GetString());
        Assert.Equal(3 + 15 + 15, made.GetProperty("parameters").GetArrayLength());
        Assert.Contains($"sigma2[{Odd}]", made.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
    }

    /// <summary>A source that one instrument saw: no word on any area, a variance from the prior, and a flux all the same.</summary>
    [Fact]
    public async Task A_source_may_be_seen_once()
    {
        await File.WriteAllTextAsync(
            scratch["table.csv"], "instrument,source,flux\npn,S1,1e-12\nMOS1,S1,1.1e-12\npn,S2,3e-12\nMOS1,S2,3.3e-12\npn,S3,2e-12\n", TestContext.Current.CancellationToken);
        Tests.Cli.Console fit = await RunAsync(["fit", scratch["table.csv"], "--model", "toy", "--check", .. Small]);
        Assert.Contains("the largest of 3 sources", fit.Out, StringComparison.Ordinal);
        Assert.Contains("1 source was seen by one instrument only", fit.Out, StringComparison.Ordinal);
    }

    /// <summary>What does not go with the model is said, not ignored, nor found out by a fault.</summary>
    [Theory]
    [InlineData("--model toy --variances known", "--variances: found known beside --model toy, expected one of the two")]
    [InlineData("--model toy --sampler collapsed", "--sampler: found collapsed with --model toy, expected auto or block-gibbs")]
    [InlineData("--model toy --point joint", "--point: found beside --model toy")]
    [InlineData("--model toy --sensitivity", "--sensitivity: found with the model toy, expected a log-Normal one; its variances are not one an instrument")]
    [InlineData("--model toy --nu 4", "--nu: found without --model log-t")]
    [InlineData("--model log-t --factor 2", "--factor: found without --model toy")]
    [InlineData("--model toy --factor 0", "--factor: found '0'")]
    [InlineData("--model toy --alpha pn=2,MOS1=3,MOS2=2", "--model toy: found priors of the variance that differ")]
    public async Task What_does_not_go_with_it_is_refused(string words, string said)
    {
        Tests.Cli.Console console = Console();
        Assert.Equal(ExitCode.Usage, await console.RunAsync(["fit", "epic-hmxb", "--band", "4.5-12.0", .. words.Split(' '), .. Small]));
        Assert.Contains(said, console.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_refuses_a_sensitivity_that_the_fit_refuses()
    {
        await RunAsync([.. Fit, "--output", scratch["toy"]]);
        Tests.Cli.Console console = Console();
        Assert.Equal(ExitCode.Usage, await console.RunAsync("report", scratch["toy"], "--sensitivity"));
        Assert.Contains("its variances are not one an instrument", console.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--factor 2 --missing 0.3")]
    [InlineData("--bands 2 --band-correlation 0.7 --instruments 2")]
    public async Task It_is_calibrated(string options)
    {
        Tests.Cli.Console run = await RunAsync([.. Sbc, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--strict"]);
        Assert.Contains("sigma2[S1", run.Out, StringComparison.Ordinal);
        Assert.Contains("=> Calibrated", run.Out, StringComparison.Ordinal);
    }

    /// <summary>Without the half variance every flux is too small by v/2; B and v, which no longer see it once fluxes are integrated out, stay right.</summary>
    [Fact]
    public async Task A_mistake_in_it_is_caught()
    {
        Tests.Cli.Console run = Console();
        Assert.Equal(ExitCode.NotConverged, await run.RunAsync([.. Sbc, "--forgetful", "--strict", "--json"]));
        using JsonDocument json = JsonDocument.Parse(run.Out);
        string[] failed =
        [
            .. json.RootElement.GetProperty("quantities").EnumerateArray().Where(quantity => !quantity.GetProperty("passed").GetBoolean())
                .Select(quantity => quantity.GetProperty("name").GetString()!),
        ];
        Assert.Contains("mean of G", failed);
        Assert.DoesNotContain(failed, name => name.StartsWith("B[", StringComparison.Ordinal) || name.StartsWith("sigma2[", StringComparison.Ordinal));
        Assert.True(json.RootElement.GetProperty("forgetful").GetBoolean());
    }

    /// <summary>A model may leave the fluxes to the program, whatever its variances belong to: their ranks are those of its own draws, but for chance.</summary>
    [Fact]
    public void Fluxes_that_follow_from_the_others_are_drawn_for_it()
    {
        SbcOptions options = new()
        {
            Model = new ToyModel(),
            Design = SbcDesign.Of(3, 5, 1, 0.2, null, 1),
            Priors = Priors.Uniform(3, 0.2, 4, 0.5),
            Chains = 8,
            Draws = 1000,
            Thin = 2,
        };
        using Device device = DeviceChoice.Parse("simd").Open();
        RankedTruths truths = new(options, device);
        Replicate replicate = options.Model.Simulate(options.Drawn, 0);
        ReplicateDraws own = options.Model.DrawMany([replicate], options.Priors, options.Sampling, device, _ => { }, TestContext.Current.CancellationToken)[0];
        int[] ranks = truths.Of(replicate, own, TestContext.Current.CancellationToken);
        int[] drawn = truths.Of(replicate, own with { LogFlux = null }, TestContext.Current.CancellationToken);
        string[] names = truths.Names();
        Assert.Equal(ranks.Length, drawn.Length);
        for (int q = 0; q < ranks.Length; q++)
        {
            // Two samples of about 4000 independent draws: five standard errors of a difference of shares.
            Assert.True(Math.Abs(ranks[q] - drawn[q]) < 0.056 * options.RankValues, $"{names[q]}: {ranks[q]} and {drawn[q]} of {options.RankValues}");
        }
    }

    private static Tests.Cli.Console Console() => new() { Catalogue = Models, Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };

    private static async Task<Tests.Cli.Console> RunAsync(params string[] words)
    {
        Tests.Cli.Console console = Console();
        int code = await console.RunAsync(words);
        Assert.True(code == ExitCode.Success, $"{string.Join(' ', words)}: {code}\n{console.Out}\n{console.Error}");
        return console;
    }
}
