using System.Buffers;
using System.Text;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables;

/// <summary>
/// Hands on the bytes of a text file and, in the same pass, computes their SHA-256 and refuses what is not UTF-8 text:
/// a NUL byte or an invalid sequence. Reads forward only, so a pipe will do.
/// </summary>
/// <remarks>The column in its messages counts bytes, 1-based: the line could not be decoded into characters.</remarks>
internal sealed class CheckedStream(Stream inner, string file) : ForwardStream
{
    private readonly HashedStream bytes = new(inner);

    /// <summary>The bytes of a character that the previous chunk cut short, at most three.</summary>
    private byte[] cut = [];
    private long position;
    private long lineStart;
    private int line = 1;

    /// <summary>The share of the file handed on so far, in (0, 1]; null when the length is unknown or nothing was read.</summary>
    public double? Fraction => bytes.Fraction;

    /// <inheritdoc/>
    /// <exception cref="DataException">The bytes are not UTF-8 text.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = bytes.Read(buffer);
        Span<byte> chunk = buffer[..read];
        int nul = chunk.IndexOf((byte)0);
        if (nul >= 0)
        {
            throw Fault(chunk, nul, "a NUL byte", "check that this is the file you meant, or export the table as CSV");
        }

        CheckCharacters(chunk);
        int newline = chunk.LastIndexOf((byte)'\n');
        if (newline >= 0)
        {
            lineStart = position + newline + 1;
        }

        line += chunk.Count((byte)'\n');
        position += read;
        return read;
    }

    /// <summary>SHA-256 of the whole file in lower-case hexadecimal digits; reads what is left of it.</summary>
    /// <exception cref="DataException">What is left is not UTF-8 text.</exception>
    public string Sha256()
    {
        byte[] rest = new byte[4096];
        while (Read(rest) > 0)
        {
        }

        return bytes.Sha256();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            bytes.Dispose();
        }

        base.Dispose(disposing);
    }

    private void CheckCharacters(ReadOnlySpan<byte> chunk)
    {
        int at = 0;
        if (cut.Length > 0)
        {
            int needed = Math.Min(chunk.Length, 4 - cut.Length);
            byte[] joined = [.. cut, .. chunk[..needed]];
            OperationStatus status = Rune.DecodeFromUtf8(joined, out _, out int consumed);
            if (status == OperationStatus.InvalidData || chunk.IsEmpty)
            {
                throw NotUtf8(chunk, -cut.Length, joined[0]);
            }

            if (status == OperationStatus.NeedMoreData)
            {
                cut = joined;
                return;
            }
            at = consumed - cut.Length;
            cut = [];
        }
        while (true)
        {
            int next = chunk[at..].IndexOfAnyExceptInRange((byte)0, (byte)127);
            if (next < 0)
            {
                return;
            }

            at += next;
            switch (Rune.DecodeFromUtf8(chunk[at..], out _, out int consumed))
            {
                case OperationStatus.Done:
                    at += consumed;
                    break;
                case OperationStatus.NeedMoreData:
                    cut = chunk[at..].ToArray();
                    return;
                default:
                    throw NotUtf8(chunk, at, chunk[at]);
            }
        }
    }

    private DataException NotUtf8(ReadOnlySpan<byte> chunk, int at, byte value) => Fault(
        chunk, at, $"the byte 0x{value:X2}, which is not UTF-8 text",
        "save the table as UTF-8 (iconv -f latin1 -t utf-8), or check that this is the file you meant");

    private DataException Fault(ReadOnlySpan<byte> chunk, int at, string found, string advice)
    {
        ReadOnlySpan<byte> before = chunk[..Math.Max(0, at)];
        int newline = before.LastIndexOf((byte)'\n');
        long start = newline >= 0 ? position + newline + 1 : lineStart;
        return DataException.At(
            file, line + before.Count((byte)'\n'), (int)(position + at - start) + 1, found, "a CSV file in plain UTF-8 text", advice);
    }
}
