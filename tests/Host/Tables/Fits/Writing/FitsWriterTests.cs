using System.Buffers.Binary;
using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Fits;
using GpuConcord.Host.Tables.Fits.Headers;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Fits.Writing;

/// <summary>What is written is read back: every type with its extremes, whole tables and tables run by run.</summary>
public sealed class FitsWriterTests
{
    private const string Uuid = "00112233-4455-6677-8899-aabbccddeeff";

    /// <summary>Every type that another table may have, with extremes and absent values.</summary>
    internal static (TableColumn Column, Array Values)[] Types { get; } =
    [
        Column<bool>("flag", true, false, null), Column<byte>("byte", 0, 255, 7), Column<sbyte>("sbyte", -128, 127, null),
        Column<short>("short", short.MinValue, short.MaxValue, null),
        Column<ushort>("ushort", 0, ushort.MaxValue, null), Column<int>("int", int.MinValue, int.MaxValue, null), Column<uint>("uint", 0, uint.MaxValue, null),
        Column<long>("long", long.MinValue, long.MaxValue, null), Column<ulong>("ulong", 0, ulong.MaxValue, null), Column<float>("float", float.Epsilon, float.MaxValue, null),
        Column<double>("double", double.Epsilon, double.MinValue, null), Column<decimal>("decimal", 0.1m, -1.5m, null),
        Column<DateTime>("time", new DateTime(2026, 1, 2, 3, 4, 5), null, null),
        Column<DateOnly>("day", new DateOnly(2026, 1, 2), null, null), Column<TimeOnly>("clock", new TimeOnly(1, 2, 3), null, null),
        Column<TimeSpan>("span", TimeSpan.FromSeconds(1.5), null, null),
        Column<Guid>("uuid", Guid.Parse(Uuid), null, null), (new TableColumn("text", typeof(string)), new string?[] { "it's", "", null }),
        (new TableColumn("greek", typeof(string)), new string?[] { "ζ Pup", "  lead", "tab\t" }),
    ];

    private static readonly string Dumped = string.Join('\n',
        "flag: T F null", "byte: 0 255 7", "sbyte: -128 127 null", "short: -32768 32767 null", "ushort: 0 65535 null", "int: -2147483648 2147483647 null",
        "uint: 0 4294967295 null",
        "long: -9223372036854775808 9223372036854775807 null", "ulong: 0 18446744073709551615 null", "float: 36a0000000000000 47efffffe0000000 null",
        "double: 0000000000000001 ffefffffffffffff null", "decimal: 3fb999999999999a bff8000000000000 null", "time: \"2026-01-02T03:04:05\" null null",
        "day: \"2026-01-02\" null null",
        "clock: \"01:02:03.0000000\" null null", "span: 3ff8000000000000 null null", $"uuid: \"{Uuid}\" null null", "text: \"it's\" \"\" null",
        @"greek: ""\\u03B6 Pup"" ""  lead"" ""tab\\u0009""", "");

