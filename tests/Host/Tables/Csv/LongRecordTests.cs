using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Csv;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

/// <summary>Headers and records that never end.</summary>
public sealed class LongRecordTests
{
    private const int Many = 1 << 21;

    [Fact]
    public void A_header_of_megabytes_is_refused() => Assert.Equal(
        "t.csv:2:1: found a header of more than 1048576 characters, expected a line of column names; check that the header ends with a line break, and that this is the file you "
            + "meant; give a table of many columns as FITS or Parquet",
        Fault($"# c\nsource,{new string('x', Many)},pn\na,1,2\n"));

    [Fact]
    public void A_million_columns_are_refused() => Assert.StartsWith(
        "t.csv:1:1: found a header of more than 1048576 characters,", Fault($"{string.Join(',', Enumerable.Range(0, 1_000_000))}\n1\n"), StringComparison.Ordinal);

    [Fact]
    public void A_quote_that_stays_open_in_a_header_is_refused_where_it_stands()
    {
        string rows = string.Concat(Enumerable.Repeat("a,1,2\n", Many / 6));
        Assert.StartsWith("t.csv:1:8: found a quote that is never closed, expected", Fault($"source,\"pn,MOS1\n{rows}"), StringComparison.Ordinal);
        Assert.StartsWith("t.csv:1:8: found a quote that is never closed, expected", Fault("source,\"pn,MOS1\na,1,2\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_megabytes_is_refused_with_its_line() => Assert.StartsWith(
        "t.csv:3:1: found a quote that is never closed, or a record of more than 1048576 characters, expected a row of the table",
        Fault($"n,m\n1,2\n3,{new string('x', Many)}\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("n,\"a\nb\"\n1,2\n", "a b")]
    [InlineData("n,m\r\n1,2\r\n", "m")]
    [InlineData("\r\rn,m\r1,2\r", "m")]
    public void Headers_end_as_they_did(string text, string second)
    {
        using CsvTable table = CsvTable.Open("t.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(second, table.Header[1]);
        Assert.True(table.Read());
        Assert.Equal("2", table[1].ToString());
    }

    private static string Fault(string text) => Assert.Throws<DataException>(() =>
    {
        using CsvTable table = CsvTable.Open("t.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        while (table.Read())
        {
        }
    }).Message;
}
