using System.IO.Compression;
using System.Security.Cryptography;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Tests.Judges;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Fits.Reading;

/// <summary>Tables by astropy and STILTS: values of every type, and which of a file's tables is read.</summary>
public sealed class FitsRowsTests
{
    private static readonly byte[] Astropy = File.ReadAllBytes(Data("astropy.fits"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_every_type_as_astropy_does(bool pipe)
    {
        AssertDump("astropy-types.txt", FitsTables.Dump(Astropy, pipe: pipe));
        AssertDump("astropy-types.txt", FitsTables.Dump(Astropy, "t.fits[types]", pipe));
        AssertDump("astropy-types.txt", FitsTables.Dump(Astropy, "t.fits[1]", pipe));
        AssertDump("astropy-written.txt", FitsTables.Dump(Astropy, "t.fits[WRITTEN]", pipe));
        Assert.Equal("x: 3ff0000000000000 4000000000000000\n", FitsTables.Dump(Astropy, "t.fits[TYPES,2]", pipe));
    }

    [Fact]
    public void Reads_what_STILTS_writes()
    {
        const string Expected = "name: \"M 31\" null \"M 33\"\ncounts: 12 null -7\nflux: 3d451c51c0000000 null 4002000000000000\nflag: T null F\n";
        Assert.Equal(Expected, FitsTables.Dump(File.ReadAllBytes(Data("stilts-fits-basic.fits"))));
        Assert.Equal(Expected, FitsTables.Dump(File.ReadAllBytes(Data("stilts-fits-plus.fits"))));
        string message = Assert.Throws<DataException>(() => FitsTables.Open(File.ReadAllBytes(Data("stilts-colfits-basic.fits")))).Message;
        Assert.Contains("a single row whose columns are all arrays (colfits, as STILTS writes it)", message, StringComparison.Ordinal);
        Assert.Contains("ofmt=fits-basic", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_types_units_meanings_and_UCDs()
    {
        using ITable table = FitsTables.Open(Astropy);
        Assert.Equal(
            [
                typeof(bool), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(string),
                typeof(double), typeof(float[]), typeof(Array), typeof(bool[]), typeof(System.Numerics.Complex),
            ],
            table.Columns.Select(column => column.Type!));
        TableColumn flux = table.Columns[8];
        Assert.Equal(("float", "erg/cm2/s", "phot.flux;em.X-ray"), (flux.Name, flux.Unit, flux.Ucd));
        Assert.Equal(string.Join(", ", Enumerable.Repeat("flux with a long description", 5)) + ",", flux.Meaning);
        Assert.Equal(3, table.RowCount);
        Assert.Contains(table.Notes, note => note.Contains(
            "t.fits[TYPES] is read, the first table with a row; others are [3] WRITTEN: text table of 2 rows × 3 columns; [4] TYPES,2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Numbers_names_and_text(bool pipe)
    {
        using ITable table = FitsTables.Open(Astropy, pipe: pipe);
        int ulongs = Array.IndexOf(table.Header, "ulong"), floats = Array.IndexOf(table.Header, "float"), text = Array.IndexOf(table.Header, "text");
        Assert.True(table.Read());
        Assert.Equal((Cell.Number, 1.1f), (table.ReadNumber(floats, out double value), (float)value));
        Assert.Equal("NGC 1", table[text]);
        Assert.True(table.Read());
        Assert.Equal(Cell.Missing, table.ReadNumber(floats, out _));
        Assert.Equal("18446744073709551615", table[ulongs]);
        Assert.True(table.Read());
        Assert.Equal(Cell.Missing, table.ReadNumber(floats, out _));
        Assert.Equal("lead", table[text]);
        Assert.Equal((3, "row 3"), (table.Row, table.Place(table.Row)));
        Assert.Equal("t.fits[TYPES]: row 3, column float: found a, expected b; c", table.Fault(floats, "a", "b", "c").Message);
        Assert.False(table.Read());
        Assert.False(table.Read());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Astropy)), table.Sha256());
    }

    [Fact]
    public void Is_hashed_whole_though_nobody_reads_its_rows()
    {
        byte[] zipped = Zipped(Astropy);
        foreach (byte[] file in new[] { Astropy, zipped })
        {
            using ITable table = FitsTables.Open(file, "t.fits.gz[TYPES]");
            Assert.True(table.Read());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), table.Sha256());
        }

        AssertDump("astropy-types.txt", FitsTables.Dump(zipped, "t.fits.gz"));
    }

    [Theory]
    [InlineData("vector", "t.fits[TYPES]: found arrays (TFORM13 = 3E) in column 'vector', expected numbers; make a column of one element of it")]
    [InlineData("varying", "t.fits[TYPES]: found arrays of varying length (TFORM14 = PJ(3)) in column 'varying', expected numbers; choose another column")]
    [InlineData("bits", "t.fits[TYPES]: found bits (TFORM15 = 11X) in column 'bits', expected numbers; convert it to truth values")]
    [InlineData("complex", "t.fits[TYPES]: found complex numbers (TFORM16 = C) in column 'complex', expected numbers; make columns of real numbers")]
    [InlineData("text", "t.fits[TYPES]: found text in column 'text', expected numbers; convert the column to numbers")]
    [InlineData("flag", "t.fits[TYPES]: found truth values in column 'flag', expected numbers; convert the column to numbers")]
    public void What_is_no_number_is_refused_by_name(string column, string message)
    {
        using ITable table = FitsTables.Open(Astropy);
        int c = Array.IndexOf(table.Header, column);
        Assert.False(table.Allows(c, Contents.Numbers));
        Assert.StartsWith(message, Assert.Throws<DataException>(() => table.Use(c, Contents.Numbers)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GTI")]
    [InlineData("7")]
    [InlineData("TYPES,3")]
    public void An_HDU_that_is_not_there_is_refused_with_those_that_are(string part)
    {
        string message = Assert.Throws<DataException>(() => FitsTables.Open(Astropy, $"t.fits[{part}]")).Message;
        Assert.Equal(
            $"t.fits: found no HDU [{part}], expected one of its HDUs, which are [0]: no data; [1] TYPES: table of 3 rows × 16 columns; [2] IMAGE: image of 3 × 2; "
                + "[3] WRITTEN: text table of 2 rows × 3 columns; [4] TYPES,2: table of 2 rows × 1 columns; name one of them in brackets, by number or name",
            message);
        Assert.Equal("t.fits[IMAGE]: found image of 3 × 2, expected a table; name the HDU of a table in brackets",
            Assert.Throws<DataException>(() => FitsTables.Open(Astropy, "t.fits[image]")).Message);
    }

    /// <summary>Text tables: blanks where there is nothing, D exponents, digits without their point, TNULL.</summary>
    [Fact]
    public void Reads_text_tables()
    {
        string[] rows = ["M 31  12 1.5D-1312345*****", "      -7       -  2.5  2.5", "M 33  99     1E5    7  nan"];
        byte[] file = FitsTables.Text(
            string.Concat(rows), "NAXIS1  = 26", "NAXIS2  = 3", "TFIELDS = 5", "TTYPE1  = 'name'", "TBCOL1  = 1", "TFORM1  = 'A4'", "TTYPE2  = 'n'", "TBCOL2  = 5",
            "TFORM2  = 'I4'",
            "TNULL2  = '99'", "TTYPE3  = 'd'", "TBCOL3  = 9", "TFORM3  = 'D8.1'", "TNULL3  = '-'", "TTYPE4  = 'f'", "TBCOL4  = 17", "TFORM4  = 'F5.2'", "TTYPE5  = 'e'",
            "TBCOL5  = 22",
            "TFORM5  = 'E5.1'", "TNULL5  = '*****'");
        using ITable table = FitsTables.Open(file);
        Assert.Equal([typeof(string), typeof(int), typeof(double), typeof(double), typeof(double)], table.Columns.Select(column => column.Type!));
        double?[][] numbers = [.. Enumerable.Range(1, 4).Select(_ => new double?[3])];
        for (int row = 0; table.Read(); row++)
        {
            for (int c = 1; c < 5; c++)
            {
                numbers[c - 1][row] = table.ReadNumber(c, out double value) == Cell.Number ? value : null;
            }
        }

        Assert.Equal([12.0, -7, null], numbers[0]);
        Assert.Equal([1.5e-13, null, 1e5], numbers[1]);
        Assert.Equal([123.45, 2.5, 0.07], numbers[2]);
        Assert.Equal([null, 2.5, null], numbers[3]);
        using ITable wrong = FitsTables.Open(FitsTables.Text("1x", "NAXIS1  = 2", "NAXIS2  = 1", "TFIELDS = 1", "TBCOL1  = 1", "TFORM1  = 'I2'"));
        wrong.Use(0, Contents.Values);
        Assert.True(wrong.Read());
        Assert.Equal(Cell.Text, wrong.ReadNumber(0, out _));
        Assert.Equal(
            "t.fits[1]: row 1, column col1: found '1x', expected a number; correct it", Assert.Throws<DataException>(() => wrong.CopyValue(0, wrong.NewValues(0, 1), 0)).Message);
    }

    /// <summary>TNULL is compared with what stands in the file, before scaling; unsigned numbers stay exact; text ends at NUL; columns may have no width.</summary>
    [Fact]
    public void Reads_binary_tables_card_by_card()
    {
        byte[] rows = 
        [
            0x80, 0x00, 0x00, 0x64, (byte)'a', 0, (byte)'x', (byte)'Y', 0x00, 0x07, 0x00, 0x64, 0xC3, 0xA9, (byte)' ', 0, 0xFF, 0xFF, 0x00, 0x65, 0xE9, (byte)'b', (byte)' ',
            (byte)'T',
        ];
        byte[] file = FitsTables.Binary(
            rows, "NAXIS1  = 8", "NAXIS2  = 3", "TFIELDS = 5", "TTYPE1  = 'u'", "TFORM1  = '1I'", "TZERO1  = 32768", "TNULL1  = 7", "TTYPE2  = 's'", "TFORM2  = 'I'",
            "TSCAL2  = 0.5",
            "TNULL2  = 100", "TTYPE3  = 'text'", "TFORM3  = '3A'", "TFORM4  = '0J'", "TTYPE5  = 'l'", "TFORM5  = 'L'");
        using ITable table = FitsTables.Open(file);
        Assert.Equal(["u", "s", "text", "col4", "l"], table.Header);
        Assert.Equal([true, true, true, false, true], Enumerable.Range(0, 5).Select(c => table.Allows(c, Contents.Values)));
        Array[] values = [.. new[] { 0, 1, 2 }.Select(c => table.NewValues(c, 3))];
        table.Use(2, Contents.Values);
        for (int row = 0; row < 3; row++)
        {
            Assert.True(table.Read());
            Array.ForEach([0, 1, 2], c => table.CopyValue(c, values[c], row));
        }

        Assert.Equal(new ushort?[] { 0, null, 32767 }, values[0]);
        Assert.Equal(new double?[] { null, null, 50.5 }, values[1]);
        Assert.Equal(new[] { "a", "é", "éb" }, values[2]);
        Assert.Contains(table.Notes, note => note.Contains("text of FITS is ASCII, but not all of 'text'", StringComparison.Ordinal));
        using ITable again = FitsTables.Open(file);
        Assert.True(again.Read());
        Assert.Equal("t.fits[1]: row 1, column l: found the byte 0x59, expected T, F or, for no value, a zero byte; correct it",
            Assert.Throws<DataException>(() => again.CopyValue(4, again.NewValues(4, 1), 0)).Message);
    }

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "data", "fits", name);

    private static void AssertDump(string file, string actual)
    {
        string expected = File.ReadAllText(Data(file));
        FitsJudgeTests.AssertSame(expected[(expected.IndexOf('\n', StringComparison.Ordinal) + 1)..], actual, file);
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using MemoryStream zipped = new();
        using (GZipStream zip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
