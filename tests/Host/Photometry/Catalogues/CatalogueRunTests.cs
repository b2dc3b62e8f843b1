using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Tables.Parquet;
using Parquet;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Catalogues;

/// <summary>Whole tables through the pipeline, CSV and Parquet.</summary>
public sealed class CatalogueRunTests : IDisposable
{
    private const string Header = "source,instrument,n,m,A_s,A_b,alpha,beta,T_s,T_b,remark\n";

    private readonly string folder = Directory.CreateTempSubdirectory("aprates").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task ResultsFollowTheRecordsInTheirOrder()
    {
        string[] rows = Enumerable.Range(0, 40_000).Select(i => $"S{i},pn,{i % 37},{i % 91},1,{5 + (i % 7)},0.9,{(i % 3) * 0.01},1000,1000,\"a, {i}\"").ToArray();
        (CatalogueReport report, string[] lines) = await RunAsync(Header + string.Join('\n', rows) + "\n");
        Assert.Equal(rows.Length, report.Rows);
        Assert.Equal([ApertureQuantity.Counts, ApertureQuantity.Rate], report.Quantities);
        Assert.Equal(rows.Length + 1, lines.Length);
        Assert.EndsWith("remark,src_cnts,src_cnts_err_lo,src_cnts_err_up,src_rate,src_rate_err_lo,src_rate_err_up,mode_at_zero,interval_reaches_zero,apertures_alike", lines[0],
            StringComparison.Ordinal);
        for (int i = 0; i < rows.Length; i += 997)
        {
            Assert.StartsWith($"{rows[i]},", lines[i + 1], StringComparison.Ordinal);
            string[] cells = lines[i + 1][(rows[i].Length + 1)..].Split(',');
            PosteriorSummary s = MadeApertures.Exact([new ApertureProblem(i % 37, i % 91, 0.9, (i % 3) * 0.01, 5 + (i % 7), 0.68)])[0];
            string[] expected = [Text(s.Mode), Text(s.Low), Text(s.High), Text(s.Mode / 1000), Text(s.Low / 1000), Text(s.High / 1000), s.ModeAtZero ? "1" : "0",
                s.ReachesZero ? "1" : "0", "0"];
            Assert.Equal(expected, cells, StringComparer.Ordinal);
        }
        Assert.Equal(lines.Count(line => line.EndsWith(",1,0,0", StringComparison.Ordinal)), report.ModeAtZero);
        Assert.Equal(lines.Count(line => line.EndsWith(",0,1,0", StringComparison.Ordinal)), report.ReachesZero);
    }

