using System.Globalization;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Photometry.Hardness;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using Parquet;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Hardness;

/// <summary>Tables of two bands through the pipeline.</summary>
public sealed class HardnessCatalogueTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hardness").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task OwnColumnsAndSharedOnesMakeTheBands()
    {
        string[] lines = await RunAsync("name,n_hard,m_hard,n_soft,m_soft,A_s,A_b,alpha_soft,alpha_hard,conf\na,9,3,5,2,1,24,0.9,0.8,0.5\nb,0,0,0,0,1,24,0.9,0.9,0.9\n");
        Assert.Equal("name,n_hard,m_hard,n_soft,m_soft,A_s,A_b,alpha_soft,alpha_hard,conf,hr,hr_mean,hr_err_lo,hr_err_up", lines[0]);
        HardnessSummary expected = new HardnessPosterior(new(5, 2, 0.9, 0, 24, 0.5), new(9, 3, 0.8, 0, 24, 0.5)).Summary(0.5);
        Assert.StartsWith("a,9,3,5,2,1,24,0.9,0.8,0.5,", lines[1], StringComparison.Ordinal);
        Near(expected, lines[1]);
        double[] none = Array.ConvertAll(lines[2].Split(',')[^4..], cell => double.Parse(cell, CultureInfo.InvariantCulture));
        Assert.Equal([0.0, 0.0, -0.9, 0.9], none, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public async Task AnotherQuantityTakesItsFactorsBandByBand()
    {
        string[] lines = await RunAsync(
            "soft_cts,n_hard,m_soft,m_hard,A_s,A_b,E_s_soft,E_b_soft,E_s_hard,E_b_hard\n5,9,2,3,1,24,4e6,5e6,2e6,2e6\n", ApertureQuantity.PhotonFlux,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["n_soft"] = "soft_cts" });
        HardnessSummary expected = new HardnessPosterior(new(5, 2, 4e6, 0, 24 * 5e6 / 4e6, 0.68), new(9, 3, 2e6, 0, 24, 0.68)).Summary(0.68);
        Near(expected, lines[1]);
    }

    [Fact]
    public async Task ParquetGivesTheSameNumbers()
    {
        const string Table = "n_soft,n_hard,m_soft,m_hard,A_s,A_b,beta_soft,beta_hard\n5,9,2,3,1,24,0.1,0.2\n0,9,2,30,1,24,0.1,0.2\n";
        string[] expected = await RunAsync(Table);
        string parquet = Path.Combine(folder, "t.parquet");
        await RunAsync(Table, output: parquet);
        await using FileStream stream = File.OpenRead(parquet);
        await using ParquetReader reader = await Parquet.ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(expected[0].Split(','), reader.Schema.GetDataFields().Select(field => field.Name), StringComparer.Ordinal);
        Assert.Equal(typeof(double), reader.Schema.GetDataFields()[1].ClrType);
        DataException fault = await Assert.ThrowsAsync<DataException>(() => LinesAsync(parquet, ApertureQuantity.Counts, []));
        Assert.Contains("found a column 'hr' already", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n_soft,m_soft,m_hard,A_s,A_b\n1,1,1,1,9\n", "t.csv:1:1: found a column n_soft without n_hard, expected both n_soft and n_hard; add them")]
    [InlineData("n,m,A_s,A_b\n1,1,1,9\n", "t.csv:1:1: found no columns n_soft and n_hard")]
    [InlineData("n_soft,n_hard,m_soft,m_hard,A_s,A_b,A_b_soft,A_b_hard\n1,1,1,1,1,9,9,9\n", "t.csv:1:33: found a column A_b beside A_b_soft")]
    [InlineData("n_soft,n_hard,m_soft,m_hard,A_s,A_b,alpha_hard\n1,1,1,1,1,9,1\n",
        "t.csv:1:37: found a column alpha_hard without alpha_soft, expected both alpha_soft and alpha_hard; add alpha_soft; if both bands share it, name it alpha")]
    [InlineData("n_soft,n_hard,m_soft,m_hard,A_s,A_b,conf_soft\n1,1,1,1,1,9,0.9\n", "t.csv:1:37: found a column conf_soft, expected one column conf")]
    [InlineData("n_soft,n_hard,m_soft,m_hard,A_s\n1,1,1,1,1\n", "found no column A_b")]
    [InlineData("n_soft,n_hard,m_soft,m_hard,A_s,A_b\n1,-1,1,1,1,9\n", "t.csv:2:3: found n = -1, expected a whole number of counts")]
    [InlineData("n_soft,n_hard,m_soft,m_hard,A_s,A_b,hr\n1,1,1,1,1,9,0\n", "found a column 'hr' already")]
    public async Task ATableAtFaultSaysWhere(string table, string message)
    {
        DataException fault = await Assert.ThrowsAsync<DataException>(() => RunAsync(table));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AQuantityWithoutInputsIsRefused()
    {
        DataException fault = await Assert.ThrowsAsync<DataException>(() => RunAsync("n_soft,n_hard,m_soft,m_hard,A_s,A_b\n1,1,1,1,1,9\n", ApertureQuantity.Rate));
        Assert.Contains("found no inputs of src_rate, expected columns T_s, T_b", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The last four cells of a line are a summary's figures.</summary>
    private static void Near(HardnessSummary expected, string line)
    {
        double[] found = Array.ConvertAll(line.Split(',')[^4..], cell => double.Parse(cell, CultureInfo.InvariantCulture));
        Assert.Equal([expected.Median, expected.Mean, expected.Low, expected.High], found, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    private async Task<string[]> RunAsync(
        string text, ApertureQuantity quantity = ApertureQuantity.Counts, Dictionary<string, string>? renamed = null, string? output = null)
    {
        string table = Path.Combine(folder, "t.csv");
        await File.WriteAllTextAsync(table, text, TestContext.Current.CancellationToken);
        return await LinesAsync(table, quantity, renamed ?? [], output);
    }

    private async Task<string[]> LinesAsync(string table, ApertureQuantity quantity, Dictionary<string, string> renamed, string? output = null)
    {
        string file = output ?? Path.Combine(folder, "out.csv");
        using Device device = Device.OpenSimd(cores: 1);
        await CatalogueRun.RunAsync(
            new CatalogueRequest
            {
                Table = table,
                Output = () => new FileStream(file, FileMode.Create, FileAccess.ReadWrite),
                OutputFormat = TableFormats.Standard.ByName(output ?? ""),
                Renamed = renamed,
                Measure = new PhotometryRequest { Quantities = ApertureQuantities.All, Hardness = quantity },
            },
            device, progress: null, TestContext.Current.CancellationToken);
        return output is null ? await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken) : [];
    }
}
