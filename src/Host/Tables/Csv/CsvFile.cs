using System.Buffers;
using System.Globalization;

namespace GpuConcord.Host.Tables.Csv;

/// <summary>
/// Writes a table as CSV: UTF-8, a header line, comma, LF; a field with a comma, quote or line break is quoted and its quotes
/// doubled (RFC 4180), and so is one that begins with #, which would pass for a comment; a number is the shortest text that reads back to the same double; NaN, Infinity and -Infinity as such;
/// an absent text is an empty field.
/// </summary>
/// <remarks>Runs of rows are formatted on all cores and written in order, so that values are asked for from several threads at once.</remarks>
public static class CsvFile
{
    private const int RunLength = 2048;

    private static readonly SearchValues<char> _special = SearchValues.Create(",\"\r\n");

    /// <summary>Writes header and rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="writer">Where to; its line ending does not matter.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public static void Write(OutputTable table, TextWriter writer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(writer);
        for (var c = 0; c < table.Columns.Count; c++)
        {
            if (c > 0)
                writer.Write(',');
            writer.Write(Quoted(table.Columns[c].Name));
        }
        writer.Write('\n');
        var runs = (table.Rows + RunLength - 1) / RunLength;
        var texts = new ArrayBufferWriter<char>[Math.Min(runs, 4 * Environment.ProcessorCount)];
        for (var k = 0; k < texts.Length; k++)
            texts[k] = new ArrayBufferWriter<char>(RunLength * 8 * table.Columns.Count);
        for (var first = 0; first < runs; first += texts.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(texts.Length, runs - first);
            Parallel.For(0, count, k =>
            {
                texts[k].ResetWrittenCount();
                Format(table, (first + k) * RunLength, texts[k]);
            });
            for (var k = 0; k < count; k++)
                writer.Write(texts[k].WrittenSpan);
        }
    }

    /// <summary>Formats a run of rows.</summary>
    private static void Format(OutputTable table, int start, ArrayBufferWriter<char> text)
    {
        var end = Math.Min(start + RunLength, table.Rows);
        for (var row = start; row < end; row++)
        {
            for (var c = 0; c < table.Columns.Count; c++)
            {
                if (c > 0)
                    text.Write(",");
                var column = table.Columns[c];
                if (column.Number is { } number)
                    Append(number(row), text);
                else if (column.Whole is { } whole)
                    Append(whole(row), text);
                else
                    text.Write(Quoted(column.Text!(row) ?? ""));
            }
            text.Write("\n");
        }
    }

    private static void Append<T>(T value, ArrayBufferWriter<char> text) where T : ISpanFormattable
    {
        // The longest double has 24 characters.
        value.TryFormat(text.GetSpan(32), out var written, "", CultureInfo.InvariantCulture);
        text.Advance(written);
    }

    private static string Quoted(string text) =>
        text.StartsWith('#') || text.AsSpan().ContainsAny(_special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
