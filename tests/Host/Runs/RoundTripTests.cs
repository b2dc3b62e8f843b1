using System.Text;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Help;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Report;
using GpuConcord.Host.Report.Sweeps;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Runs.Sbc;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Parquet;
using GpuConcord.Tests.Host.Models.Toy;
using Xunit;
using Console = GpuConcord.Tests.Cli.Console;

namespace GpuConcord.Tests.Host.Runs;

/// <summary>What writes a run reads it: a folder that is read and written again is the same to the byte, pages and figures included.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly string[] Quick = ["--device", "simd", "--quiet", "--chains", "32", "--draws", "12", "--warmup", "24", "--report", "--json", "--output"];

    // The program's models and one that tests alone have: no reader knows them by name.
    private static readonly ModelCatalogue Models = ModelCatalogue.Standard.With(ToyModel.Kind);

    private readonly ScratchFolder scratch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("epic-hmxb --check --sensitivity --point marginal,shrinkage,joint")]
    [InlineData("epic-hmxb --band 2.0-4.5 --seed 18446744073709551615 --thin 2 --tau pn=0.02,MOS1=0.06,MOS2=0.06 --alpha 2 --beta 0.02")]
    [InlineData("epic-hmxb --variances known --check --sensitivity")]
    [InlineData("epic-hmxb --variances both --check --sensitivity")]
    [InlineData("epic-hmxb --model log-t --check")]
    [InlineData("epic-hmxb --model log-t --nu 4.5 --common-sigma --check --band 4.5-12.0")]
    [InlineData("epic-hmxb --model log-t --sigma 0.1 --check --band 4.5-12.0")]
    [InlineData("epic-hmxb --bands joint --band-correlation 0.8 --tau iachec --check")]
    [InlineData("epic-hmxb --bands joint --band-correlation 0.8 --variances known --check")]
    [InlineData("epic-hmxb --sampler block-gibbs --check")]
    [InlineData("epic-hmxb --sampler gibbs --no-shift --band 2.0-4.5")]
    [InlineData("e0102-shape --check --sensitivity")]
    [InlineData("e0102-shape --model log-t --check")]
    [InlineData("TABLE --check --sensitivity --flux-draws S1")]
    [InlineData("TABLE --variances known --check --flux-draws S1")]
    [InlineData("TABLE --variances both --check")]
    [InlineData("TABLE --model log-t --check --flux-draws S1")]
    [InlineData("TABLE --model toy --check --flux-draws S1")]
    [InlineData("epic-hmxb --bands joint --band-correlation 0.8 --model log-t --check")]
    [InlineData("TABLE --bands joint --band-correlation 0.5 --variances both --check --flux-draws S1")]
    public async Task A_fit_comes_back_from_its_folder(string words)
    {
        Console console = new() { Catalogue = Models, Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) };
        await RunAsync(console, $"fit {await TableAsync(words)}");
        FitRun read = await RunFolder.ReadAsync(scratch["first"], PrintVersion.Version, Models, Stop);
        await WriteAsync(folder => RunFiles.WriteAsync(read, folder, Stop, into => ReportFiles.Write(read, into)));
        await SameAsync(console, stream => RunJson.WriteAll(read, stream));
    }

    /// <summary>So many sources that log-t is drawn on a polynomial, whose error the run keeps and the page states.</summary>
    [Fact]
    public async Task A_fit_on_a_polynomial_comes_back_from_its_folder()
    {
        Assert.Equal(0, await new Console().RunAsync("simulate", "--model", "log-t", "--sources", "1000", "--seed", "1", "--output", scratch["many.csv"]));
        Console console = new() { Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) };
        await RunAsync(console, $"fit {scratch["many.csv"]} --model log-t");
        FitRun read = await RunFolder.ReadAsync(scratch["first"], PrintVersion.Version, ModelCatalogue.Standard, Stop);
        Assert.NotNull(Assert.Single(read.Fits).Polynomial);
        await WriteAsync(folder => RunFiles.WriteAsync(read, folder, Stop, into => ReportFiles.Write(read, into)));
        await SameAsync(console, stream => RunJson.WriteAll(read, stream));
    }

    [Theory]
    [InlineData("epic-hmxb xcal-shape --tau 0.025,0.05 --beta-grid 0.001,0.01")]
    [InlineData("e0102-shape --tau-scale 0.5,1,2 --tuning fit --seed 18446744073709551615")]
    [InlineData("epic-hmxb --leave-one-out instruments")]
    [InlineData("TABLE --leave-one-out sources")]
    public async Task A_sweep_comes_back_from_its_folder(string words)
    {
        Console console = new();
        await RunAsync(console, $"sweep {await TableAsync(words)}");
        SweepRun read = await SweepFolder.ReadAsync(scratch["first"], PrintVersion.Version, null, Stop);
        await WriteAsync(folder => SweepFiles.WriteAsync(read, folder, Stop, into => SweepPage.Write(read, into)));
        await SameAsync(console, stream => SweepJson.WriteAll(read, stream));
    }

    [Theory]
    [InlineData("--missing 0.2 --tau I1=0.1,I2=0.2,I3=0.3 --seed 18446744073709551615")]
    [InlineData("--model known")]
    [InlineData("--model both --errors 0.2 --missing 0.1")]
    [InlineData("--model log-t --nu 4.5 --level 0.5")]
    [InlineData("--model log-t --common-sigma")]
    [InlineData("--model log-t --sigma 0.3")]
    [InlineData("--bands 2 --band-correlation 0.8 --missing 0.1")]
    [InlineData("--bands 2 --band-correlation 0.8 --model log-t")]
    [InlineData("--model toy")]
    public async Task A_calibration_comes_back_from_its_folder(string words)
    {
        Console console = new() { Catalogue = Models };
        await RunAsync(console, $"sbc {words} --replicates 24 --sources 6");
        SbcRun read = await SbcFolder.ReadAsync(scratch["first"], PrintVersion.Version, Models, Stop);
        await WriteAsync(folder => SbcFiles.WriteAsync(read, folder, Stop, into => RankDifferences.Write(read.Result, into)));
        await SameAsync(console, stream => SbcJson.WriteAll(read, stream));
    }

    /// <summary>A design is drawn again from its numbers; a seed of its own is told apart from the run's.</summary>
    [Fact]
    public async Task A_calibration_keeps_who_saw_what()
    {
        SbcOptions options = new()
        {
            Model = FitParts.Both,
            Design = SbcDesign.Of(3, 9, 2, 0.3, 0.2, 5),
            Priors = Priors.Uniform(6, 0.2, 4, 0.5) with { Correlation = SbcDesign.Correlation(3, 2, 0.4) },
            Replicates = 20,
            Chains = 2,
            Draws = 2,
        };
        SbcRun run = new(
            PrintVersion.Version, ["sbc"], new DeviceRecord("simd", "A processor", ".NET 10.0.0", 8, 0, 0, ""),
            new SbcResult(options, [RankedQuantity.Of("B[I1:b1]", [.. Enumerable.Range(0, 20).Select(k => k % 4)], 4)], 0.1, 1.5, 0, 0.25));
        using OutputFolder folder = OutputFolder.Open(scratch["first"], overwrite: false);
        await SbcFiles.WriteAsync(run, folder, Stop);
        SbcOptions read = (await SbcFolder.ReadAsync(scratch["first"], PrintVersion.Version, null, Stop)).Result.Options;
        Assert.Equal(options.Design.Table.Instrument, read.Design.Table.Instrument);
        Assert.Equal(options.Design.Table.First, read.Design.Table.First);
        Assert.Equal(options.Design.Table.Variance, read.Design.Table.Variance);
        Assert.Equal(options.Priors.Correlation, read.Priors.Correlation);
        Assert.Equal(options.Model, read.Model);
    }

    /// <summary>Runs from before the response to the prior had an error are read, and pages say that it is absent.</summary>
    [Fact]
    public async Task A_run_without_the_error_of_the_prior_influence_is_read()
    {
        await RunAsync(new Console { Open = _ => DeviceEngine.Open(DeviceChoice.Parse("simd"), TextWriter.Null) }, "fit epic-hmxb --band 2.0-4.5");
        string manifest = await File.ReadAllTextAsync(scratch["first/run.json"], Stop);
        int from = manifest.IndexOf("\"prior_influence_mcse\"", StringComparison.Ordinal), to = manifest.IndexOf("\"components\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(scratch["first/run.json"], manifest.Remove(from, to - from), Stop);
        FitRun read = await RunFolder.ReadAsync(scratch["first"], PrintVersion.Version, Models, Stop);
        Assert.Null(read.Fits[0].PriorInfluenceError);
        Assert.True(double.IsNaN(read.Fits[0].OwnInfluenceError(0)));
        await WriteAsync(folder => RunFiles.WriteAsync(read, folder, Stop, into => ReportFiles.Write(read, into)));
        Assert.Contains("The Monte Carlo error of ∂E[B]/∂b is absent", await File.ReadAllTextAsync(scratch["second/report.html"], Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("prior_influence_mcse", await File.ReadAllTextAsync(scratch["second/run.json"], Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_without_the_error_of_the_prior_influence_is_read()
    {
        await RunAsync(new Console(), "sweep e0102-shape --tau 0.05");
        SweepRun run = await SweepFolder.ReadAsync(scratch["first"], PrintVersion.Version, null, Stop);
        OutputTable influence = SweepTables.Influence(run);
        Assert.Equal(SweepTables.InfluenceError, influence.Columns[^1].Name);
        OutputTable before = influence with { Columns = [.. influence.Columns.Take(influence.Columns.Count - 1)] };
        SweptProblem read = Assert.Single(SweepReading.Problems(
            await WrittenAsync(SweepTables.Parameters(run)), await WrittenAsync(before), await WrittenAsync(SweepTables.Problems(run)), 384));
        Assert.Null(read.Posterior.PriorInfluenceError);
        Assert.Equal(run.Problems[0].Posterior.PriorInfluence, read.Posterior.PriorInfluence);
        await WriteAsync(folder => SweepFiles.WriteAsync(run with { Problems = [read] }, folder, Stop, into => SweepPage.Write(run with { Problems = [read] }, into)));
        Assert.Contains("The Monte Carlo error of ∂E[B]/∂b is absent", await File.ReadAllTextAsync(scratch["second/report.html"], Stop), StringComparison.Ordinal);
    }

    /// <summary>Whatever the record says of the files must be so.</summary>
    [Fact]
    public async Task A_damaged_folder_is_refused_with_the_reason()
    {
        await RunAsync(new Console(), "sweep e0102-shape --tau 0.05");
        byte[] manifest = await File.ReadAllBytesAsync(scratch["first/run.json"], Stop);
        await RefusedAsync(scratch["nowhere"], "found no such folder, expected a folder that gpuconcord sweep --output wrote");
        await File.WriteAllTextAsync(scratch["first/run.json"], Encoding.UTF8.GetString(manifest)
            .Replace("\"model_key\": \"fitted\"", "\"model_key\": \"log-cauchy\"", StringComparison.Ordinal), Stop);
        await RefusedAsync(scratch["first"], "content that is not a sweep's ('log-cauchy' is no model of this program");
        await File.WriteAllTextAsync(scratch["first/run.json"], """{"program": "gpuconcord", "version": "0.1.0", "replicates": 3, "outputs": []}""", Stop);
        await RefusedAsync(scratch["first"], "found a run of gpuconcord sbc, expected a folder that gpuconcord sweep --output wrote");
        await File.WriteAllBytesAsync(scratch["first/run.json"], manifest, Stop);
        File.Copy(scratch["first/problems.parquet"], scratch["first/influence.parquet"], overwrite: true);
        await RefusedAsync(scratch["first"], "influence.parquet: found other content than the run wrote");
        File.Delete(scratch["first/influence.parquet"]);
        await RefusedAsync(scratch["first"], "influence.parquet: found no such file");
    }

    private static async Task RefusedAsync(string folder, string expected)
    {
        DataException fault = await Assert.ThrowsAsync<DataException>(() => SweepFolder.ReadAsync(folder, PrintVersion.Version, null, Stop));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static async Task<ParquetTable> WrittenAsync(OutputTable table)
    {
        using MemoryStream stream = new();
        await ParquetFormat.Format.WriteAsync(table, stream, Stop);
        return await ParquetTable.ReadAsync("table", new MemoryStream(stream.ToArray()), Stop);
    }

    /// <summary>The words with a table of sparse data in place of TABLE: two bands, names that need quotes, two islands, a source that only one instrument saw.</summary>
    private async Task<string> TableAsync(string words)
    {
        string[] instruments = ["pn", "MOS, \"1\"", "β"];
        StringBuilder table = new("band,instrument,source,flux,error\n");
        foreach (string band in (string[])["0.5/2 soft", "#2-10: hard"])
        {
            for (int j = 1; j <= 9; j++)
            {
                for (int i = 0; i < instruments.Length; i++)
                {
                    if ((i + j) % 4 != 0 && !(j is 9 && i > 0))
                    {
                        double flux = j * (1 + (0.05 * i) + (0.03 * ((i * j) % 5)));
                        table.Append(FormattableString.Invariant($"\"{band}\",\"{instruments[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\",S{j},{flux},{0.1 * flux}\n"));
                    }
                }
            }

            foreach (string name in (string[])["lone 1", "lone 2"])
            {
                table.Append(FormattableString.Invariant($"\"{band}\",far 1,{name},3.1,0.2\n\"{band}\",far 2,{name},3.3,0.2\n"));
            }
        }

        await File.WriteAllTextAsync(scratch["table.csv"], table.ToString(), Stop);
        return words.Replace("TABLE", scratch["table.csv"], StringComparison.Ordinal);
    }

    private async Task RunAsync(Console console, string words) => Assert.True(
        await console.RunAsync([.. words.Split(' '), .. Quick.Where(word => !words.StartsWith("sbc", StringComparison.Ordinal) || word is not "--report"), scratch["first"]])
            is 0, console.Error);

    private async Task WriteAsync(Func<OutputFolder, Task> write)
    {
        using OutputFolder folder = OutputFolder.Open(scratch["second"], overwrite: false);
        await write(folder);
    }

    /// <summary>Both folders, and what was printed, are the same.</summary>
    private async Task SameAsync(Console console, Action<Stream> print)
    {
        string[] files = Names("first");
        Assert.Contains(OutputFolder.Manifest, files);
        Assert.Equal(files, Names("second"));
        foreach (string file in files)
        {
            (byte[] first, byte[] second) = (await File.ReadAllBytesAsync(scratch[$"first/{file}"], Stop), await File.ReadAllBytesAsync(scratch[$"second/{file}"], Stop));
            Assert.True(first.AsSpan().SequenceEqual(second), $"{file}: {Difference(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(second))}");
        }

        using MemoryStream printed = new();
        print(printed);
        string again = Encoding.UTF8.GetString(printed.ToArray());
        Assert.True(console.Out.Equals(again, StringComparison.Ordinal), $"--json: {Difference(console.Out, again)}");
    }

    private string[] Names(string folder) =>
        [.. Directory.EnumerateFiles(scratch[folder], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(scratch[folder], file)).Order(StringComparer.Ordinal)];

    private static string Difference(string first, string second)
    {
        const int Around = 200;
        int at = first.Zip(second).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{first[Math.Max(0, at - Around)..Math.Min(first.Length, at + Around)]}\n---\n{second[Math.Max(0, at - Around)..Math.Min(second.Length, at + Around)]}";
    }
}
