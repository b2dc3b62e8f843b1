using System.Text;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Csv;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a;b\n1;2\n", ';')]
    [InlineData("a\tb\n1\t2\n", '\t')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("a;\"b,c,d\"\n1;2\n", ';')]
    [InlineData("# a,b,c,d\na;b\n1;2\n", ';')]
    [InlineData("a b\n1 2\n", ' ')]
    [InlineData("a b\n1\n", ',')]
    [InlineData("a b\n1 2,3\n", ',')]
    public void Finds_the_delimiter_in_the_header_line(string text, char expected)
    {
        using CsvTable table = Open(text);
        Assert.Equal(expected, table.Delimiter);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Reads_lines_that_end_in_any_way(string newline)
    {
        using CsvTable table = Open($"# note{newline}a,b{newline}1,2{newline}{newline}# more{newline}3,4");
        Assert.Equal(["a", "b"], table.Header);
        Assert.Equal(2, table.HeaderLine);
        Assert.Equal(["note"], table.NamesInComment);
        Assert.Equal(["3: 1 2", "6: 3 4"], Rows(table));
        Assert.Equal(1, table.CommentsSkipped);
    }

    [Fact]
    public void Drops_the_byte_order_mark()
    {
        using CsvTable table = Open("\uFEFFa,b\n1,2\n");
        Assert.Equal("a", table.Header[0]);
    }

    [Fact]
    public void Unquotes_and_trims()
    {
        using CsvTable table = Open("\"a, b\", c ,\"d\nd\"\n\"x \"\"y\"\"\",\t z ,\"1\n2\"\n\"#1\",2,3\n");
        Assert.Equal(["a, b", "c", "d d"], table.Header);
        Assert.Equal(["3: x \"y\" z 1\n2", "5: #1 2 3"], Rows(table));
    }

    [Fact]
    public void Skips_blank_lines_and_rows_of_delimiters()
    {
        using CsvTable table = Open("\n \na,b,c\n\n1,2,3\n,,\n  \n4,5,6\n\n");
        Assert.Equal(3, table.HeaderLine);
        Assert.Equal(["5: 1 2 3", "8: 4 5 6"], Rows(table));
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", 2, "t.csv:2:5")]
    [InlineData("a,b,c\n\"x,y\",  2,3\n", 1, "t.csv:2:9")]
    [InlineData("a,b,c\n\"x\"\"y\",2,3\n", 1, "t.csv:2:8")]
    [InlineData("a,b,c\n\"x\ny\",2,3\n", 0, "t.csv:2:1")]
    [InlineData("a,b,c\n\"x\ny\",2,3\n", 2, "t.csv:3:6")]
    [InlineData("a,b,c\n😀é,2,3\n", 1, "t.csv:2:4")]
    [InlineData("a\tb\tc\n1\t\t3\n", 1, "t.csv:2:3")]
    public void Knows_where_a_field_stands(string text, int field, string expected)
    {
        using CsvTable table = Open(text);
        Assert.True(table.Read());
        Assert.Equal($"{expected}: found F, expected E; A", table.Fault(field, "F", "E", "A").Message);
    }

    [Fact]
    public void Knows_where_a_column_name_stands()
    {
        using CsvTable table = Open("# c\n\"a\nb\",c, d\n1,2,3\n");
        Assert.Equal("t.csv:3:7: found F, expected E; A", table.HeaderFault(2, "F", "E", "A").Message);
        Assert.Equal(["4: 1 2 3"], Rows(table));
    }

    [Theory]
    [InlineData("", "t.csv:1:1: found an empty file, expected a header line with column names, then rows; check that the table was written in full")]
    [InlineData("\uFEFF", "t.csv:1:1: found an empty file, expected a header line with column names, then rows; check that the table was written in full")]
    [InlineData("\n\n", "t.csv:1:1: found an empty file, expected a header line with column names, then rows; check that the table was written in full")]
    [InlineData("# a\n# b\n", "t.csv:1:1: found nothing but comments, expected a header line with column names, then rows; check that the table was written in full")]
    [InlineData("a,b", "t.csv:2:1: found nothing below the header, expected at least one row of data; check that the table was written in full")]
    [InlineData("# c\na,b\n\n# d\n", "t.csv:5:1: found nothing below the header, expected at least one row of data; check that the table was written in full")]
    [InlineData("a,b,c\n1,2,3\n1,2\n", "t.csv:3:4: found 2 fields, expected 3, as in the header on line 1; fill in the missing field, or leave it blank between delimiters")]
    [InlineData("a,b,c\n1\n", "t.csv:2:2: found 1 field, expected 3, as in the header on line 1; fill in the missing field, or leave it blank between delimiters")]
    [InlineData("#\na,b\n1,2,3,4\n", "t.csv:3:5: found 4 fields, expected 2, as in the header on line 2; quote a name that holds a delimiter, or remove the extra field")]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n", "t.csv:3:1: found a quote that is never closed, or stands unescaped inside quotes (field 2), expected each quoted field to end with a "
        + "quote and a delimiter; close the quote, or write a quote inside quotes twice (\"\")")]
    [InlineData("a,b\n1,\"2\n", "t.csv:2:1: found a quote that is never closed, or stands unescaped inside quotes (field 2), expected each quoted field to end with a quote and "
        + "a delimiter; close the quote, or write a quote inside quotes twice (\"\")")]
    [InlineData("a,b\n\"1\"x,2\n", "t.csv:2:1: found 'x' after a closing quote (field 1), expected each quoted field to end with a quote and a delimiter; close the quote, or "
        + "write a quote inside quotes twice (\"\")")]
    [InlineData("a,\"b\n1,2\n", "t.csv:1:3: found a quote that is never closed, expected column names, each quoted on both sides or on neither; close the quote, or "
        + "write a quote inside quotes twice (\"\")")]
    public void Refuses_malformed_tables(string text, string expected) => Assert.Equal(expected, Refusal(text));

    [Fact]
    public void Refuses_a_record_longer_than_any_table_has() => Assert.StartsWith(
        "t.csv:3:1: found a quote that is never closed", Refusal($"a,b\n1,2\n3,\"4\n{string.Concat(Enumerable.Repeat("1,2\n", 300_000))}"), StringComparison.Ordinal);

    [Fact]
    public void Reads_rows_longer_than_its_first_buffer()
    {
        string wide = string.Join(',', Enumerable.Range(0, 50_000));
        using CsvTable table = Open($"{wide}\n{wide}\n{wide}\n");
        Assert.True(table.Read());
        Assert.True(table.Read());
        Assert.Equal("49999", table[49_999]);
        Assert.False(table.Read());
    }

    [Fact]
    public void Closes_its_stream()
    {
        MemoryStream stream = new("a,b\n1,2\n"u8.ToArray());
        CsvTable.Open("t.csv", stream).Dispose();
        Assert.False(stream.CanRead);
        MemoryStream empty = new();
        Assert.Throws<DataException>(() => CsvTable.Open("t.csv", empty));
        Assert.False(empty.CanRead);
    }

    private static CsvTable Open(string text) => CsvTable.Open("t.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Refusal(string text) => Assert.Throws<DataException>(() =>
    {
        using CsvTable table = Open(text);
        Rows(table);
    }).Message;

    /// <summary>"line: field field …", a record each.</summary>
    private static string[] Rows(CsvTable table)
    {
        List<string> rows = new();
        while (table.Read())
        {
            rows.Add($"{table.Line}: {string.Join(' ', Enumerable.Range(0, table.Header.Length).Select(i => table[i].ToString()))}");
        }

        return [.. rows];
    }
}