    [Fact]
    public async Task Every_type_comes_back()
    {
        byte[] file = await FitsTables.WriteAsync(Table());
        Assert.Equal(Dumped, FitsTables.Dump(file));
        using ITable table = FitsTables.Open(file);
        Assert.Equal(
            [
                typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double),
                typeof(double),
                typeof(string), typeof(string), typeof(string), typeof(double), typeof(string), typeof(string), typeof(string),
            ],
            table.Columns.Select(column => column.Type!));
        Assert.Equal("s", table.Columns[15].Unit);
    }

    /// <summary>Both HDUs sum to −0, and nothing depends on when or where.</summary>
    [Fact]
    public async Task Files_are_reproducible_and_sealed()
    {
        byte[] file = await FitsTables.WriteAsync(Table());
        Assert.Equal(file, await FitsTables.WriteAsync(Table()));
        IReadOnlyList<FitsHdu> hdus = FitsFile.ReadHdus("t.fits", new MemoryStream(file));
        Assert.Equal(2, hdus.Count);
        foreach (FitsHdu hdu in hdus)
        {
            Assert.Equal(uint.MaxValue, FitsSums.Add(file.AsSpan((int)hdu.HeaderOffset, (int)(hdu.End - hdu.HeaderOffset))));
            Assert.Equal(FitsSums.Add(file.AsSpan((int)hdu.DataOffset, (int)(hdu.End - hdu.DataOffset))), uint.Parse(hdu.Header.Text("DATASUM"), null));
        }

        Assert.Equal(hdus[1].End, file.Length);
    }

    [Fact]
    public async Task Names_units_meanings_and_provenance_are_cards()
    {
        string meaning = string.Join(' ', Enumerable.Repeat("a long meaning", 12));
        OutputTable table = new("One source a row, δ in degrees.", 2, [OutputColumn.OfNumbers("flux", "erg/cm²/s", meaning, row => row, "phot.flux")])
        {
            Name = "SOURCES",
            Provenance = [new("CREATOR", "gpuconcord", "program"), new("CALL", new string('w', 200), "how it was called")],
        };
        FitsHdu hdu = FitsFile.ReadHdus("t.fits", new MemoryStream(await FitsTables.WriteAsync(table)))[1];
        FitsColumn column = FitsColumns.Of(hdu)[0];
        Assert.Equal(("SOURCES", "flux", "erg.cm**-2.s**-1", meaning, "phot.flux"), (hdu.Name, column.Name, column.Unit, column.Meaning, column.Ucd));
        Assert.Equal(("gpuconcord", new string('w', 200)), (hdu.Header.Text("CREATOR"), hdu.Header.Text("CALL")));
        Assert.Equal("OGIP 1.0", hdu.Header.Text("LONGSTRN"));
        Assert.Equal("One source a row, \\u03B4 in degrees.", hdu.Header.Find("COMMENT")!.Comment);
        Assert.Null(hdu.Header.Find("DATE"));
    }

    /// <summary>A number that says "none" is none that occurs: TNULL is chosen beside the extremes of every type.</summary>
    [Fact]
    public async Task TNULL_is_a_number_that_no_row_has()
    {
        IReadOnlyList<FitsColumn> columns = FitsColumns.Of(FitsFile.ReadHdus("t.fits", new MemoryStream(await FitsTables.WriteAsync(Table())))[1]);
        Assert.Equal([null, 1, -32767, 32766, -2147483647, 2147483646, -9223372036854775807, 9223372036854775806], columns.Skip(1).Take(8).Select(column => column.Null));
        (TableColumn full, Array values) = (new TableColumn("byte", typeof(byte)), new byte?[257]);
        for (int i = 0; i < 256; i++)
        {
            values.SetValue((byte)i, i);
        }

        DataException fault = await Assert.ThrowsAsync<DataException>(() => FitsTables.WriteAsync(new OutputTable("", 257, [OutputColumn.OfValues(full, () => values)])));
        Assert.StartsWith("column byte: found rows without a value besides", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Text whose length is not known beforehand stands in the rows at the end, which grow or shrink by it.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public async Task Runs_of_rows_give_the_same_file_as_the_whole_table(int length)
    {
        string?[] names = [.. Enumerable.Range(0, 200_000).Select(i => i % 7 == 0 ? null : i % 7 == 1 ? "" : $"{i}".PadLeft(length, 'x')[^length..])];
        byte[] file = await StreamedAsync(names);
        byte[] whole = await FitsTables.WriteAsync(new OutputTable(
            "", names.Length, [OutputColumn.OfText("name", "", row => names[row]), OutputColumn.OfWhole("n", "", row => row)]));
        Assert.Equal(whole, file);
        using ITable table = FitsTables.Open(file);
        Assert.Equal(length + 4L, FitsFile.ReadHdus("t.fits", new MemoryStream(file))[1].RowLength);
        string?[] read = new string?[names.Length];
        for (int row = 0; table.Read(); row++)
        {
            table.CopyValue(0, read, row);
        }

        Assert.Equal(names, read);
        FitsDump.Of(table);
        Assert.Empty(table.Notes);
    }

    /// <summary>Where one text is far longer than the rest, all of it stands behind the table.</summary>
    [Fact]
    public async Task One_long_text_among_short_ones_does_not_widen_the_table()
    {
        string[] names = [.. Enumerable.Range(0, 5000).Select(i => i == 4321 ? new string('x', 35_000) : $"source {i}")];
        byte[] file = await StreamedAsync(names);
        FitsHdu hdu = FitsFile.ReadHdus("t.fits", new MemoryStream(file))[1];
        Assert.Equal((5000, 20, names.Sum(name => name.Length)), (hdu.Rows, hdu.RowLength, hdu.HeapLength));
        Assert.Equal("1QA(35000)", hdu.Header.Text("TFORM1"));
        for (int row = 0; row < names.Length; row++)
        {
            ReadOnlySpan<byte> cell = file.AsSpan((int)hdu.DataOffset + (row * 20));
            (int length, int at) = ((int)BinaryPrimitives.ReadInt64BigEndian(cell), (int)BinaryPrimitives.ReadInt64BigEndian(cell[8..]));
            Assert.Equal(names[row], Encoding.ASCII.GetString(file, (int)hdu.DataOffset + (5000 * 20) + at, length));
        }

        using ITable read = FitsTables.Open(file);
        int n = 0;
        while (read.Read())
        {
            Assert.Equal((Cell.Number, n++), (read.ReadNumber(1, out double value), (int)value));
        }
    }

    internal static async Task<byte[]> StreamedAsync(string?[] names)
    {
        int first = 0;
        OutputTable table = new("", 1000, [OutputColumn.OfText("name", "", row => names[first + row]), OutputColumn.OfWhole("n", "", row => first + row)]) { Streamed = true };
        using MemoryStream stream = new();
        ITableWriter writer = await FitsFormat.Format.BeginAsync(table, stream, TestContext.Current.CancellationToken);
        for (; first < names.Length; first += 1000)
        {
            await writer.WriteAsync(0, 1000, TestContext.Current.CancellationToken);
        }

        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    /// <summary>Columns of a FITS file are handed on as they were, with room for their text; what is beyond ASCII is ? where that has no room.</summary>
    [Fact]
    public async Task Columns_of_FITS_are_handed_on()
    {
        byte[] rows = [0x00, 0x64, (byte)'a', 0, 0, 0x00, 0x07, 0xC3, 0xA9, (byte)'x'];
        byte[] file = FitsTables.Binary(
            rows, "NAXIS1  = 5", "NAXIS2  = 2", "TFIELDS = 2", "TTYPE1  = 'n'", "TFORM1  = '1I'", "TNULL1  = 7", "TUNIT1  = 'ct'", "TUCD1   = 'phot.count'", "TDISP1  = 'I5'",
            "TTYPE2  = 'name'", "TFORM2  = '3A'");
        byte[] written;
        using (ITable table = FitsTables.Open(file))
        {
            Array[] values = [table.NewValues(0, 2), table.NewValues(1, 2)];
            for (int row = 0; table.Read(); row++)
            {
                table.CopyValue(0, values[0], row);
                table.CopyValue(1, values[1], row);
            }

            written = await FitsTables.WriteAsync(new OutputTable(
                "", 2, [.. values.Select((_, c) => OutputColumn.OfValues(table.Columns[c], () => values[c]))])
            { Streamed = true });
        }

        FitsHdu hdu = FitsFile.ReadHdus("t.fits", new MemoryStream(written))[1];
        IReadOnlyList<FitsColumn> columns = FitsColumns.Of(hdu);
        Assert.Equal(("I", 7L, "ct", "phot.count", "I5", "3A"), (columns[0].Form, columns[0].Null, columns[0].Unit, columns[0].Ucd, columns[0].Display, columns[1].Form));
        Assert.Contains(hdu.Header.Cards, card => card.Comment.StartsWith("Characters beyond ASCII are written as", StringComparison.Ordinal));
        Assert.Equal("n: 100 null\nname: \"a\" \"?x\"\n", FitsTables.Dump(written));
    }

    [Fact]
    public async Task What_FITS_cannot_hold_is_refused_before_a_byte_is_written()
    {
        using MemoryStream stream = new();
        OutputTable wide = new("", 1, [.. Enumerable.Range(0, 1000).Select(i => OutputColumn.OfWhole($"c{i}", "", row => row))]);
        UsageException many = await Assert.ThrowsAsync<UsageException>(() => FitsFormat.Format.WriteAsync(wide, stream, TestContext.Current.CancellationToken));
        Assert.StartsWith("found a table of 1000 columns, expected at most 999", many.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
        OutputTable table = new("", 1, [OutputColumn.OfWhole("c", "", row => row)]);
        using ReplayedStream pipe = new(Array.Empty<byte>(), Stream.Null);
        Assert.StartsWith("found a stream that cannot seek", (await Assert.ThrowsAsync<UsageException>(
            () => FitsFormat.Format.WriteAsync(table, pipe, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    /// <summary>The table of all types.</summary>
    internal static OutputTable Table() => new("", 3, [.. Types.Select(type => OutputColumn.OfValues(type.Column, () => type.Values))]) { Name = "TYPES" };

    private static (TableColumn Column, Array Values) Column<T>(string name, params T?[] values) where T : struct => (new TableColumn(name, typeof(T)), values);
}
