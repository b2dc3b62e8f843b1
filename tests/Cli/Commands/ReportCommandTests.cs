using System.Diagnostics;
using GpuConcord.Cli.Engine;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>
    /// Chains and draws in run.json are those of the file of draws, or the page would cut chains where there are none; priors are in the range of a fit's, or it would divide
    /// by zero.
    /// </summary>
    [Theory]
    [InlineData("\"chains\": 4,", "\"chains\": 0,")]
    [InlineData("\"tau\": [\n          0.05", "\"tau\": [\n          0", "tau is 0, where a fit takes a number greater than 0")]
    [InlineData("\"tau\": [\n          0.05", "\"tau\": [\n          0e5", "tau is 0, where a fit takes a number greater than 0")]
    [InlineData("\"tau\": [\n          0.05", "\"tau\": [\n          null", "tau has null in it, where every instrument has a number")]
    [InlineData("\"tau\": [\n          0.05", "\"tau\": [\n          5e300", "tau is 5E+300, where a fit takes a number from")]
    [InlineData("\"chains\": 4,", "\"chains\": -4,")]
    [InlineData("\"chains\": 4,", "\"chains\": 3,")]
    [InlineData("\"draws_per_chain\": 50,", "\"draws_per_chain\": 0,")]
    [InlineData("\"draws_per_chain\": 50,", "\"draws_per_chain\": 500,")]
    public async Task What_no_fit_has_is_a_damaged_record(string before, string after, string said = "where the file of draws has 200")
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("gpuconcord-chains-").FullName, "run");
        Assert.Equal(0, await new Console().RunAsync("fit", "epic-hmxb", "--band", "1.0-2.0", "--output", folder));
        string file = Path.Combine(folder, "run.json");
        string json = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(before, json, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, json.Replace(before, after, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(65, await console.RunAsync("report", folder));
        Assert.Contains(said, console.Error, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(folder)!, true);
    }

    [Fact]
    public async Task A_report_can_be_made_at_once_or_later()
    {
        Console fit = new();
        Assert.Equal(0, await fit.RunAsync("fit", "epic-hmxb", "--output", scratch["run"], "--report"));
        Assert.Contains("report.html shows them", fit.Error, StringComparison.Ordinal);
        string atOnce = await File.ReadAllTextAsync(scratch["run/report.html"], TestContext.Current.CancellationToken);
        Assert.Equal(2 + (3 * 8), scratch.Entries("run/figures").Count());

        Console again = new();
        Assert.Equal(2, await again.RunAsync("report", scratch["run"]));
        Assert.Contains("--overwrite", again.Error, StringComparison.Ordinal);
        again = new Console();
        Assert.Equal(0, await again.RunAsync("report", scratch["run"], "--overwrite"));
        Assert.Equal($"Wrote {scratch["run/report.html"]} and 26 figures beside it.\n", again.Error);
        Assert.Empty(again.Fitted);
        Assert.Equal(atOnce, await File.ReadAllTextAsync(scratch["run/report.html"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_that_is_no_run_ends_with_65()
    {
        Console console = new();
        Assert.Equal(65, await console.RunAsync("report", scratch.Path));
        Assert.Contains("found no run.json", console.Error, StringComparison.Ordinal);
        Assert.Empty(scratch.Entries());
    }

    [Fact]
    public async Task A_run_of_another_command_is_told_so()
    {
        Assert.Equal(0, await new Console().RunAsync("sbc", "--replicates", "20", "--sources", "6", "--warmup", "10", "--device", "simd", "--quiet", "--output", scratch["sbc"]));
        Console page = new();
        Assert.Equal(65, await page.RunAsync("report", scratch["sbc"]));
        Assert.Contains("sbc: found a run of gpuconcord sbc, expected one of gpuconcord fit or sweep; ranks.svg there is its figure already", page.Error, StringComparison.Ordinal);
        Console beside = new();
        Assert.Equal(65, await beside.RunAsync("report", scratch["sbc"], "--beside", scratch["sbc"], "--figure", scratch["f.svg"]));
        Assert.Contains("found a run of gpuconcord sbc, expected a folder that gpuconcord fit --output wrote", beside.Error, StringComparison.Ordinal);
        Console compared = new();
        Assert.Equal(65, await compared.RunAsync("compare", scratch["sbc"], scratch["sbc"]));
        Assert.Contains("found a run of gpuconcord sbc, expected an output folder of gpuconcord fit; make one", compared.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_output_folder_the_report_is_one_file_named_after_the_data()
    {
        string name = $"table-{Guid.NewGuid():N}";
        string report = Path.GetFullPath($"{name}-report.html");
        await File.WriteAllTextAsync(scratch[$"{name}.csv"], "instrument,source,flux\na,X,1\nb,X,2\na,Y,3\nb,Y,5\n", TestContext.Current.CancellationToken);
        try
        {
            Console console = new();
            Assert.Equal(0, await console.RunAsync("fit", scratch[$"{name}.csv"], "--report"));
            Assert.Equal($"Wrote {name}-report.html; open it in a browser.\n", console.Error);
            Assert.Contains("id=\"chains\"", await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken), StringComparison.Ordinal);

            Console refused = new();
            Assert.Equal(2, await refused.RunAsync("fit", scratch[$"{name}.csv"], "--report"));
            Assert.Contains($"--report: found a file at {name}-report.html", refused.Error, StringComparison.Ordinal);
            Assert.Empty(refused.Fitted);
            Assert.Equal(0, await new Console().RunAsync("fit", scratch[$"{name}.csv"], "--report", "--overwrite"));
        }
        finally
        {
            File.Delete(report);
        }
    }

    [Theory]
    [InlineData("--figure x.svg", "--figure: found without --beside; add --beside RUN2")]
    [InlineData("--beside other", "--beside: found without --figure; add --figure FILE.svg")]
    [InlineData("--beside other --figure .", "--figure: found a folder at ., expected a file")]
    public async Task Two_runs_take_both_options(string options, string expected)
    {
        Console console = new();
        Assert.Equal(2, await console.RunAsync(["report", scratch["run"], .. options.Split(' ')]));
        Assert.Contains(expected, console.Error, StringComparison.Ordinal);
    }

    [Theory(Explicit = true)]
    [InlineData("epic-hmxb", 26)]
    [InlineData("epic-hmxb --model log-t", 26)]
    [InlineData("epic-hmxb --model log-t --sigma 0.15 --band 1.0-2.0", 9)]
    [InlineData("epic-hmxb --variances both --band 4.5-12.0", 10)]
    [InlineData("epic-hmxb --bands joint --band-correlation 0.8 --tau iachec", 26)]
    [InlineData("e0102-shape --model log-t", 10)]
    public async Task A_browser_opens_the_report_without_an_error(string data, int figures)
    {
        string? browser = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "no Chromium at /usr/bin/chromium, /usr/bin/chromium-browser or /usr/bin/google-chrome");
        Assert.Equal(0, await new Console { Open = choice => DeviceEngine.Open(choice, TextWriter.Null) }.RunAsync(
            ["fit", .. data.Split(' '), "--quiet", "--output", scratch["run"], "--report"]));
        // The page reports its console through this log; network and script errors appear there as CONSOLE lines.
        ProcessStartInfo start = new(
            browser!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom", $"--user-data-dir={scratch["profile"]}",
                new Uri(scratch["run/report.html"]).AbsoluteUri])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> dom = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string log = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.Equal(figures, (await dom).Split("<figure ").Length - 1);
        Assert.Equal(figures, (await dom).Split("<svg ").Length - 1);
    }
}
