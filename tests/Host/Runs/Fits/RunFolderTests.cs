using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using Xunit;

namespace GpuConcord.Tests.Host.Runs.Fits;

public sealed class RunFolderTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_report_made_later_equals_the_one_made_at_once(bool known)
    {
        FitRun run = Run(known);
        await WriteAsync(run, report: true);
        string atOnce = await File.ReadAllTextAsync(scratch["out/report.html"], TestContext.Current.CancellationToken);
        FitRun read = await RunFolder.ReadAsync(scratch["out"], "0.1.9", null, TestContext.Current.CancellationToken);
        Assert.Equal(ReportFigures.Of(run).All.Select(figure => figure.Svg.ToString()), ReportFigures.Of(read).All.Select(figure => figure.Svg.ToString()));
        using MemoryStream later = new();
        ReportPage.Write(read, ReportFigures.Of(read), later);
        Assert.Equal(atOnce, Encoding.UTF8.GetString(later.ToArray()));
    }

    public static TheoryData<string> Kinds => [.. ModelFits.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_model_is_read_back(string kind)
    {
        FitRun run = HandMade.Run(ModelFits.Of(kind, "soft", complete: false), ModelFits.Of(kind, "hard", complete: true));
        await WriteAsync(run, report: true);
        FitRun read = await RunFolder.ReadAsync(scratch["out"], "0.1.0", null, TestContext.Current.CancellationToken);
        using MemoryStream later = new();
        ReportPage.Write(read, ReportFigures.Of(read), later);
        Assert.Equal(await File.ReadAllTextAsync(scratch["out/report.html"], TestContext.Current.CancellationToken), Encoding.UTF8.GetString(later.ToArray()));
    }

    [Fact]
    public async Task A_report_adds_itself_to_the_run_and_leaves_everything_else()
    {
        await WriteAsync(Run(), report: false);
        Dictionary<string, string> before = Contents();
        FitRun read = await RunFolder.ReadAsync(scratch["out"], "0.1.0", null, TestContext.Current.CancellationToken);
        IReadOnlyList<OutputFile> files = ReportFiles.Add(read, scratch["out"], overwrite: false);
        Assert.Contains("report.html", files.Select(file => file.Name));
        Assert.All(files, file => Assert.Equal(file.Bytes, new FileInfo(scratch[$"out/{file.Name}"]).Length));
        Dictionary<string, string> after = Contents();
        Assert.All(before.Where(file => !file.Key.Equals("run.json", StringComparison.Ordinal)), file => Assert.Equal(file.Value, after[file.Key]));
        // The record is the same but for its list of files, from which the next report starts again.
        Assert.Throws<UsageException>(() => ReportFiles.Add(read, scratch["out"], overwrite: false));
        ReportFiles.Add(await RunFolder.ReadAsync(scratch["out"], "0.1.0", null, TestContext.Current.CancellationToken), scratch["out"], overwrite: true);
        Assert.Equal(after, Contents());
    }

    [Fact]
    public async Task A_new_run_in_the_folder_takes_the_old_report_away()
    {
        await WriteAsync(Run(), report: true);
        await File.WriteAllTextAsync(scratch["out/figures/mine.svg"], "mine", TestContext.Current.CancellationToken);
        Assert.True(File.Exists(scratch["out/figures/areas.svg"]));
        await WriteAsync(Run(), report: false, overwrite: true);
        Assert.False(File.Exists(scratch["out/report.html"]));
        Assert.Equal(["mine.svg"], scratch.Entries("out/figures"));
        File.Delete(scratch["out/figures/mine.svg"]);
        await WriteAsync(Run(), report: false, overwrite: true);
        Assert.False(Directory.Exists(scratch["out/figures"]));
    }

    [Fact]
    public async Task What_is_no_run_is_refused_with_the_reason()
    {
        await WriteAsync(Run(), report: false);
        Directory.CreateDirectory(scratch["empty"]);
        await RefusedAsync(scratch["nowhere"], "0.1.0", "found no such folder");
        await RefusedAsync(scratch["empty"], "0.1.0", "found no run.json");
        await RefusedAsync(scratch["out/run.json"], "0.1.0", "found a file, expected a folder");
        await RefusedAsync(scratch["out"], "0.2.0", "found a run of version 0.1.0, expected one of version 0.2; use gpuconcord 0.1.0");
        await RefusedAsync(scratch["out"], "1.1.0", "expected one of version 1.1");
    }

    [Theory]
    [InlineData("draws.parquet", "put it back")]
    [InlineData("fluxes.parquet", "put it back")]
    [InlineData("observations.parquet", "put it back")]
    public async Task A_missing_file_is_named(string name, string advice)
    {
        await WriteAsync(Run(), report: false);
        File.Delete(scratch[$"out/{name}"]);
        string message = await RefusedAsync(scratch["out"], "0.1.0", $"{name}: found no such file");
        Assert.Contains(advice, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_file_is_named()
    {
        await WriteAsync(Run(), report: false);
        await using (FileStream file = new(scratch["out/draws.parquet"], FileMode.Open))
        {
            file.Position = file.Length / 2;
            file.WriteByte(0x5A);
            file.WriteByte(0xA5);
        }
        await RefusedAsync(scratch["out"], "0.1.0", "draws.parquet: found other content than the run wrote");
    }

    [Theory]
    [InlineData("not json", "content that is not a run's")]
    [InlineData("[]", "content that is not a run's")]
    [InlineData("{}", "a file of another program")]
    [InlineData("{\"program\": \"stan\"}", "a file of another program")]
    [InlineData("{\"program\": \"gpuconcord\", \"version\": \"0.1.0\"}", "content that is not a run's")]
    public async Task A_manifest_that_is_no_manifest_is_refused(string manifest, string expected)
    {
        Directory.CreateDirectory(scratch["out"]);
        await File.WriteAllTextAsync(scratch["out/run.json"], manifest, TestContext.Current.CancellationToken);
        await RefusedAsync(scratch["out"], "0.1.0", expected);
    }

    private static FitRun Run(bool known = false)
    {
        double[]? scatter = known ? null : [0.1, 0.2];
        // A source that nobody saw, one seen once, and one flux that is not finite.
        Observations observations = HandMade.Observations(null, ["pn", "MOS <1>"], HandMade.Sources(5), errors: true) with
        {
            First = [0, 2, 4, 5, 5, 7],
            Instrument = [0, 1, 0, 1, 1, 0, 1],
            Y = [-27, -27.1, -26, -26.2, -25, -23, -23.3],
            Variance = [.. Enumerable.Repeat(0.01, 7)],
        };
        Fit fit = HandMade.Fit(observations, [0, 0.1], scatter, warnings: ["A warning."]);
        fit.Fluxes.Median[3] = double.NaN;
        fit.Fluxes.Q2_5[3] = double.NaN;
        return HandMade.Run(fit) with { Notes = ["A note."] };
    }

    private async Task WriteAsync(FitRun run, bool report, bool overwrite = false)
    {
        using OutputFolder folder = OutputFolder.Open(scratch["out"], overwrite);
        await RunFiles.WriteAsync(run, folder, TestContext.Current.CancellationToken, report ? into => ReportFiles.Write(run, into) : null);
    }

    private static async Task<string> RefusedAsync(string path, string version, string expected)
    {
        DataException fault = await Assert.ThrowsAsync<DataException>(() => RunFolder.ReadAsync(path, version, null, TestContext.Current.CancellationToken));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        return fault.Message;
    }

    private Dictionary<string, string> Contents() => Directory.EnumerateFiles(scratch["out"], "*", SearchOption.AllDirectories).ToDictionary(
        file => Path.GetRelativePath(scratch["out"], file), file => Convert.ToHexString(
            System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))), StringComparer.Ordinal);
}
