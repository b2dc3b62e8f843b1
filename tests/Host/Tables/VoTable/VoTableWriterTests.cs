using System.Text;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Judges;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.VoTable;

public sealed class VoTableWriterTests
{
    [Fact]
    public async Task Every_value_reads_back_to_the_bit_with_units_and_meanings()
    {
        byte[] bytes = await WriteAsync(TypedTable.Table);
        using ITable table = TableFormats.Standard.Open("t.vot[cases]", new MemoryStream(bytes));
        Assert.Equal(
            new TableColumn("number", typeof(double), "erg.cm**-2.s**-1") { Meaning = "a number; it's \"quoted\", {braces}: # and <tags>", Ucd = "phot.flux;em.X-ray" },
            table.Columns[0]);
        Assert.Equal(TypedTable.Values, TypedTable.ValuesOf(TableDump.Of(table)));
        Assert.Equal(bytes, await WriteAsync(TypedTable.Table));
        string text = Encoding.UTF8.GetString(bytes);
        Assert.Contains("<INFO name=\"SEED\" value=\"7\">seed of every random number</INFO>", text, StringComparison.Ordinal);
        Assert.Contains("<DESCRIPTION>One row a case: &lt;all&gt; &amp; \"none\".</DESCRIPTION>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(56)]
    [InlineData(57)]
    [InlineData(100_000)]
    public async Task Rows_of_any_number_come_run_by_run(int rows)
    {
        int start = 0;
        OutputTable table = new("", 1000, [OutputColumn.OfWhole("n", "", row => start + row)]) { Streamed = true };
        using MemoryStream stream = new();
        ITableWriter writer = await TableFormats.Standard.ByName("t.vot").BeginAsync(table, stream, TestContext.Current.CancellationToken);
        for (; start < rows; start += 1000)
        {
            await writer.WriteAsync(0, Math.Min(1000, rows - start), TestContext.Current.CancellationToken);
        }

        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        stream.Position = 0;
        if (rows == 0)
        {
            Assert.EndsWith(
                "<STREAM encoding=\"base64\">\n</STREAM>\n</BINARY2>\n</DATA>\n</TABLE>\n</RESOURCE>\n</VOTABLE>\n",
                Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
            return;
        }

        using ITable read = TableFormats.Standard.Open("t.vot", stream);
        read.Use(0, Contents.Numbers);
        for (int row = 0; row < rows; row++)
        {
            Assert.True(read.Read());
            read.ReadNumber(0, out double value);
            Assert.Equal(row, value);
        }

        Assert.False(read.Read());
    }

    [Fact]
    public async Task Characters_that_xml_has_not_are_marked()
    {
        byte[] bytes = await WriteAsync(new OutputTable("a\u0001b\ud800c\ud83d\udca5", 1, [OutputColumn.OfText("x\u0002", "", _ => "kept\u0001")]));
        Assert.Contains("<DESCRIPTION>a\uFFFDb\uFFFDc\ud83d\udca5</DESCRIPTION>", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        using ITable table = TableFormats.Standard.Open("t.vot", new MemoryStream(bytes));
        Assert.Equal("x\uFFFD", table.Columns[0].Name);
        Assert.EndsWith("\"kept\\u0001\"\n", TableDump.Of(table), StringComparison.Ordinal);
    }

    private static async Task<byte[]> WriteAsync(OutputTable table)
    {
        using MemoryStream stream = new();
        await TableFormats.Standard.ByName("t.vot").WriteAsync(table, stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
