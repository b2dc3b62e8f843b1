using System.Text;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

/// <summary>Whole reports against the files in tests/data/report. A report that differs is left in the temporary folder that the failure names.</summary>
public sealed class FitReportTests
{
    private static readonly string[] Cameras = ["pn", "MOS1", "MOS2"];

    [Fact]
    public void One_band() => Matches("one-band.txt", HandMade.Run(Fitted(null)));

    [Fact]
    public void Two_bands_end_in_a_matrix() =>
        Matches("two-bands.txt", HandMade.Run(Fitted("0.5-2"), Fitted("2-10", ["pn", "a camera with a very long name indeed"], 25)));

    [Fact]
    public void A_narrow_ASCII_screen_splits_the_table() =>
        Matches("narrow-ascii.txt", HandMade.Run(Fitted(null)), terminal => terminal with { OutIsScreen = true, Width = 80, Unicode = false });

    [Fact]
    public void Known_variances_and_trouble_in_words()
    {
        Fit fit = HandMade.Fit(
            HandMade.Observations(null, Cameras, HandMade.Sources(25), "counts", errors: true), [Math.Log(1000), Math.Log(300), Math.Log(310)], null,
            priors: new Priors([Math.Log(1000), Math.Log(310), Math.Log(310)], [0.02, 0.06, 0.06], [1, 1, 1], [1, 1, 1]),
            converged: false, warnings: ["The instruments fall into 2 groups that share no source: {pn}, {MOS1, MOS2}."], components: [[0], [1, 2]]);
        Matches("trouble.txt", HandMade.Run(fit) with { Notes = ["columns not used: 'pileup'"] }, output: "results");
    }

    [Fact]
    public void Point_estimates_are_shown_when_asked_for()
    {
        Fit fit = Fitted(null, options: new FitOptions { Chains = 4, Draws = 50, Estimates = [PointEstimateKind.Marginal, PointEstimateKind.Joint] });
        Assert.DoesNotContain("point estimate", Printed(HandMade.Run(fit)), StringComparison.Ordinal);
        string text = Printed(HandMade.Run(fit), estimates: true);
        Assert.Contains("point estimate of  B, marginal   σ, %  B, joint   σ, %", text, StringComparison.Ordinal);
        Assert.Contains("MOS1                    0.0500  10.00    0.0500  10.00", text, StringComparison.Ordinal);
    }

    private static Fit Fitted(string? band, string[]? instruments = null, int sources = 3, FitOptions? options = null)
    {
        instruments ??= Cameras;
        return HandMade.Fit(
            HandMade.Observations(band, instruments, HandMade.Sources(sources)), [.. instruments.Select((_, i) => 0.05 * i)],
            [.. instruments.Select(_ => 0.1)], options);
    }

    private static void Matches(string file, FitRun run, Func<Terminal, Terminal>? change = null, string? output = null)
    {
        string text = Printed(run, change, output);
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        string expected = Path.Combine(AppContext.BaseDirectory, "data", "report", file);
        if (File.Exists(expected) && File.ReadAllText(expected).Equals(text, StringComparison.Ordinal))
        {
            return;
        }

        string found = Path.Combine(Path.GetTempPath(), $"gpuconcord-{file}");
        File.WriteAllText(found, text);
        Assert.Fail($"the report differs from tests/data/report/{file}; it was left in {found}: compare the two, and copy it over if it is right");
    }

    private static string Printed(FitRun run, Func<Terminal, Terminal>? change = null, string? output = null, bool estimates = false)
    {
        using MemoryStream stream = new();
        Terminal terminal = new() { Output = stream, Out = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" }, Error = TextWriter.Null };
        terminal = change?.Invoke(terminal) ?? terminal;
        UsedWords used = new(["gpuconcord", "fit", run.Data.Path ?? run.Data.Name], []);
        FitReport.Write(run, new Page(terminal), used, used.With("--variances", "known"), output, estimates);
        terminal.Out.Flush();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
