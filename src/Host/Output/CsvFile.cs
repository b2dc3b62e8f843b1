using System.Buffers;

namespace GpuConcord.Host.Output;

/// <summary>
/// Writes a table as CSV: UTF-8, a header line, comma, LF; a field with a comma, quote or line break is quoted and its quotes
/// doubled (RFC 4180); a number is the shortest text that reads back to the same double; NaN, Infinity and -Infinity as such;
/// an absent text is an empty field.
/// </summary>
public static class CsvFile
{
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
            WriteText(writer, table.Columns[c].Name);
        }
        writer.Write('\n');
        Span<char> digits = stackalloc char[32];
        for (var row = 0; row < table.Rows; row++)
        {
            if (row % 4096 == 0)
                cancellation.ThrowIfCancellationRequested();
            for (var c = 0; c < table.Columns.Count; c++)
            {
                if (c > 0)
                    writer.Write(',');
                var column = table.Columns[c];
                if (column.Number is { } number)
                    writer.Write(Format(number(row), digits));
                else if (column.Whole is { } whole)
                    writer.Write(Format(whole(row), digits));
                else
                    WriteText(writer, column.Text!(row) ?? "");
            }
            writer.Write('\n');
        }
    }

    private static ReadOnlySpan<char> Format<T>(T value, Span<char> digits) where T : ISpanFormattable =>
        value.TryFormat(digits, out var written, "", System.Globalization.CultureInfo.InvariantCulture) ? digits[..written] : value.ToString();

    private static void WriteText(TextWriter writer, string text)
    {
        if (text.AsSpan().ContainsAny(_special))
            writer.Write($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        else
            writer.Write(text);
    }
}
