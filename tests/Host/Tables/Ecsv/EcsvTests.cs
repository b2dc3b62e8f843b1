using System.Security.Cryptography;
using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Judges;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Ecsv;

public sealed class EcsvTests
{
    private const string Head = "# %ECSV 1.0\n# ---\n# datatype:\n";

    [Theory]
    [InlineData("astropy-space.ecsv")]
    [InlineData("astropy-comma.ecsv")]
    public void What_astropy_wrote_is_read_to_the_bit(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "data", "ecsv");
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "astropy.txt")), TableDump.Of(Path.Combine(folder, name)));
        using ITable table = TableFormats.Standard.Open(name, File.OpenRead(Path.Combine(folder, name)));
        Assert.Equal("phot.flux", table.Columns[6].Ucd);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name)))), table.Sha256());
    }

    [Fact]
    public async Task Every_value_reads_back_to_the_bit_with_units_and_meanings()
    {
        using MemoryStream stream = new();
        await TableFormats.Standard.ByName("t.ecsv").WriteAsync(TypedTable.Table, stream, TestContext.Current.CancellationToken);
        stream.Position = 0;
        using ITable table = TableFormats.Standard.Open("t.ecsv", stream);
        Assert.Equal(
            new TableColumn("number", typeof(double), "erg.cm**-2.s**-1") { Meaning = "a number; it's \"quoted\", {braces}: # and <tags>", Ucd = "phot.flux;em.X-ray" },
            table.Columns[0]);
        Assert.Equal(TypedTable.Values, TypedTable.ValuesOf(TableDump.Of(table)));
    }

    [Theory]
    [InlineData("- {name: a, unit: !x {unit: deg}, datatype: int64, meta: {x: [1, {b: c}], y: \"}\"}}")]
    [InlineData("- {name: a, datatype: int64,\n#   description: 'over\n#     lines', meta: !!omap [a: 1]}")]
    [InlineData("- name: a\n#   datatype: int64\n#   description: \"over \\\n#     lines\"\n#   meta: !!omap\n#   - a: 1\n#   - {b: 2}")]
    [InlineData("-\n#   name: a\n#   datatype: int64\n#   description: plain\n#     and further\n#   meta:\n#     x: |\n#       block\n#       text")]
    public void Headers_are_read_as_yaml_has_them(string column)
    {
        using ITable table = Open($"{Head}# {column}\n# schema: astropy-2.0\na\n7\n");
        Assert.Equal("a", table.Columns[0].Name);
        Assert.Equal(typeof(long), table.Columns[0].Type);
        table.Use(0, Contents.Numbers);
        Assert.True(table.Read());
        Assert.Equal((Cell.Number, 7.0), (table.ReadNumber(0, out double value), value));
    }

    [Fact]
    public void Rows_are_found_by_line_and_column()
    {
        using ITable table = Open($"{Head}# - {{name: a, datatype: string}}\n# - {{name: b, datatype: int8}}\na b\n\"x\ny\" 1\n# no row\n\nz 300\n");
        table.Use(0, Contents.Names);
        table.Use(1, Contents.Numbers);
        Assert.True(table.Read());
        Assert.Equal("x\ny", table[0]);
        Assert.True(table.Read());
        Assert.Equal(Cell.Text, table.ReadNumber(1, out _));
        Assert.Equal("t.ecsv:11:3: found '300', expected a number; correct it", table.Fault(1, "'300'", "a number", "correct it").Message);
        Assert.Equal(
            "t.ecsv:11:3: found '300' in column 'b', expected a value of its datatype (whole numbers); correct it, or the datatype",
            Assert.Throws<DataException>(() => table.CopyValue(1, new sbyte?[1], 0)).Message);
        Assert.Null(table.Delimiter);
    }

    [Theory]
    [InlineData("# %ECSV 2.0\na\n1\n", "t.ecsv:1:1: found '%ECSV 2.0', expected %ECSV 1.0")]
    [InlineData("# %ECSV 1.0\n# ---\na\n1\n", "t.ecsv:2:1: found a header without datatype")]
    [InlineData("# %ECSV 1.0\n# delimiter: '|'\n# datatype:\n# - {name: a, datatype: int64}\na\n1\n", "t.ecsv:2:1: found delimiter ''|'', expected a blank or a comma")]
    [InlineData("# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: int64, description: [}\na\n1\n", "t.ecsv:4:")]
    [InlineData(Head + "# - {name: a, datatype: int7}\na\n1\n", "t.ecsv:4:1: found datatype 'int7' of column 'a', expected one of bool, int8")]
    [InlineData(Head + "# - {name: a, datatype: int64\na\n1\n", "t.ecsv:4:30: found the end of the header, expected a } that closes the bracket")]
    [InlineData(Head + "# - {name: 'a, datatype: int64}\na\n1\n", ": found the end of the header, expected the quote that closes a text")]
    [InlineData(Head + "# - {name: \"\\q\", datatype: int64}\na\n1\n", "t.ecsv:4:15: found '\", datatype: int64}', expected an escape of YAML")]
    [InlineData(Head + "# - {datatype: int64}\na\n1\n", "t.ecsv:4:1: found a column without a name")]
    [InlineData(Head + "# - {name: a, datatype: int64}\nb\n1\n", "t.ecsv:5:1: found 'b', expected 'a', which the header describes on line 4")]
    [InlineData(Head + "# - {name: a, datatype: int64}\n# - {name: b, datatype: int64}\na\n1\n", "t.ecsv:6:1: found 1 names, expected 'b', which the header describes on line 5")]
    [InlineData(Head + "# - {name: a, datatype: int64}\na b\n1 2\n", "t.ecsv:5:3: found 'b', expected the 1 columns that the header describes")]
    [InlineData(Head + "# - {name: a, datatype: int64}\n", "t.ecsv:5:1: found nothing below the header")]
    [InlineData(Head + "# - {name: a, datatype: int64}\na\n", "t.ecsv:6:1: found nothing below the names, expected at least one row")]
    [InlineData(Head + "# - {name: a, datatype: int64}\na\n1\n1 2\n", "t.ecsv:7:3: found 2 fields, expected 1, one for each column")]
    [InlineData(Head + "# - {name: a, datatype: int64}\na\n\"1\n", "t.ecsv:6:1: found a quote that is never closed")]
    [InlineData(Head + "# - {name: a, datatype: string, subtype: json}\na\n1\n", "t.ecsv:5:1: found objects in column 'a', expected text or whole numbers")]
    [InlineData(Head + "# - {name: a, datatype: int64}\n# - {name: a.mask, datatype: bool}\n# meta: !!omap\n# - __serialized_columns__: {}\na a.mask\n1 True\n",
        "t.ecsv:8:1: found column 'a' with its mask in a column of its own")]
    public void A_broken_table_is_refused_by_place(string text, string said)
    {
        string message = Assert.Throws<DataException>(() => All(text)).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    private static void All(string text)
    {
        using ITable table = Open(text);
        table.Use(0, Contents.Names);
        while (table.Read())
        {
        }
    }

    private static ITable Open(string text) => TableFormats.Standard.Open("t.ecsv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
