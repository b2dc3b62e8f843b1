using System.Buffers.Binary;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>
/// Puts text that stands behind a table into its rows, when all of it is known: columns as wide as their longest text, which every program reads. The rows
/// are rewritten in place, from the last to the first where they grow, from the first to the last where they shrink, so that none is overwritten before it
/// was read.
/// </summary>
/// <param name="outputs">The columns.</param>
/// <param name="rows">Number of rows.</param>
/// <param name="heap">The text behind them.</param>
internal sealed class FitsTextWidths(IReadOnlyList<FitsOutput> outputs, long rows, SpooledBytes heap)
{
    /// <summary>About how many bytes of a piece are at hand.</summary>
    private const int PieceLength = 1 << 20;

    private readonly int old = outputs.Sum(output => output.Width);
    private readonly long wide = outputs.Sum(output => output is FitsHeapTextOutput text ? (long)text.Longest : output.Width);

    /// <summary>Whether there is such text, and the file does not become much larger by it, as where one text of thousands is far longer than the rest.</summary>
    public bool Pays => rows > 0 && outputs.Any(output => output is FitsHeapTextOutput) && wide <= 256 + (4 * (old + (heap.Length / rows)));

    /// <summary>Rewrites the rows; the columns are of fixed width then.</summary>
    /// <param name="stream">The file, which can be read and written.</param>
    /// <param name="start">Where the rows begin.</param>
    /// <param name="cancellation">Stops between pieces; the file is then incomplete.</param>
    /// <returns>The sum of the rows.</returns>
    public async Task<FitsSum> SettleAsync(Stream stream, long start, CancellationToken cancellation)
    {
        int piece = (int)Math.Max(1, PieceLength / Math.Max(old, wide)), length = (int)wide;
        long pieces = (rows + piece - 1) / piece;
        byte[] from = new byte[piece * old], to = new byte[piece * length];
        for (long p = 0; p < pieces; p++)
        {
            cancellation.ThrowIfCancellationRequested();
            long first = (length > old ? pieces - 1 - p : p) * piece;
            int count = (int)Math.Min(piece, rows - first);
            stream.Position = start + (first * old);
            await stream.ReadExactlyAsync(from.AsMemory(0, count * old), cancellation);
            Widen(from, to, count, length);
            stream.Position = start + (first * length);
            await stream.WriteAsync(to.AsMemory(0, count * length), cancellation);
        }

        foreach (FitsOutput output in outputs)
        {
            (output as FitsHeapTextOutput)?.Settle();
        }

        return await SumAsync(stream, start, rows * length, cancellation);
    }

    private void Widen(byte[] from, byte[] to, int count, int length)
    {
        byte[] text = Texts(from, count, out long begins);
        int oldAt = 0, newAt = 0;
        foreach (FitsOutput output in outputs)
        {
            int width = output.Width, newWidth = output is FitsHeapTextOutput { Longest: int longest } ? longest : width;
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<byte> cell = from.AsSpan((row * old) + oldAt, width);
                Span<byte> target = to.AsSpan((row * length) + newAt, newWidth);
                if (output is FitsHeapTextOutput)
                {
                    (long characters, long place) = Described(cell);
                    target.Clear();
                    text.AsSpan((int)(characters == 0 ? 0 : place - begins), (int)characters).CopyTo(target);
                }
                else
                {
                    cell.CopyTo(target);
                }
            }

            (oldAt, newAt) = (oldAt + width, newAt + newWidth);
        }
    }

    /// <summary>The text of some rows, which stands together.</summary>
    private byte[] Texts(byte[] from, int count, out long begins)
    {
        (long first, long last) = (heap.Length, 0);
        int at = 0;
        foreach (FitsOutput output in outputs)
        {
            for (int row = 0; output is FitsHeapTextOutput && row < count; row++)
            {
                (long characters, long place) = Described(from.AsSpan((row * old) + at, FitsHeapTextOutput.Descriptor));
                (first, last) = characters == 0 ? (first, last) : (Math.Min(first, place), Math.Max(last, place + characters));
            }

            at += output.Width;
        }

        begins = Math.Min(first, last);
        byte[] text = new byte[last - begins];
        heap.Read(begins, text);
        return text;
    }

    private static (long Characters, long Place) Described(ReadOnlySpan<byte> cell) =>
        (BinaryPrimitives.ReadInt64BigEndian(cell), BinaryPrimitives.ReadInt64BigEndian(cell[8..]));

    private static async Task<FitsSum> SumAsync(Stream stream, long start, long length, CancellationToken cancellation)
    {
        FitsSum sum = new();
        byte[] piece = new byte[PieceLength];
        stream.Position = start;
        while (length > 0)
        {
            int read = await stream.ReadAtLeastAsync(piece.AsMemory(0, (int)Math.Min(piece.Length, length)), 1, cancellationToken: cancellation);
            sum.Add(piece.AsSpan(0, read));
            length -= read;
        }

        return sum;
    }
}
