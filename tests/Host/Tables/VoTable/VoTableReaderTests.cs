using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Judges;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.VoTable;

public sealed class VoTableReaderTests
{
    private const string Fields = "<FIELD name='n' datatype='int'/><FIELD name='flux' datatype='double'/>";

    [Theory]
    [InlineData("astropy-tabledata.vot")]
    [InlineData("astropy-binary.vot")]
    [InlineData("astropy-binary2.vot")]
    public void What_astropy_wrote_is_read_to_the_bit(string name)
    {
        string expected = TypedTable.ValuesOf(File.ReadAllText(Data("astropy.txt")));

        // A NaN, and an empty text, are none to astropy and to whoever has no bit that says so.
        Assert.Equal(Alike(expected), Alike(TypedTable.ValuesOf(TableDump.Of(Data(name)))));
    }

    [Theory]
    [InlineData("stilts-gzip.vot.gz")]
    [InlineData("stilts-fits.vot")]
    public void What_stilts_wrote_is_read_to_the_bit(string name) =>
        Assert.Equal(Finite(TypedTable.ValuesOf(File.ReadAllText(Data("astropy.txt")))), Finite(TypedTable.ValuesOf(TableDump.Of(Data(name)))));

    [Fact]
    public void Names_units_and_meanings_are_told_and_lists_are_listed()
    {
        using ITable table = Open(Table("""
            <FIELD ID="a" name="flux" datatype="double" unit="mW/m2" ucd="phot.flux"><DESCRIPTION>how
              bright</DESCRIPTION><VALUES null="-1"><MIN value="3"/></VALUES></FIELD>
            <FIELD ID="only" datatype="float" arraysize="2"/><FIELD name="c" datatype="floatComplex"/><FIELD name="words" datatype="char" arraysize="3x*"/>
            """, "<TR><TD>-1</TD><TD>1 2</TD><TD>1 2</TD><TD>a</TD></TR>"));
        Assert.Equal(["flux", "only", "c", "words"], table.Header);
        Assert.Equal(new TableColumn("flux", typeof(double), "mW/m2") { Meaning = "how bright", Ucd = "phot.flux" }, table.Columns[0]);
        Assert.Equal([true, false, false, false], Enumerable.Range(0, 4).Select(c => table.Allows(c, Contents.Values)));
        Assert.Equal(
            "t.vot:3:1: found lists in column 'only', expected numbers; convert the column to numbers",
            Assert.Throws<DataException>(() => table.Use(1, Contents.Numbers)).Message);
        table.Use(0, Contents.Numbers);
        Assert.True(table.Read());
        Assert.Equal(Cell.Missing, table.ReadNumber(0, out _));
    }

    [Fact]
    public void Numbers_are_read_as_their_type_and_the_standard_have_them()
    {
        using ITable table = Open(Table(
            "<FIELD name='i' datatype='short'><VALUES null='-99'/></FIELD><FIELD name='x' datatype='double'/><FIELD name='t' datatype='char' arraysize='*'/>",
            "<TR><TD> 0xFF </TD><TD>+Inf</TD><TD> a </TD></TR><TR><TD>-99</TD><TD>NaN</TD><TD><![CDATA[<b>]]>&amp;c</TD></TR>"
                + "<TR><TD/><TD></TD><TD/></TR><TR><TD>32768</TD><TD>1e3</TD><TD>d</TD></TR>"));
        table.Use(0, Contents.Numbers);
        table.Use(1, Contents.Numbers);
        table.Use(2, Contents.Names);
        Assert.True(table.Read());
        Assert.Equal((Cell.Number, 255.0), (table.ReadNumber(0, out double i), i));
        Assert.Equal(Cell.Infinite, table.ReadNumber(1, out _));
        Assert.Equal("a", table[2]);
        Assert.True(table.Read());
        Assert.Equal(Cell.Missing, table.ReadNumber(0, out _));
        Assert.Equal("", table[0]);
        Assert.Equal(Cell.Missing, table.ReadNumber(1, out _));
        Assert.Equal("<b>&c", table[2]);
        Assert.True(table.Read());
        Assert.Equal((Cell.Missing, Cell.Missing), (table.ReadNumber(0, out _), table.ReadNumber(1, out _)));
        Assert.Equal("", table[2]);
        Assert.True(table.Read());
        Assert.Equal(Cell.Text, table.ReadNumber(0, out _));
        Assert.Equal("32768", table[0]);
        Assert.StartsWith("t.vot:2:", table.Fault(0, "'32768'", "a number", "correct it").Message, StringComparison.Ordinal);
        Assert.False(table.Read());
    }

