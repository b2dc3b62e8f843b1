using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Csv;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

public sealed class CsvFileTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("4U 1538-522", "4U 1538-522")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("two\rlines", "\"two\rlines\"")]
    [InlineData("Σ τ", "Σ τ")]
    public void Text_is_quoted_where_RFC_4180_demands_it_and_nowhere_else(string text, string expected) =>
        Assert.Equal($"name\n{expected}\n", Written(OutputColumn.OfText("name", "", _ => text)));

    [Theory]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(100_000)]
    public void Rows_come_in_order_however_many(int rows)
    {
        using var writer = new StringWriter();
        CsvFile.Write(new OutputTable("", rows, [OutputColumn.OfWhole("n", "", row => row), OutputColumn.OfText("name", "", row => row % 1000 == 0 ? "a,b" : "x")]), writer, TestContext.Current.CancellationToken);
        var lines = writer.ToString().Split('\n');
        Assert.Equal((rows + 2, "n,name", ""), (lines.Length, lines[0], lines[^1]));
        for (var row = 0; row < rows; row++)
            Assert.Equal(row % 1000 == 0 ? $"{row},\"a,b\"" : $"{row},x", lines[row + 1]);
    }

    [Fact]
    public void Absent_text_is_an_empty_field() =>
        Assert.Equal("band,n\n,3\n", Written(OutputColumn.OfText("band", "", _ => null), OutputColumn.OfWhole("n", "", _ => 3)));

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(0.1, "0.1")]
    [InlineData(-1e-300, "-1E-300")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(-double.MaxValue, "-1.7976931348623157E+308")]
    public void Numbers_are_the_shortest_text_that_reads_back(double value, string expected)
    {
        Assert.Equal($"x\n{expected}\n", Written(OutputColumn.OfNumbers("x", "", "", _ => value)));
        Assert.Equal(value, double.Parse(expected));
    }

    [Fact]
    public void Header_is_written_when_there_are_no_rows()
    {
        using var writer = new StringWriter();
        CsvFile.Write(new OutputTable("", 0, [OutputColumn.OfText("a,b", "", _ => "never"), OutputColumn.OfWhole("n", "", _ => 0)]), writer, TestContext.Current.CancellationToken);
        Assert.Equal("\"a,b\",n\n", writer.ToString());
    }

    [Fact]
    public void Cancellation_stops_between_rows()
    {
        using var writer = new StringWriter();
        using var source = new CancellationTokenSource();
        var table = new OutputTable("", 1_000_000, [OutputColumn.OfWhole("n", "", row =>
        {
            if (row == 10)
                source.Cancel();
            return row;
        })]);
        Assert.Throws<OperationCanceledException>(() => CsvFile.Write(table, writer, source.Token));
    }

    private static string Written(params OutputColumn[] columns)
    {
        using var writer = new StringWriter { NewLine = "\r\n" };
        CsvFile.Write(new OutputTable("", 1, columns), writer, TestContext.Current.CancellationToken);
        return writer.ToString();
    }
}