    [Fact]
    public async Task AColumnConfWinsAndColumnsMayHaveOtherNames()
    {
        Dictionary<string, string> renamed = new(StringComparer.Ordinal) { ["n"] = "SRC_CTS" };
        (_, string[] lines) = await RunAsync("SRC_CTS,m,A_s,A_b,conf\n5,2,1,24,0.9\n5,2,1,24,0.5\n", request => request with { Renamed = renamed, Confidence = 0.1 });
        Assert.EndsWith(Text(MadeApertures.Exact([new ApertureProblem(5, 2, 1, 0, 24, 0.9)])[0].High) + ",0,0", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(Text(MadeApertures.Exact([new ApertureProblem(5, 2, 1, 0, 24, 0.5)])[0].High) + ",0,0", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n,m,A_s,A_b\n1,2,1,0\n", "t.csv:2:7: found A_b = 0, expected an area greater than 0")]
    [InlineData("n,m,A_s,A_b,alpha\n1,2,1,9,0.9\n1,2,1,9,1.3\n", "t.csv:3:9: found alpha = 1.3, expected a PSF fraction (0 < alpha ≤ 1)")]
    [InlineData("n,m,A_s,A_b\n1.5,2,1,9\n", "t.csv:2:1: found n = 1.5, expected a whole number of counts")]
    [InlineData("n,m,A_s,A_b\n1,-2,1,9\n", "t.csv:2:3: found m = -2, expected a whole number of counts")]
    [InlineData("n,m,A_s,A_b\n1,two,1,9\n", "t.csv:2:3: found 'two' in column m, expected a number")]
    [InlineData("n,m,A_s,A_b\n1,,1,9\n", "t.csv:2:3: found no m, expected a whole number of counts")]
    [InlineData("n,m,A_s\n1,2,1\n", "t.csv:1:1: found no column A_b, expected columns n, m, A_s, A_b")]
    [InlineData("n,m,A_B,area_s\n1,2,1,1\n", "t.csv:1:1: found no column A_s, expected columns n, m, A_s, A_b; add it, or name the column that holds it: --columns A_s=COLUMN")]
    [InlineData("nn,m,A_s,A_b\n1,2,1,9\n", "if 'nn' holds it: --columns n=nn")]
    [InlineData("n,m,A_s,A_b,T_s\n1,2,1,9,100\n", "t.csv:1:13: found a column T_s without T_b")]
    [InlineData("n,m,A_s,A_b,eng_s,eng_b\n1,2,1,9,1e-9,1e-9\n", "found a column eng_s without E_s")]
    [InlineData("n,m,A_s,A_b,src_cnts\n1,2,1,9,3\n", "found a column 'src_cnts' already")]
    [InlineData("n,m,A_s,A_b,alpha,beta\n1,2,1,2,0.4,1.8\n", "t.csv:2:13: found beta = 1.8, expected a PSF fraction (0 ≤ beta < 1)")]
    public async Task ARowAtFaultStopsTheRunAndSaysWhere(string table, string message)
    {
        DataException fault = await Assert.ThrowsAsync<DataException>(() => RunAsync(table));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowsAtFaultCanBeSkipped()
    {
        string rejects = Path.Combine(folder, "rejects.csv");
        (CatalogueReport report, string[] lines) = await RunAsync(
            "n,m,A_s,A_b\n1,2,1,9\n-1,2,1,9\n3,4,1\n5,6,1,9\n", request => request with { RejectsFile = () => new StreamWriter(rejects) });
        Assert.Equal((2, 2), (report.Rows, report.Rejected));
        Assert.StartsWith("1,2,1,9,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("5,6,1,9,", lines[2], StringComparison.Ordinal);
        string[] rejected = await File.ReadAllLinesAsync(rejects, TestContext.Current.CancellationToken);
        Assert.Equal(3, rejected.Length);
        Assert.Contains("t.csv:3:1: found n = -1", rejected[1], StringComparison.Ordinal);
        Assert.EndsWith("\"3,4,1\"", rejected[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExposureWithoutEnergyGivesPhotonsOnlyAndSaysSo()
    {
        (CatalogueReport report, _) = await RunAsync("n,m,A_s,A_b,E_s,E_b\n9,2,1,9,1e6,1e6\n");
        Assert.Equal([ApertureQuantity.Counts, ApertureQuantity.PhotonFlux], report.Quantities);
        Assert.Contains("flux_aper not computed", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    /// <summary>CSV to Parquet to CSV: the same numbers, nulls where CSV has INDEF.</summary>
    [Fact]
    public async Task ParquetHoldsTheSameTable()
    {
        const string Table = "source,n,m,A_s,A_b\nfirst,0,5,1,24\nsecond,7,5,1,24\n";
        string parquet = Path.Combine(folder, "out.parquet");
        await RunAsync(Table, request => request with { Output = () => File.Create(parquet), OutputFormat = TableFormats.Standard.ByName(parquet) });
        await using (FileStream stream = File.OpenRead(parquet))
        {
            ParquetReader reader = await Parquet.ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
            double?[] low = new double?[2];
            await group.ReadAsync<double>(reader.Schema.GetDataFields().Single(field => field.Name is "src_cnts_err_lo"), low.AsMemory(),
                cancellationToken: TestContext.Current.CancellationToken);
            Assert.Null(low[0]);
            Assert.Equal(MadeApertures.Exact([new ApertureProblem(7, 5, 1, 0, 24, 0.68)])[0].Low, low[1]);
        }

        // A Parquet table of numbers goes in; text passes through it.
        string numbers = Path.Combine(folder, "in.parquet");
        await WriteParquetAsync(numbers);
        string output = Path.Combine(folder, "back.csv");
        using Device device = Device.OpenSimd(cores: 1);
        await CatalogueRun.RunAsync(Request(numbers, output), device, null, TestContext.Current.CancellationToken);
        string[] expected = (await RunAsync(Table)).Lines;
        Assert.Equal(expected, await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken), StringComparer.Ordinal);
    }

    /// <summary>Unsigned and decimal numbers are parameters; what else there is goes through with its type, and what cannot is left out and named.</summary>
    [Fact]
    public async Task ColumnsOfAnyTypeGoThrough()
    {
        string input = Path.Combine(folder, "types.parquet"), csv = Path.Combine(folder, "types.csv"), parquet = Path.Combine(folder, "types2.parquet");
        await File.WriteAllBytesAsync(input, await ParquetRowsTests.ManyTypesAsync(apertures: true), TestContext.Current.CancellationToken);
        using Device device = Device.OpenSimd(cores: 1);
        CatalogueReport report = await CatalogueRun.RunAsync(Request(input, csv), device, null, TestContext.Current.CancellationToken);
        Assert.Contains("columns left out of what is written, as lists and the like are: 'spectrum.list.element'", report.Notes);
        string[] lines = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
        Assert.StartsWith("n,m,A_s,A_b,id,exact,day,time,uuid,seen,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "0,5,1.00,24,18446744073709551615,1234567890123456.5,2000-02-29,2000-02-29T12:34:56.789,00112233-4455-6677-8899-aabbccddeeff,True,", lines[1],
            StringComparison.Ordinal);
        Assert.StartsWith("7,5,1.00,24,1,-0.0001,1970-01-01,2026-01-02T00:00:00,ffeeddcc-bbaa-9988-7766-554433221100,False,", lines[2], StringComparison.Ordinal);
        Assert.Equal(
            (await RunAsync("n,m,A_s,A_b\n0,5,1,24\n7,5,1,24\n")).Lines.Skip(1).Select(line => string.Join(',', line.Split(',').Skip(4))),
            lines.Skip(1).Select(line => string.Join(',', line.Split(',').Skip(10))));

        CatalogueRequest request = Request(input, parquet) with { OutputFormat = TableFormats.Standard.ByName(parquet) };
        await CatalogueRun.RunAsync(request, device, null, TestContext.Current.CancellationToken);
        await using FileStream stream = File.OpenRead(parquet);
        ParquetReader reader = await Parquet.ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        Parquet.Schema.DataField[] fields = reader.Schema.GetDataFields();
        Parquet.Schema.DecimalDataField exact = Assert.IsType<Parquet.Schema.DecimalDataField>(fields.Single(field => field.Name is "exact"));
        Assert.Equal((20, 4), (exact.Precision, exact.Scale));
        Assert.Equal(typeof(Guid), fields.Single(field => field.Name is "uuid").ClrType);
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        decimal?[] values = new decimal?[2];
        await group.ReadAsync<decimal>(exact, values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([1234567890123456.5m, -0.0001m], values);
    }

    [Fact]
    public async Task TablesOfOtherProgramsAreReadAndWhatIsPassedOverIsSaid()
    {
        (CatalogueReport report, string[] lines) = await RunAsync(
            "sep=;\nsource;n;m;A_s;A_b\n;ct;ct;pix;pix\n\"B, C\" ;7;5;1;24\n\uFEFFsource;n;m;A_s;A_b\n D;\u22120;5;1;24\n");
        Assert.Equal(["\"B, C\";7", " D;\u22120"], lines.Skip(1).Select(line => string.Join(';', line.Split(';').Take(2))));
        Assert.Equal(["line 3 skipped, no data: units", "line 5 skipped, no data: the header again", "columns not used: 'source'"], report.Notes);
        string message = (await Assert.ThrowsAsync<DataException>(() => RunAsync("source;n;m;A_s;A_b\nA;1,037;5;1;24\n"))).Message;
        Assert.EndsWith("found '1,037' in column n, expected a number; the comma may separate thousands or decimals: write 1037 if it means the one, 1.037 if the other", message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fit.csv")]
    [InlineData("fit.parquet")]
    [InlineData("fit.fits")]
    public async Task TheTableForTheFitIsWhatTheFitReads(string name)
    {
        const string Table = "source,instrument,n,m,A_s,A_b,flux_s,flux_b\nA,pn,50,5,1,24,1e-15,1e-15\nB,pn,60,5,1,24,1e-15,1e-15\nC,pn,0,50,1,24,1e-15,1e-15\n"
            + "A,MOS1,40,5,1,24,1e-15,2e-15\nB,MOS1,30,5,1,24,1e-15,1e-15\nC,MOS1,9,5,1,24,1e-15,1e-15\n";
        string file = Path.Combine(folder, name);
        (CatalogueReport report, _) = await RunAsync(Table, request => request with
        {
            FitTable = () => File.Create(file),
            FitFormat = TableFormats.Standard.ByName(name),
            Measure = request.Measure with { Options = new ExactOptions(LogMoments: true) },
        });
        Assert.Equal(1, report.LeftOutOfFit);
        DataSet data = TableReader.Read(file, new ReadOptions(RequireErrors: true));
        Observations band = Assert.Single(data.Bands);
        Assert.Equal(["pn", "MOS1"], band.Instruments);
        Assert.Equal(["A", "B", "C"], band.Sources);
        Assert.Equal(5, band.Count);
        (_, double[] extras) = MadeApertures.Exact([new ApertureProblem(40, 5, 1e15, 0, 12, 0.68)], new ExactOptions(LogMoments: true));
        Assert.Equal(extras[0], band.Y[1], 1e-12);
        Assert.Equal(extras[1] * extras[1], band.Variance![1], 1e-12);
    }

    private async Task<(CatalogueReport Report, string[] Lines)> RunAsync(string table, Func<CatalogueRequest, CatalogueRequest>? change = null)
    {
        string input = Path.Combine(folder, "t.csv"), output = Path.Combine(folder, "o.csv");
        await File.WriteAllTextAsync(input, table);
        CatalogueRequest request = Request(input, output);
        using Device device = Device.OpenSimd(cores: 1);
        CatalogueReport report = await CatalogueRun.RunAsync(change?.Invoke(request) ?? request, device, null, TestContext.Current.CancellationToken);
        return (report, File.Exists(output) ? await File.ReadAllLinesAsync(output) : []);
    }

    private static CatalogueRequest Request(string input, string output) => new()
    {
        Table = input,
        Output = () => File.Create(output),
        Measure = new PhotometryRequest { Quantities = ApertureQuantities.All },
    };

    private static async Task WriteParquetAsync(string file)
    {
        await using FileStream stream = File.Create(file);
        Parquet.Schema.DataField[] fields =
        [
            new("source", typeof(string)), new Parquet.Schema.DataField<int>("n"), new Parquet.Schema.DataField<long>("m"),
            new Parquet.Schema.DataField<float>("A_s"), new Parquet.Schema.DataField<double?>("A_b"),
        ];
        ParquetWriter writer = await Parquet.ParquetWriter.CreateAsync(new Parquet.Schema.ParquetSchema(fields), stream);
        await using (writer)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(fields[0], new ArraySegment<string>(["first", "second"]));
            await group.WriteAsync<int>(fields[1], new int[] { 0, 7 }.AsMemory());
            await group.WriteAsync<long>(fields[2], new long[] { 5, 5 }.AsMemory());
            await group.WriteAsync<float>(fields[3], new float[] { 1, 1 }.AsMemory());
            await group.WriteAsync<double>(fields[4], new double?[] { 24, 24 }.AsMemory());
            group.CompleteValidate();
        }
    }

    private static string Text(double value) => double.IsNaN(value) ? "INDEF" : value.ToString(CultureInfo.InvariantCulture);
}
