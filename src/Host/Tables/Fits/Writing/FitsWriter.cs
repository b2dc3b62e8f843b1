using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits.Headers;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>
/// Writes a table as the binary table of HDU 1. Parts of a run of rows are encoded on all cores and written in order; the header gets its number of rows, its
/// TNULL and its sums at the end.
/// </summary>
internal sealed class FitsWriter : ITableWriter
{
    /// <summary>About how many bytes a part has.</summary>
    private const int PartLength = 1 << 17;

    private readonly Stream stream;
    private readonly OutputTable table;
    private readonly FitsOutput[] outputs;
    private readonly SpooledBytes heap;
    private readonly int[] offsets;
    private readonly int rowLength;
    private readonly int rowsOfPart;
    private readonly long start;
    private readonly int headerLength;
    private readonly byte[][] parts = new byte[4 * Environment.ProcessorCount][];
    private FitsSum sum = new();
    private long rows;

    private FitsWriter(Stream stream, OutputTable table, FitsOutput[] outputs, SpooledBytes heap)
    {
        (this.stream, this.table, this.outputs, this.heap) = (stream, table, outputs, heap);
        offsets = new int[outputs.Length];
        for (int c = 0; c < outputs.Length; c++)
        {
            offsets[c] = rowLength;
            rowLength = checked(rowLength + outputs[c].Width);
        }

        rowsOfPart = Math.Max(1, PartLength / Math.Max(1, rowLength));
        start = stream.Position;
        headerLength = FitsWriterHeader.Room(table, outputs).ByteCount;
    }

    /// <summary>Begins a file.</summary>
    /// <exception cref="ArgumentException">A column has the text of records.</exception>
    /// <exception cref="UsageException">FITS has no room for so many columns, or the stream cannot seek.</exception>
    public static async Task<ITableWriter> BeginAsync(Stream stream, OutputTable table, CancellationToken cancellation)
    {
        if (table.Columns.Any(column => column.Record is not null))
        {
            throw new ArgumentException("FITS has columns, not records", nameof(table));
        }

        if (table.Columns.Count > FitsColumns.Most)
        {
            throw new UsageException(
                $"found a table of {table.Columns.Count} columns, expected at most {FitsColumns.Most}, all that FITS has numbers for; write it as .parquet or .csv");
        }

        if (!stream.CanSeek)
        {
            throw new UsageException("found a stream that cannot seek, expected a file: the header of FITS gets its number of rows at the end; name a file, or write .csv");
        }

        SpooledBytes behind = new();
        FitsWriter writer = new(stream, table, [.. table.Columns.Select(column => FitsOutputs.Of(column, table, behind))], behind);
        await stream.WriteAsync(FitsWriterHeader.Primary().ToBytes(), cancellation);
        byte[] room = new byte[writer.headerLength];
        room.AsSpan().Fill((byte)' ');
        await stream.WriteAsync(room, cancellation);
        return writer;
    }

    /// <inheritdoc/>
    public async Task WriteAsync(int start, int count, CancellationToken cancellation)
    {
        foreach (FitsOutput output in outputs)
        {
            output.Take();
        }

        int needed = (count + rowsOfPart - 1) / rowsOfPart;
        for (int first = 0; first < needed; first += parts.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            int done = first;
            int together = Math.Min(parts.Length, needed - first);
            SideBySide.For(0, together, k => Encode(k, start + ((done + k) * rowsOfPart), RowsOf(done + k), inOrder: false), cancellation);
            for (int k = 0; k < together; k++)
            {
                Encode(k, start + ((done + k) * rowsOfPart), RowsOf(done + k), inOrder: true);
                ReadOnlyMemory<byte> part = parts[k].AsMemory(0, RowsOf(done + k) * rowLength);
                sum.Add(part.Span);
                await stream.WriteAsync(part, cancellation);
            }
        }

        rows += count;

        int RowsOf(int part) => Math.Min(rowsOfPart, count - (part * rowsOfPart));
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">A column's type has no number that could stand for an absent one.</exception>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        using (heap)
        {
            long data = start + FitsHeader.Block + headerLength;
            FitsTextWidths widths = new(outputs, rows, heap);
            long behind = heap.Length;
            if (stream.CanRead && widths.Pays)
            {
                behind = 0;
                sum = await widths.SettleAsync(stream, data, cancellation);
            }
            else
            {
                await heap.CopyAsync(
                    async piece =>
                    {
                        sum.Add(piece.Span);
                        await stream.WriteAsync(piece, cancellation);
                    }, cancellation);
            }

            long length = (rows * outputs.Sum(output => (long)output.Width)) + behind;
            stream.Position = data + length;
            await stream.WriteAsync(new byte[FitsHeader.Padded(length) - length], cancellation);
            long end = stream.Position;
            stream.SetLength(end);
            stream.Position = start + FitsHeader.Block;
            await stream.WriteAsync(FitsWriterHeader.Complete(table, outputs, rows, behind, sum.Value, headerLength).ToBytes(), cancellation);
            stream.Position = end;
            await stream.FlushAsync(cancellation);
        }
    }

    private void Encode(int part, int first, int count, bool inOrder)
    {
        byte[] bytes = parts[part] ??= new byte[rowsOfPart * rowLength];
        for (int c = 0; c < outputs.Length; c++)
        {
            FitsOutput output = outputs[c];
            if (output.InOrder != inOrder)
            {
                continue;
            }

            int width = output.Width;
            for (int i = 0, at = offsets[c]; i < count; i++, at += rowLength)
            {
                output.Encode(first + i, bytes.AsSpan(at, width));
            }
        }
    }
}