    [Fact]
    public void The_first_table_with_rows_is_read_unless_one_is_named()
    {
        string document = "<VOTABLE><RESOURCE>" + Element("empty", Fields, "") + Element("first", Fields, Row(1)) + "<TABLE ID='second' ref='none'>" + Fields
            + Rows(Row(2)) + "</TABLE>" + Element("first", Fields, Row(3)) + "</RESOURCE></VOTABLE>";
        Assert.Equal(1.0, First("t.vot", document, out string[] notes));
        Assert.Equal(["3 tables of t.vot hold rows; read was first, and another would be by its name or number in brackets, as in t.vot[first]"], notes);
        Assert.Equal(1.0, First("t.vot[FIRST]", document, out _));
        Assert.Equal(2.0, First("t.vot[second]", document, out _));
        Assert.Equal(3.0, First("t.vot[4]", document, out _));
        Assert.Contains("t.vot[empty]: found no row in table empty", Assert.Throws<DataException>(() => First("t.vot[empty]", document, out _)).Message, StringComparison.Ordinal);
        Assert.Equal(
            "t.vot[secnd]: found no table 'secnd', expected one of 'empty', 'first', 'second', 'first', or a number from 1 to 4; did you mean 'second'?",
            Assert.Throws<DataException>(() => First("t.vot[secnd]", document, out _)).Message);
    }

    [Fact]
    public void A_table_may_have_the_fields_of_another()
    {
        string document = "<VOTABLE><RESOURCE><TABLE ID='a'>" + Fields + "</TABLE><TABLE ref='a'>" + Rows(Row(5)) + "</TABLE></RESOURCE></VOTABLE>";
        Assert.Equal(5.0, First("t.vot", document, out _));
    }

    [Fact]
    public void What_a_service_says_of_its_answer_is_told()
    {
        string info = "<INFO name='QUERY_STATUS' value='OVERFLOW'>2000 rows</INFO></RESOURCE></VOTABLE>";
        First("t.vot", Table(Fields, Row(1)).Replace("</RESOURCE></VOTABLE>", info, StringComparison.Ordinal), out string[] notes);
        Assert.Equal(["the service that wrote the table cut it short (QUERY_STATUS OVERFLOW: 2000 rows): there are more rows than these"], notes);
        string broken = Table(Fields, Row(1)).Replace(
            "</RESOURCE></VOTABLE>", "<INFO name='QUERY_STATUS' value='ERROR'>out of memory</INFO></RESOURCE></VOTABLE>", StringComparison.Ordinal);
        using ITable table = Open(broken);
        Assert.True(table.Read());
        Assert.Contains(
            "found the error that a service answered with: out of memory, expected a table", Assert.Throws<DataException>(() => table.Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_is_that_of_the_whole_file()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Table(Fields, Row(1))), .. new byte[100_000].Select(_ => (byte)'\n')];
        using ITable table = TableFormats.Standard.Open("t.vot", new MemoryStream(bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), table.Sha256());
    }

