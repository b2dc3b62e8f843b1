using System.Text.Json;
using GpuConcord.Cli.Screen;
using Xunit;

namespace GpuConcord.Tests.Cli.Commands;

/// <summary><c>aprates</c> and <c>pget</c> as they are typed.</summary>
public sealed class ApratesCommandTests : IDisposable
{
    private static readonly string[] Source = ["n=141", "m=9", "A_s=196.689", "A_b=4720.5", "alpha=0.953", "beta=0.029", "conf=0.68"];

    private readonly string folder = Directory.CreateTempSubdirectory("aprates").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Behind a quote that is never closed the parser knows no rows: blank lines before it do not make it a row that could be skipped.</summary>
    [Theory]
    [InlineData("n,m,A_s,A_b\n\n\"")]
    [InlineData("n,m,A_s,A_b\nn,m,A_s,A_b\n\"")]
    [InlineData("n,m,A_s,A_b\n3,5,1,10\n\n\n\"x")]
    public async Task A_quote_that_is_never_closed_is_no_row_to_skip(string text)
    {
        string own = Directory.CreateTempSubdirectory("gpuconcord-quote-").FullName;
        string table = Path.Combine(own, "t.csv");
        await File.WriteAllTextAsync(table, text, TestContext.Current.CancellationToken);
        Console console = new();
        Assert.Equal(65, await console.RunAsync("aprates", table, "--on-error", "skip", "--output", Path.Combine(own, "out.csv"), "--device", "simd"));
        Assert.Contains("a quote that is never closed", console.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(own, "out.csv")));
        Directory.Delete(own, true);
    }

    [Fact]
    public async Task CiaosOwnCallFillsAParameterFileThatPgetReads()
    {
        string file = Path.Combine(folder, "out.par");
        (int code, string output, _) = await RunAsync([
            "aprates", .. Source, "T_s=1", "E_s=1", "eng_s=1", "flux_s=1", "T_b=1", "E_b=1", "eng_b=1", "flux_b=1", $"outfile={file}", "mode=h", "--method", "ciao"]);
        Assert.Equal((ExitCode.Success, ""), (code, output));
        Assert.Equal("147.748\n135.396\n160.224\n", (await RunAsync(["pget", file, "src_cnts", "src_cnts_err_lo", "src_cnts_err_up"])).Out);
        Assert.Equal("147.748\n160.224\nciao\n", (await RunAsync(["pget", file, "src_rate_mode", "eflux_aper_err_up", "method"])).Out);
        (int missing, _, string message) = await RunAsync(["pget", file, "src_cnt"]);
        Assert.Equal(ExitCode.BadData, missing);
        Assert.Contains("did you mean 'src_cnts'?", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheExactMethodIsTheDefault()
    {
        (_, string output, _) = await RunAsync(["aprates", .. Source, "--json"]);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal("exact", json.RootElement.GetProperty("method").GetString());
        Assert.Equal(147.616471168734, json.RootElement.GetProperty("src_cnts").GetDouble(), 1e-10);
        Assert.Equal(135.569048906637, json.RootElement.GetProperty("src_cnts_err_lo").GetDouble(), 1e-10);
    }

    [Theory]
    [InlineData("found n = 1.5", "n=1.5", "m=1", "A_s=1", "A_b=2")]
    [InlineData("found no m, expected", "n=1", "A_s=1", "A_b=2")]
    [InlineData("did you mean 'A_s'?", "n=1", "m=1", "A_c=1", "A_b=2")]
    [InlineData("n: found twice", "n=1", "n=2")]
    [InlineData("n: found 'many', expected a number", "n=many")]
    [InlineData("found conf = 68, expected a probability", "n=1", "m=1", "A_s=1", "A_b=2", "conf=68")]
    [InlineData("found alpha = 2, expected a PSF fraction", "n=1", "m=1", "A_s=1", "A_b=2", "alpha=2")]
    [InlineData("pdf: found 'poisson'", "n=1", "m=1", "A_s=1", "A_b=2", "pdf=poisson", "--method", "ciao")]
    [InlineData("--method: found 'bayes'", "n=1", "m=1", "A_s=1", "A_b=2", "--method", "bayes")]
    [InlineData("--conf: found '90%'", "table.csv", "--conf", "90%")]
    [InlineData("--columns: found 'counts'", "table.csv", "--columns", "counts=SRC")]
    [InlineData("--add: found 'mean'", "table.csv", "--add", "mean")]
    [InlineData("--add: found with --method ciao", "table.csv", "--add", "bound", "--method", "ciao")]
    [InlineData("--on-error: found skip without --output", "table.csv", "--on-error", "skip")]
    [InlineData("--hardness: found with --method ciao", "table.csv", "--hardness", "--method", "ciao")]
    [InlineData("--hardness: found with --add", "table.csv", "--hardness", "--add", "moments")]
    [InlineData("--hardness: found with one source", "n=1", "m=1", "A_s=1", "A_b=2", "--hardness")]
    [InlineData("--columns: found 'n_medium'", "table.csv", "--hardness", "--columns", "n_medium=SRC")]
    public async Task AWrongCallSaysWhatIsWrong(string message, params string[] words)
    {
        (int code, string output, string error) = await RunAsync(["aprates", .. words]);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATableGoesToStandardOutput()
    {
        string table = await TableAsync("n,m,A_s,A_b\n0,0,1,24\n5,2,1,24\n");
        (int code, string output, _) = await RunAsync(["aprates", table, "--conf", "0.9", "--quiet"]);
        Assert.Equal(ExitCode.Success, code);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal("n,m,A_s,A_b,src_cnts,src_cnts_err_lo,src_cnts_err_up,mode_at_zero,interval_reaches_zero", lines[0]);
        Assert.StartsWith("0,0,1,24,0,INDEF,2.302585092994", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",1,0", lines[1], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task HardnessRatiosGoToStandardOutput()
    {
        string table = await TableAsync("n_soft,n_hard,m_soft,MH,A_s,A_b\n0,0,0,0,1,24\n");
        (int code, string output, _) = await RunAsync(["aprates", table, "--hardness", "--conf", "0.9", "--columns", "m_hard=MH", "--quiet"]);
        Assert.Equal(ExitCode.Success, code);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal("n_soft,n_hard,m_soft,MH,A_s,A_b,hr,hr_mean,hr_err_lo,hr_err_up", lines[0]);
        Assert.Equal(-0.9, double.Parse(lines[1].Split(',')[^2], System.Globalization.CultureInfo.InvariantCulture), 1e-12);
        Assert.Contains("add --hardness", (await RunAsync(["aprates", table])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonTellsRowsTimesAndFlags()
    {
        string table = await TableAsync("n,m,A_s,A_b\n0,0,1,24\n5,2,1,24\n1,9,1,24\n-1,9,1,24\n");
        (int code, string output, _) = await RunAsync(["aprates", table, "--json", "--output", Path.Combine(folder, "o.csv"), "--on-error", "skip", "--conf", "0.95",
            "--device", "simd"]);
        Assert.Equal(ExitCode.Success, code);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(3, json.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("rejected").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("flags").GetProperty("mode_at_zero").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("flags").GetProperty("interval_reaches_zero").GetInt32());
        Assert.Equal("simd", json.RootElement.GetProperty("device").GetProperty("kind").GetString());
        foreach (string stage in (string[])["read_s", "compute_s", "write_s"])
        {
            Assert.True(json.RootElement.GetProperty("timing").GetProperty(stage).GetDouble() >= 0.0);
        }
    }

    [Fact]
    public async Task ABadRowLeavesNoOutputBehind()
    {
        string table = await TableAsync("n,m,A_s,A_b\n1,2,1,24\n1,2,1,0\n");
        (int code, _, string error) = await RunAsync(["aprates", table, "--output", Path.Combine(folder, "o.csv"), "--quiet"]);
        Assert.Equal(ExitCode.BadData, code);
        Assert.Contains("t.csv:3:7: found A_b = 0, expected an area greater than 0", error, StringComparison.Ordinal);
        Assert.Equal(["t.csv"], Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task AnAbsentTableIsNamed()
    {
        (int code, _, string error) = await RunAsync(["aprates", Path.Combine(folder, "none.csv")]);
        Assert.Equal(ExitCode.BadData, code);
        Assert.Contains("no such file", error, StringComparison.Ordinal);
    }

    private async Task<string> TableAsync(string text)
    {
        string file = Path.Combine(folder, "t.csv");
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string[] words)
    {
        Console console = new();
        int code = await console.RunAsync(words);
        return (code, console.Out, console.Error);
    }
}
