using System.Text.Json;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Tests.Host.Tables.Parquet;
using Xunit;

namespace GpuConcord.Tests.Host.Runs.Fits;

public sealed class RunFilesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Every_file_is_there_and_reads_back()
    {
        Fit soft = Band("0.5-2 keV", 4);
        FitRun run = HandMade.Run(soft, Band("2-10 keV", 3));
        IReadOnlyList<OutputFile> files = await WriteAsync(run);
        string[] expected = ["README.txt", "draws_0.5-2_keV.parquet", "draws_2-10_keV.parquet", "fluxes.csv", "fluxes.parquet", "observations.parquet", "run.json", "summary.csv",
            "summary.parquet"];
        Assert.Equal(expected, scratch.Entries("out"));
        Assert.Equal(expected.Where(name => !name.Equals("run.json", StringComparison.Ordinal)), files.Select(file => file.Name).Order(StringComparer.Ordinal));

        ParquetColumns summary = await ParquetColumns.ReadAsync(scratch["out/summary.parquet"]);
        Assert.Equal(soft.Areas[1].Mean, summary.Numbers("mean")[1]);
        string[] lines = await File.ReadAllLinesAsync(scratch["out/summary.csv"], TestContext.Current.CancellationToken);
        Assert.Equal(summary.Names, lines[0].Split(','));
        Assert.Equal(summary.Numbers("mean"), lines.Skip(1).Select(line => double.Parse(line.Split(',')[4])));
        ParquetColumns draws = await ParquetColumns.ReadAsync(scratch["out/draws_0.5-2_keV.parquet"]);
        Assert.Equal(soft.LogArea[0], draws.Numbers("B[pn]"));
        Assert.Equal(7, (await ParquetColumns.ReadAsync(scratch["out/fluxes.parquet"])).Text("source").Length);
    }

    [Fact]
    public async Task The_guide_explains_every_column_of_every_file()
    {
        await WriteAsync(HandMade.Run(Band(null, 2)));
        string guide = await File.ReadAllTextAsync(scratch["out/README.txt"], TestContext.Current.CancellationToken);
        foreach (string name in (string[])["summary.csv", "summary.parquet", "fluxes.csv", "fluxes.parquet", "draws.parquet", "run.json", "flux_median", "ess_tail", ".iteration",
            "sigma2[MOS1]", "[erg/cm2/s]"])
        {
            Assert.Contains(name, guide, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_manifest_records_the_run_and_its_files()
    {
        IReadOnlyList<OutputFile> files = await WriteAsync(HandMade.Run(Band("soft", 2)));
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(scratch["out/run.json"], TestContext.Current.CancellationToken));
        JsonElement root = json.RootElement;
        Assert.Equal("gpuconcord", root.GetProperty("program").GetString());
        Assert.Equal("0.1.0", root.GetProperty("version").GetString());
        Assert.Equal(["fit", "three cameras.csv"], root.GetProperty("arguments").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal("2026-01-02T03:04:05+00:00", root.GetProperty("started").GetString());
        Assert.Equal(new string('a', 64), root.GetProperty("data").GetProperty("sha256").GetString());
        Assert.Equal(7, root.GetProperty("seed").GetInt32());
        Assert.Equal(8, root.GetProperty("device").GetProperty("lane_width").GetInt32());
        Assert.Equal(files, root.GetProperty("outputs").EnumerateArray().Select(file => new OutputFile(
            file.GetProperty("name").GetString()!, file.GetProperty("bytes").GetInt64(), file.GetProperty("sha256").GetString()!)));
        JsonElement fit = root.GetProperty("fits")[0];
        Assert.Equal(["B[pn]", "B[MOS1]", "sigma2[pn]", "sigma2[MOS1]"], fit.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(0.5, fit.GetProperty("timing").GetProperty("sampling_s").GetDouble());
    }

    [Fact]
    public async Task The_manifest_sums_the_stages_of_all_bands()
    {
        FitRun run = HandMade.Run(Band("soft", 2), Band("hard", 3));
        await WriteAsync(run);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(scratch["out/run.json"], TestContext.Current.CancellationToken));
        JsonElement stages = json.RootElement.GetProperty("stages");
        Assert.Equal(run.ReadSeconds, stages.GetProperty("read_s").GetDouble());
        Assert.Equal(run.Fits.Sum(fit => fit.Timing.WarmUp), stages.GetProperty("warmup_s").GetDouble());
        Assert.Equal(run.Fits.Sum(fit => fit.Timing.Sampling), stages.GetProperty("sampling_s").GetDouble());
        Assert.Equal(run.Fits.Sum(fit => fit.Timing.Summary), stages.GetProperty("summary_s").GetDouble());
        Assert.InRange(stages.GetProperty("write_s").GetDouble(), 1e-6, 600);
        Assert.True(json.RootElement.GetProperty("peak_memory_bytes").GetInt64() > 1 << 20);
    }

    [Fact]
    public async Task An_interrupted_run_leaves_nothing()
    {
        using OutputFolder folder = OutputFolder.Open(scratch["out"], overwrite: false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunFiles.WriteAsync(HandMade.Run(Band("soft", 2)), folder, new CancellationToken(canceled: true)));
        folder.Dispose();
        Assert.Empty(scratch.Entries());
    }

    [Fact]
    public void Names_of_draw_files_are_safe_and_distinct()
    {
        Assert.Equal(["draws.parquet"], RunFiles.DrawFileNames(["a/b"]));
        Assert.Equal(
            ["draws_.._etc.parquet", "draws_a_b.parquet", "draws_A_B-2.parquet", "draws_a_b-3.parquet", "draws_.parquet"],
            RunFiles.DrawFileNames(["../etc", "a b", "A/B", "a:b", null]));
    }

    private static Fit Band(string? name, int sources) =>
        HandMade.Fit(HandMade.Observations(name, ["pn", "MOS1"], HandMade.Sources(sources)), [0.01, -0.02], [0.1, 0.2]);

    private async Task<IReadOnlyList<OutputFile>> WriteAsync(FitRun run)
    {
        using OutputFolder folder = OutputFolder.Open(scratch["out"], overwrite: false);
        return await RunFiles.WriteAsync(run, folder, TestContext.Current.CancellationToken);
    }
}
