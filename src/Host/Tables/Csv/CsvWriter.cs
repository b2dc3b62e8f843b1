using System.Buffers;
using System.Globalization;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Tables.Csv;

/// <summary>
/// Writes a table as CSV: UTF-8, a header line, LF, fields as <see cref="CsvText"/> has them; an absent text is an empty field, an absent
/// number what its column has for one: INDEF, or nothing.
/// </summary>
/// <remarks>Parts of a run of rows are formatted on all cores and written in order, so that values are asked for from several threads at once.</remarks>
internal sealed class CsvWriter : ITableWriter
{
    private const int PartLength = 2048;

    private readonly Stream stream;
    private readonly OutputTable table;
    private readonly byte delimiter;
    private readonly CsvText text;
    private readonly ArrayBufferWriter<byte> head = new();
    private ArrayBufferWriter<byte>[] parts = [];

    private CsvWriter(Stream stream, OutputTable table) =>
        (this.stream, this.table, delimiter, text) = (stream, table, (byte)table.Delimiter, new CsvText(table.Delimiter));

    /// <summary>Begins a file. Its header is written with the first rows: a table that fails before leaves nothing behind on standard output.</summary>
    public static Task<ITableWriter> BeginAsync(Stream stream, OutputTable table, CancellationToken cancellation)
    {
        CsvWriter writer = new(stream, table);
        if (table.Commented)
        {
            CsvText.AppendVerbatim($"# {table.Description}\n", writer.head);
        }

        IEnumerable<string> names = table.Columns.SelectMany(column => column.Names);
        CsvText.AppendVerbatim(string.Join(table.Delimiter, names.Select(writer.text.Field)), writer.head);
        CsvText.Append((byte)'\n', writer.head);
        return Task.FromResult<ITableWriter>(writer);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(int start, int count, CancellationToken cancellation)
    {
        await WriteHeadAsync(cancellation);
        int needed = (count + PartLength - 1) / PartLength;
        Reserve(Math.Min(needed, 4 * Environment.ProcessorCount));
        for (int first = 0; first < needed; first += parts.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            int done = first;
            int together = Math.Min(parts.Length, needed - first);
            SideBySide.For(0, together, k =>
            {
                int from = (done + k) * PartLength;
                parts[k].ResetWrittenCount();
                Format(start + from, Math.Min(PartLength, count - from), parts[k]);
            }, cancellation);
            for (int k = 0; k < together; k++)
            {
                await stream.WriteAsync(parts[k].WrittenMemory, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await WriteHeadAsync(cancellation);
        await stream.FlushAsync(cancellation);
    }

    private async Task WriteHeadAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(head.WrittenMemory, cancellation);
        head.ResetWrittenCount();
    }

    private void Reserve(int needed)
    {
        int had = parts.Length;
        if (needed <= had)
        {
            return;
        }

        Array.Resize(ref parts, needed);
        for (int k = had; k < needed; k++)
        {
            parts[k] = new ArrayBufferWriter<byte>(PartLength * 8 * Math.Max(1, table.Columns.Count));
        }
    }

    private void Format(int start, int count, ArrayBufferWriter<byte> to)
    {
        for (int row = start; row < start + count; row++)
        {
            for (int c = 0; c < table.Columns.Count; c++)
            {
                if (c > 0)
                {
                    CsvText.Append(delimiter, to);
                }

                Format(table.Columns[c], row, to);
            }

            CsvText.Append((byte)'\n', to);
        }
    }

    /// <summary>Times as ISO 8601 has them.</summary>
    private static string? Text(object? value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private void Format(OutputColumn column, int row, ArrayBufferWriter<byte> to)
    {
        if (column.Number is { } number)
        {
            double value = number(row);
            if (column.IsOptional && double.IsNaN(value))
            {
                CsvText.AppendVerbatim(column.Absent, to);
            }
            else
            {
                CsvText.Append(value, to);
            }
        }
        else if (column.Whole is { } whole)
        {
            CsvText.Append(whole(row), to);
        }
        else if (column.Flag is { } flag)
        {
            CsvText.Append(flag(row) ? (byte)'1' : (byte)'0', to);
        }
        else if (column.Record is { } record)
        {
            CsvText.AppendVerbatim(record(row), to);
        }
        else if (column.Text is { } value)
        {
            text.Append(value(row), to);
        }
        else
        {
            text.Append(Text(column.Values!().GetValue(row)), to);
        }
    }
}
