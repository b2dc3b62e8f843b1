using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>
/// Writes a table as Parquet: doubles and 32-bit integers required, text optional, Snappy, row groups of 65,536 rows, so that
/// memory does not grow with the table. The file's metadata carry the description and, as <c>NAME:meaning</c> and
/// <c>NAME:unit</c>, what every column is.
/// </summary>
public static class ParquetFile
{
    private const int RowGroup = 1 << 16;

    // A column of names that do not repeat is found out by its first few thousand.
    private static readonly ParquetOptions _options = new() { DictionaryEncodingSampleSize = 1 << 12 };

    /// <summary>Writes the table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="stream">A seekable stream, left open.</param>
    /// <param name="cancellation">Stops between columns; the file is then incomplete.</param>
    public static async Task WriteAsync(OutputTable table, Stream stream, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var fields = table.Columns.Select(Field).ToArray();
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, _options, cancellationToken: cancellation);
        await using (writer)
        {
            writer.CustomMetadata = Metadata(table);
            var numbers = new double[Math.Min(RowGroup, table.Rows)];
            var whole = new int[numbers.Length];
            var text = new string?[numbers.Length];
            for (var start = 0; start < table.Rows; start += RowGroup)
            {
                var count = Math.Min(RowGroup, table.Rows - start);
                using var group = writer.CreateRowGroup();
                for (var c = 0; c < fields.Length; c++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var column = table.Columns[c];
                    if (column.Number is { } number)
                    {
                        Fill(numbers, number, start, count);
                        await group.WriteAsync<double>(fields[c], numbers.AsMemory(0, count), cancellationToken: cancellation);
                    }
                    else if (column.Whole is { } integer)
                    {
                        Fill(whole, integer, start, count);
                        await group.WriteAsync<int>(fields[c], whole.AsMemory(0, count), cancellationToken: cancellation);
                    }
                    else
                    {
                        Fill(text, column.Text!, start, count);
                        await group.WriteAsync(fields[c], new ArraySegment<string>(text!, 0, count));
                    }
                }
                group.CompleteValidate();
            }
        }
    }

    private static DataField Field(OutputColumn column) =>
        column.Number is not null ? new DataField<double>(column.Name)
        : column.Whole is not null ? new DataField<int>(column.Name)
        : new DataField(column.Name, typeof(string), isNullable: true);

    private static Dictionary<string, string> Metadata(OutputTable table)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["description"] = table.Description };
        foreach (var column in table.Columns)
        {
            metadata.TryAdd($"{column.Name}:meaning", column.Meaning);
            if (column.Unit.Length > 0)
                metadata.TryAdd($"{column.Name}:unit", column.Unit);
        }
        return metadata;
    }

    private static void Fill<T>(T[] values, Func<int, T> value, int start, int count)
    {
        for (var i = 0; i < count; i++)
            values[i] = value(start + i);
    }
}
