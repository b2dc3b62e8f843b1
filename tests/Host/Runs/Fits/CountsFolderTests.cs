using System.Security.Cryptography;
using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Tests.Host.Tables.Parquet;
using Xunit;

namespace GpuConcord.Tests.Host.Runs.Fits;

/// <summary>A run of counts, written and read back: the counts are in its folder, and with them its figures.</summary>
public sealed class CountsFolderTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Counts_are_in_the_folder_as_they_were_understood()
    {
        await WriteAsync(HandMade.Run(CountFits.Of("soft"), CountFits.Of("hard")), "out");
        ParquetColumns table = await ParquetColumns.ReadAsync(scratch["out/observations.parquet"]);
        Assert.Equal(["band", "source", "instrument", "y", "known_variance", "n", "m", "f", "g", "r", "b"], table.Names);
        Assert.Equal([3.0, 1, 0, 0, 2, 3, 1, 0, 0, 2], table.Numbers("n"));
        FitRun read = await RunFolder.ReadAsync(scratch["out"], "0.1.0", null, TestContext.Current.CancellationToken);
        ApertureCounts written = CountFits.Of().Observations.Counts!, found = read.Fits[1].Observations.Counts!;
        Assert.Equal(written.Source, found.Source);
        Assert.Equal(written.Background, found.Background);
        Assert.Equal(written.SourceFactor, found.SourceFactor);
        Assert.Equal(written.BackgroundFactor, found.BackgroundFactor);
        Assert.Equal(written.Ratio, found.Ratio);
        Assert.Equal(written.KnownBackground, found.KnownBackground);
        string[] fluxes = await File.ReadAllLinesAsync(scratch["out/fluxes.csv"], TestContext.Current.CancellationToken);
        Assert.Equal("counts", fluxes[0].Split(',')[3]);
        Assert.Equal(["4", "0", "2", "4", "0", "2"], fluxes[1..].Select(line => line.Split(',')[3]));
        Assert.All(fluxes[1..], line => Assert.DoesNotContain("NaN", string.Join(',', line.Split(',')[6..9]), StringComparison.Ordinal));
        string guide = await File.ReadAllTextAsync(scratch["out/README.txt"], TestContext.Current.CancellationToken);
        Assert.Contains("omega2: variance of ln(flux) over the population of sources", guide, StringComparison.Ordinal);
        Assert.DoesNotContain("took no part in the calibration", guide, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Written_and_read_and_written_again_every_file_is_the_same()
    {
        await WriteAsync(HandMade.Run(CountFits.Of()), "first");
        FitRun read = await RunFolder.ReadAsync(scratch["first"], "0.1.0", null, TestContext.Current.CancellationToken);
        await WriteAsync(read, "second");
        Assert.Contains("report.html", Contents("first").Keys);
        Assert.Contains("figures/population.svg", Contents("first").Keys);
        Assert.Equal(Contents("first"), Contents("second"));
    }

    [Fact]
    public async Task A_report_made_later_equals_the_one_made_at_once()
    {
        await WriteAsync(HandMade.Run(CountFits.Of("soft"), CountFits.Of("hard")), "out");
        FitRun read = await RunFolder.ReadAsync(scratch["out"], "0.1.0", null, TestContext.Current.CancellationToken);
        using MemoryStream later = new();
        ReportPage.Write(read, ReportFigures.Of(read), later);
        Assert.Equal(await File.ReadAllTextAsync(scratch["out/report.html"], TestContext.Current.CancellationToken), Encoding.UTF8.GetString(later.ToArray()));
    }

    private async Task WriteAsync(FitRun run, string path)
    {
        using OutputFolder folder = OutputFolder.Open(scratch[path], overwrite: false);
        await RunFiles.WriteAsync(run, folder, TestContext.Current.CancellationToken, into => ReportFiles.Write(run, into));
    }

    private Dictionary<string, string> Contents(string path) => Directory.EnumerateFiles(scratch[path], "*", SearchOption.AllDirectories).ToDictionary(
        file => Path.GetRelativePath(scratch[path], file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))), StringComparer.Ordinal);
}
