using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Parquet;

public sealed class ParquetTableWriterTests
{
    [Fact]
    public async Task Every_value_reads_back_over_several_row_groups()
    {
        const int Rows = 150_000;
        ParquetColumns read = await RoundTripAsync(new OutputTable("One row a thing.", Rows,
        [
            OutputColumn.OfText("name", "its name", row => row % 7 == 0 ? null : $"thing {row}"),
            OutputColumn.OfNumbers("x[a.b/c]", "erg/cm2/s", "a number", Number),
            OutputColumn.OfWhole(".chain", "a count", row => row - 5),
        ]));
        Assert.Equal(["name", "x[a.b/c]", ".chain"], read.Names);
        Assert.Equal(3, read.RowGroups);
        Assert.Equal(Enumerable.Range(0, Rows).Select(row => row % 7 == 0 ? null : $"thing {row}"), read.Text("name"));
        Assert.Equal(Enumerable.Range(0, Rows).Select(Number), read.Numbers("x[a.b/c]"));
        Assert.Equal(Enumerable.Range(0, Rows).Select(row => row - 5), read.Whole(".chain"));

        static double Number(int row) => row switch
        {
            3 => double.NaN,
            4 => double.PositiveInfinity,
            5 => double.Epsilon,
            6 => -0.0,
            _ => Math.Sqrt(row),
        };
    }

    [Fact]
    public async Task Meaning_and_unit_of_columns_travel_with_the_file()
    {
        ParquetColumns read = await RoundTripAsync(new OutputTable("One row a thing.", 1,
        [
            OutputColumn.OfNumbers("flux", "erg/cm2/s", "how bright", _ => 1),
            OutputColumn.OfText("name", "what it is called", _ => "x"),
        ]));
        Assert.Equal("One row a thing.", read.Metadata["description"]);
        Assert.Equal("how bright", read.Metadata["flux:meaning"]);
        Assert.Equal("erg/cm2/s", read.Metadata["flux:unit"]);
        Assert.Equal("what it is called", read.Metadata["name:meaning"]);
        Assert.False(read.Metadata.ContainsKey("name:unit"));
    }

    [Fact]
    public async Task A_table_without_rows_keeps_its_columns()
    {
        ParquetColumns read = await RoundTripAsync(new OutputTable("", 0, [OutputColumn.OfNumbers("x", "", "", _ => 0)]));
        Assert.Equal(["x"], read.Names);
        Assert.Empty(read.Numbers("x"));
    }

    private static async Task<ParquetColumns> RoundTripAsync(OutputTable table)
    {
        using MemoryStream stream = new();
        await TableFormats.Standard.ByName("t.parquet").WriteAsync(table, stream, TestContext.Current.CancellationToken);
        stream.Position = 0;
        return await ParquetColumns.ReadAsync(stream);
    }
}