    /// <summary>Entities of a document type are neither fetched nor unfolded.</summary>
    [Theory]
    [InlineData("<!DOCTYPE VOTABLE SYSTEM 'http://us-vo.org/xml/VOTable.dtd'>", null)]
    [InlineData("<!DOCTYPE VOTABLE [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "&x;")]
    [InlineData("<!DOCTYPE VOTABLE [<!ENTITY a 'aaaaaaaaaa'><!ENTITY x '&a;&a;&a;'>]>", "&x;")]
    public void A_document_type_is_passed_over(string type, string? entity)
    {
        string document = "<?xml version='1.0'?>" + type + Table(Fields, $"<TR><TD>1</TD><TD>{entity ?? "2"}</TD></TR>");
        if (entity is null)
        {
            Assert.Equal(1.0, First("t.vot", document, out _));
            return;
        }

        Assert.Contains("Reference to undeclared entity", Assert.Throws<DataException>(() => First("t.vot", document, out _)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<?xml version='1.0'?>\n<html><body/></html>", "t.vot:2:1: found XML of another kind (its root is html), expected a VOTable")]
    [InlineData("<VOTABLE/>", "t.vot: found a VOTable without a table")]
    [InlineData("<VOTABLE><RESOURCE><TABLE><FIELD name='n' datatype='int'/><DATA><TABLEDATA><TR><TD>1</TD>",
        ": found XML that cannot be read (Unexpected end of file has occurred.")]
    [InlineData("<VOTABLE><RESOURCE><TABLE><FIELD name='n' datatype='int'/></TABEL>", "t.vot:1:61: found XML that cannot be read (The TABLE start tag")]
    [InlineData("<VOTABLE><TABLE>\n<FIELD name='n' datatype='integer'/>", "t.vot:2:1: found datatype 'integer' of field 'n', expected one of boolean, bit, unsignedByte")]
    [InlineData("<VOTABLE><TABLE>\n <FIELD name='n'/>", "t.vot:2:2: found field 'n' without a datatype, expected one of boolean")]
    [InlineData("<VOTABLE><TABLE>\n <FIELD name='n' datatype='int' arraysize='x'/>", "t.vot:2:2: found arraysize 'x' of field 'n'")]
    [InlineData("<VOTABLE><TABLE>\n <FIELD name='n' datatype='int' arraysize='99999x99999'/>", "t.vot:2:2: found arraysize '99999x99999' of field 'n'")]
    [InlineData("<VOTABLE><TABLE>\n <FIELD name='n' datatype='short'><VALUES null='-99999'/></FIELD><DATA><TABLEDATA/></DATA></TABLE></VOTABLE>",
        "t.vot:2:2: found VALUES null='-99999' of field 'n', expected a value of datatype short")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><DATA><TABLEDATA>\n<TR><TD>1</TD></TR>\n<TR><TD>1</TD>\n <TD>2</TD></TR>",
        "t.vot:4:2: found an element TD more than the table has fields, expected 1 values in a row")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><FIELD name='m' datatype='int'/><DATA><TABLEDATA>\n<TR><TD>1</TD></TR>",
        "t.vot:2:1: found a row of 1 value, expected 2, one for each FIELD; add what is missing from 'm' on")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><DATA><TABLEDATA>\n<TR><TD>1<b/></TD></TR>", "t.vot:2:10: found an element b, expected text in a TD")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><DATA><TABLEDATA>\n<ROW/>", "t.vot:2:1: found an element ROW, expected an element TR for every row")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><DATA>\n<PARQUET/>", "t.vot:2:1: found rows in an element PARQUET, expected TABLEDATA, BINARY, BINARY2 or FITS")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><DATA><BINARY>\n<STREAM encoding='base64'>AAAAAQAA</STREAM></BINARY></DATA></TABLE></VOTABLE>",
        "t.vot: row 2, column n: found the end of the data within a row")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><DATA><BINARY>\n<STREAM encoding='base64'>AAAAAQ==\nA_AA</STREAM></BINARY></DATA></TABLE></VOTABLE>",
        "t.vot:2:27: found XML that cannot be read (AAAAAQ=")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><DATA><BINARY2>\n<STREAM href='http://x/y.fits'/></BINARY2></DATA></TABLE></VOTABLE>",
        "t.vot:2:1: found a STREAM whose bytes are elsewhere (href 'http://x/y.fits')")]
    [InlineData("<VOTABLE><TABLE><FIELD name='n' datatype='int'/><DATA><BINARY2>\n<STREAM encoding='dynamic'>AA</STREAM></BINARY2></DATA></TABLE></VOTABLE>",
        "t.vot:2:1: found a STREAM encoded as 'dynamic'")]
    [InlineData("<VOTABLE><TABLE><FIELD name='t' datatype='char' arraysize='*'/><DATA><BINARY>\n<STREAM encoding='base64'>//////8=</STREAM></BINARY></DATA></TABLE></VOTABLE>",
        "t.vot: row 1, column t: found a list or text of -1 elements")]
    [InlineData("<VOTABLE><TABLE><FIELD name='t' datatype='char' arraysize='*'/><DATA><BINARY>\n<STREAM encoding='base64'>f/////8=</STREAM></BINARY></DATA></TABLE></VOTABLE>",
        "t.vot: row 1, column t: found a list or text of 2147483647 elements")]
    [InlineData("<VOTABLE><INFO name='QUERY_STATUS' value='ERROR'>no such table: a.b</INFO></VOTABLE>",
        "t.vot:1:10: found the error that a service answered with: no such table: a.b, expected a table")]
    [InlineData("<VOTABLE><TABLE><DATA><BINARY><STREAM>AA</STREAM></BINARY></DATA></TABLE></VOTABLE>", "t.vot: found a table 1 without a FIELD")]
    public void A_broken_document_is_refused_by_place(string document, string said)
    {
        string message = Assert.Throws<DataException>(() => First("t.vot", document, out _)).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.StartsWith("t.vot:", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_none_of_its_type_is_refused_by_place_where_it_is_handed_on()
    {
        Assert.Equal(
            "t.vot:2:5: found 'many' in column 'n', expected a value of datatype int; correct it, or drop the column",
            Assert.Throws<DataException>(() => TableDump.Of(Open(Table(Fields, "\n<TR><TD>many</TD><TD>1</TD></TR>", breaks: false)))).Message);
    }

    [Fact]
    public void A_stream_may_be_compressed()
    {
        using MemoryStream compressed = new();
        using (GZipStream zip = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write([0, 0, 0, 5, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0]);
        }

        string Document(byte[] bytes) =>
            $"<VOTABLE><TABLE>{Fields}<DATA><BINARY>\n<STREAM encoding='gzip'>{Convert.ToBase64String(bytes)}</STREAM></BINARY></DATA></TABLE></VOTABLE>";
        Assert.Equal(5.0, First("t.vot", Document(compressed.ToArray()), out _));
        Assert.Contains(
            "compressed data that are damaged", Assert.Throws<DataException>(() => First("t.vot", Document(compressed.ToArray()[..^6]), out _)).Message, StringComparison.Ordinal);
    }

    private static double First(string file, string document, out string[] notes)
    {
        using ITable table = TableFormats.Standard.Open(file, new MemoryStream(Encoding.UTF8.GetBytes(document)));
        table.Use(0, table.Allows(0, Contents.Numbers) ? Contents.Numbers : Contents.Names);
        table.Read();
        table.ReadNumber(0, out double value);
        while (table.Read())
        {
        }

        notes = [.. table.Notes];
        return value;
    }

    private static ITable Open(string document) => TableFormats.Standard.Open("t.vot", new MemoryStream(Encoding.UTF8.GetBytes(document)));

    private static string Table(string fields, string rows, bool breaks = true) =>
        $"<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\"><RESOURCE>{Element("t", fields, rows, breaks)}</RESOURCE></VOTABLE>";

    private static string Element(string name, string fields, string rows, bool breaks = true) => $"<TABLE name='{name}'>{fields}{(breaks ? "\n" : "")}{Rows(rows)}</TABLE>";

    private static string Rows(string rows) => $"<DATA><TABLEDATA>{rows}</TABLEDATA></DATA>";

    private static string Row(int n) => $"<TR><TD>{n}</TD><TD>0.5</TD></TR>";

    private static string Alike(string values) => values.Replace("nan", "null", StringComparison.Ordinal).Replace("\"\"", "null", StringComparison.Ordinal);

    /// <summary>To STILTS the infinities that astropy writes into TABLEDATA, +InF and -InF, are no numbers.</summary>
    private static string Finite(string values) => Alike(values).Replace("7ff0000000000000", "null", StringComparison.Ordinal)
        .Replace("fff0000000000000", "null", StringComparison.Ordinal).Replace("\t7f800000\t", "\tnull\t", StringComparison.Ordinal)
        .Replace("\tff800000\t", "\tnull\t", StringComparison.Ordinal);

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "data", "votable", name);
}
