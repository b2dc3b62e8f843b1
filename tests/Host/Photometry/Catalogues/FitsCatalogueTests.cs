using System.Globalization;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Tables.Fits;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Catalogues;

/// <summary>FITS through the pipeline: columns keep their types, units, UCDs and nulls.</summary>
public sealed class FitsCatalogueTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("aprates").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Columns_of_FITS_come_out_as_they_went_in()
    {
        string input = Path.Combine(folder, "in.fits"), output = Path.Combine(folder, "out.fits");
        await File.WriteAllBytesAsync(input, await SourcesAsync(40_000), TestContext.Current.CancellationToken);
        CatalogueReport report = await RunAsync(input, output);
        Assert.Equal(40_000, report.Rows);
        using ITable before = TableFormats.Standard.Open(input, File.OpenRead(input)), after = TableFormats.Standard.Open(output, File.OpenRead(output));
        int columns = before.Columns.Count;
        Assert.Equal(
            before.Columns.Select(column => (column.Name, column.Type, column.Unit, column.Ucd)),
            after.Columns.Take(columns).Select(column => (column.Name, column.Type, column.Unit, column.Ucd)));
        Assert.Equal("src_cnts", after.Columns[columns].Name);
        string expected = FitsDump.Of(before);
        Assert.StartsWith(expected, FitsDump.Of(after), StringComparison.Ordinal);
        Assert.Contains("quality: 0 null 2 ", expected, StringComparison.Ordinal);
        Assert.Empty(after.Notes);
    }

    [Fact]
    public async Task Text_of_a_CSV_table_is_text_of_FITS_that_is_read_again()
    {
        string input = Path.Combine(folder, "in.csv"), output = Path.Combine(folder, "out.fits");
        await File.WriteAllTextAsync(input, "source,n,m,A_s,A_b,remark\nA,7,5,1,24,\nsource B,3,5,1,24,x\nC,0,5,1,24,long remark\n",
            TestContext.Current.CancellationToken);
        await RunAsync(input, output);
        using ITable table = TableFormats.Standard.Open(output, File.OpenRead(output));
        Assert.Equal([typeof(string), typeof(double), typeof(double), typeof(double), typeof(double), typeof(string)], table.Columns.Take(6).Select(column => column.Type!));
        Assert.True(table.Read() && table.Read());
        Assert.Equal(("source B", "x"), (table[0].ToString(), table[5].ToString()));
    }

    [Fact]
    public async Task A_row_at_fault_is_named_by_table_and_row()
    {
        string input = Path.Combine(folder, "in.fits");
        await File.WriteAllBytesAsync(input, FitsTables.Edited(await SourcesAsync(3), "TTYPE5  =", "TTYPE5  = 'conf'"), TestContext.Current.CancellationToken);
        string message = (await Assert.ThrowsAsync<DataException>(() => RunAsync(input, Path.Combine(folder, "o.fits")))).Message;
        Assert.Contains("in.fits[SOURCES]: found no column A_b, expected columns n, m, A_s, A_b", message, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(input, await SourcesAsync(3, area: -1.0), TestContext.Current.CancellationToken);
        message = (await Assert.ThrowsAsync<DataException>(() => RunAsync(input, Path.Combine(folder, "o.fits")))).Message;
        Assert.Contains("row 1, column A_b: found A_b = -1, expected an area greater than 0", message, StringComparison.Ordinal);
    }

    private static Task<byte[]> SourcesAsync(int rows, double area = 24.0) => FitsTables.WriteAsync(new OutputTable("", rows,
    [
        OutputColumn.OfText("source", "", row => string.Create(CultureInfo.InvariantCulture, $"S{row}"), "meta.id"), OutputColumn.OfWhole("n", "", row => row % 37, "phot.count"),
        Values<ushort>("m", rows, row => (ushort)(row % 91)), OutputColumn.OfNumbers("A_s", "arcsec2", "", _ => 1.0), OutputColumn.OfNumbers("A_b", "arcsec2", "", _ => area),
        Values<short>("quality", rows, row => row % 3 == 1 ? null : (short)(row % 3)), OutputColumn.OfFlags("extended", "", row => row % 2 == 0),
    ])
    { Name = "SOURCES" });

    private static OutputColumn Values<T>(string name, int rows, Func<int, T?> value) where T : struct
    {
        T?[] values = [.. Enumerable.Range(0, rows).Select(value)];
        return OutputColumn.OfValues(new TableColumn(name, typeof(T), "ct"), () => values);
    }

    private static async Task<CatalogueReport> RunAsync(string input, string output)
    {
        using Device device = Device.OpenSimd(cores: 1);
        CatalogueRequest request = new()
        {
            Table = input,
            Output = () => new FileStream(output, FileMode.Create, FileAccess.ReadWrite),
            OutputFormat = TableFormats.Standard.ByName(output),
            Measure = new PhotometryRequest { Quantities = ApertureQuantities.All },
        };
        return await CatalogueRun.RunAsync(request, device, null, TestContext.Current.CancellationToken);
    }
}
