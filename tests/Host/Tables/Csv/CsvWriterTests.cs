using System.Text;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

public sealed class CsvWriterTests
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
    public async Task Text_is_quoted_where_RFC_4180_demands_it_and_nowhere_else(string text, string expected) =>
        Assert.Equal($"name\n{expected}\n", await WrittenAsync(OutputColumn.OfText("name", "", _ => text)));

    [Theory]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(100_000)]
    public async Task Rows_come_in_order_however_many(int rows)
    {
        string text = await WrittenAsync(new OutputTable(
            "", rows, [OutputColumn.OfWhole("n", "", row => row), OutputColumn.OfText("name", "", row => row % 1000 == 0 ? "a,b" : "x")]));
        string[] lines = text.Split('\n');
        Assert.Equal((rows + 2, "n,name", ""), (lines.Length, lines[0], lines[^1]));
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(row % 1000 == 0 ? $"{row},\"a,b\"" : $"{row},x", lines[row + 1]);
        }
    }

    [Fact]
    public async Task Absent_text_is_an_empty_field() =>
        Assert.Equal("band,n\n,3\n", await WrittenAsync(OutputColumn.OfText("band", "", _ => null), OutputColumn.OfWhole("n", "", _ => 3)));

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(0.1, "0.1")]
    [InlineData(-1e-300, "-1E-300")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(-double.MaxValue, "-1.7976931348623157E+308")]
    public async Task Numbers_are_the_shortest_text_that_reads_back(double value, string expected)
    {
        Assert.Equal($"x\n{expected}\n", await WrittenAsync(OutputColumn.OfNumbers("x", "", "", _ => value)));
        Assert.Equal(value, double.Parse(expected));
    }

    [Fact]
    public async Task Header_is_written_when_there_are_no_rows()
    {
        string text = await WrittenAsync(new OutputTable("", 0, [OutputColumn.OfText("a,b", "", _ => "never"), OutputColumn.OfWhole("n", "", _ => 0)]));
        Assert.Equal("\"a,b\",n\n", text);
    }

    [Fact]
    public async Task Cancellation_stops_between_rows()
    {
        using CancellationTokenSource source = new();
        OutputTable table = new("", 1_000_000, [OutputColumn.OfWhole("n", "", row =>
        {
            if (row == 10)
            {
                source.Cancel();
            }

            return row;
        })]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TableFormats.Standard.Text.WriteAsync(table, Stream.Null, source.Token));
    }

    [Fact]
    public async Task Runs_follow_one_another_and_ask_for_their_rows_alone()
    {
        int run = 0;
        OutputTable table = new("", 3, [OutputColumn.OfWhole("n", "", row => (10 * run) + row)]) { Streamed = true };
        using MemoryStream stream = new();
        ITableWriter writer = await TableFormats.Standard.Text.BeginAsync(table, stream, TestContext.Current.CancellationToken);
        Assert.Equal(0, stream.Length);
        for (run = 1; run < 3; run++)
        {
            await writer.WriteAsync(0, run, TestContext.Current.CancellationToken);
        }

        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal("n\n10\n20\n21\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task Records_flags_and_absent_numbers_have_their_forms() => Assert.Equal(
        "a;\"b;c\";x;ok;v\n1;\"2;3\";INDEF;1;True\n",
        await WrittenAsync(new OutputTable("", 1,
        [
            OutputColumn.OfRecords(["a", "b;c"], _ => "1;\"2;3\""), OutputColumn.OfOptional("x", "", "", _ => double.NaN), OutputColumn.OfFlags("ok", "", _ => true),
            OutputColumn.OfValues(new TableColumn("v", typeof(bool)), () => new bool?[] { true }),
        ])
        { Delimiter = ';' }));

    [Fact]
    public async Task A_description_may_stand_above() =>
        Assert.Equal("# One row a thing.\nn\n", await WrittenAsync(new OutputTable("One row a thing.", 0, [OutputColumn.OfWhole("n", "", _ => 0)]) { Commented = true }));

    private static Task<string> WrittenAsync(params OutputColumn[] columns) => WrittenAsync(new OutputTable("", 1, columns));

    private static async Task<string> WrittenAsync(OutputTable table)
    {
        using MemoryStream stream = new();
        await TableFormats.Standard.Text.WriteAsync(table, stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
