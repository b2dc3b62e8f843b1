using System.Text.Json;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Cli;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Models.SourceScatter;

/// <summary>A fifth model, which lives in this folder alone, through the whole program: nothing but the catalogue knows of it.</summary>
public sealed class SourceScatterTests : IDisposable
{
    private static readonly ModelCatalogue Models = ModelCatalogue.Standard.With(SourceScatterModel.Kind);

    private static readonly string[] Fit =
    [
        "fit", "DATA", "--model", "source-scatter", "--chains", "16", "--warmup", "100", "--draws", "200", "--device", "simd", "--quiet",
    ];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Fit_checks_and_writes_it_and_report_draws_it_again()
    {
        Tests.Cli.Console fitted = Console();
        string data = Table();
        Assert.True(await fitted.RunAsync([.. Line(data), "--check", "--flux-draws", "S3", "--output", scratch["out"], "--report"]) == ExitCode.Success, fitted.Error);
        Assert.Contains("log-Normal, one variance a source", fitted.Out, StringComparison.Ordinal);
        Assert.Contains("sigma2", fitted.Out, StringComparison.Ordinal);

        string[] summary = await File.ReadAllLinesAsync(scratch["out/summary.csv"], TestContext.Current.CancellationToken);
        Assert.Contains(summary, line => line.Contains("sigma2", StringComparison.Ordinal) && line.Contains("S12", StringComparison.Ordinal));
        using JsonDocument run = JsonDocument.Parse(await File.ReadAllTextAsync(scratch["out/run.json"], TestContext.Current.CancellationToken));
        Assert.Equal("source-scatter", run.RootElement.GetProperty("fits")[0].GetProperty("model_key").GetString());

        string page = await File.ReadAllTextAsync(scratch["out/report.html"], TestContext.Current.CancellationToken);
        Assert.Contains("one variance a source", page, StringComparison.Ordinal);
        Tests.Cli.Console reported = Console();
        Assert.True(await reported.RunAsync("report", scratch["out"], "--overwrite") == ExitCode.Success, reported.Error);
        Assert.Equal(page, await File.ReadAllTextAsync(scratch["out/report.html"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_program_without_it_says_so()
    {
        Tests.Cli.Console without = new() { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };
        Assert.Equal(ExitCode.Usage, await without.RunAsync([.. Line(Table())]));
        Assert.Contains("source-scatter", without.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_calibrated()
    {
        Tests.Cli.Console console = Console();
        string[] sbc =
        [
            "sbc", "--model", "source-scatter", "--replicates", "200", "--sources", "6", "--warmup", "40", "--device", "simd", "--level", "1e-5",
            "--strict", "--output", scratch["sbc"],
        ];
        Assert.True(await console.RunAsync(sbc) == ExitCode.Success, console.Out + console.Error);
        string[] tests = await File.ReadAllLinesAsync(scratch["sbc/tests.csv"], TestContext.Current.CancellationToken);
        Assert.Contains(tests, line => line.StartsWith("sigma2[", StringComparison.Ordinal));
    }

    /// <summary>The scatter that data are drawn with is half as large again as the truth that its variances are ranked against.</summary>
    [Fact]
    public async Task A_wrong_one_is_found_out()
    {
        Tests.Cli.Console console = Console(ModelCatalogue.Standard.With(SourceScatterModel.Kind with { Make = _ => new SourceScatterModel { Mistake = 1.5 } }));
        string[] sbc = ["sbc", "--model", "source-scatter", "--replicates", "200", "--sources", "6", "--warmup", "40", "--device", "simd", "--strict"];
        Assert.Equal(ExitCode.NotConverged, await console.RunAsync(sbc));
    }

    private static Tests.Cli.Console Console(ModelCatalogue? models = null) =>
        new() { Catalogue = models ?? Models, Open = choice => DeviceEngine.Open(choice, TextWriter.Null) };

    private static string[] Line(string data) => [.. Fit.Select(word => word is "DATA" ? data : word)];

    /// <summary>Three instruments, twelve sources, of which every third scatters five times as much.</summary>
    private string Table()
    {
        System.Random random = new(7);
        List<string> lines = ["instrument,source,flux"];
        foreach (int source in Enumerable.Range(1, 12))
        {
            double sigma = source % 3 == 0 ? 0.25 : 0.05;
            lines.AddRange(new[] { "pn", "MOS1", "MOS2" }.Select((name, i) => FormattableString.Invariant(
                $"{name},S{source},{Math.Exp((0.05 * i) + (sigma * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1)) - 27):R}")));
        }

        File.WriteAllLines(scratch["table.csv"], lines);
        return scratch["table.csv"];
    }
}
