using System.IO.Compression;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables;

/// <summary>What a gzip file holds, decompressed as it is read. Its <see cref="FileSha256"/> is that of the compressed file, as sha256sum has it.</summary>
/// <remarks>
/// The runtime's GZipStream ends without a word where a file is cut short. Gzip files may be joined, so a small one of a known content is put behind the
/// bytes that are there: it comes out at the end exactly when the file was whole.
/// </remarks>
internal sealed class UnzippedStream : ForwardStream
{
    private static readonly byte[] Mark = "whole, and no byte was missing\n"u8.ToArray();
    private static readonly byte[] ZippedMark = Zipped(Mark);

    private readonly string file;
    private readonly HashedStream compressed;
    private readonly Marked marked;
    private readonly GZipStream content;

    /// <summary>What was decompressed and not yet handed on: at least as much as the mark, until the end shows whether it is that.</summary>
    private readonly byte[] held = new byte[1 << 16];
    private int first;
    private int count;
    private long total;
    private bool ended;

    /// <param name="file">The file in messages.</param>
    /// <param name="compressed">Its bytes from the first on, closed with this.</param>
    public UnzippedStream(string file, Stream compressed)
    {
        this.file = file;
        this.compressed = new HashedStream(compressed);
        marked = new Marked(this.compressed);
        content = new GZipStream(marked, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">It is damaged or cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!ended && count <= Mark.Length)
        {
            Fill();
        }

        int handed = Math.Min(buffer.Length, ended ? count : count - Mark.Length);
        held.AsSpan(first, handed).CopyTo(buffer);
        (first, count) = (first + handed, count - handed);
        return handed;
    }

    /// <inheritdoc/>
    public override string? FileSha256() => compressed.Sha256();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using MemoryStream zipped = new();
        using (GZipStream zip = new(zipped, CompressionLevel.NoCompression, leaveOpen: true))
        {
            zip.Write(bytes);
        }

        return zipped.ToArray();
    }

    private void Fill()
    {
        held.AsSpan(first, count).CopyTo(held);
        first = 0;
        int read;
        try
        {
            read = content.Read(held.AsSpan(count));
        }
        catch (InvalidDataException)
        {
            throw Broken();
        }

        (count, total) = (count + read, total + read);
        if (read > 0)
        {
            return;
        }

        ended = true;
        if (count >= Mark.Length && held.AsSpan(count - Mark.Length, Mark.Length).SequenceEqual(Mark))
        {
            count -= Mark.Length;
        }
        else if (!marked.IsPadded(total))
        {
            throw Broken();
        }
    }

    private DataException Broken() => DataException.In(
        file, "compressed data that are damaged or end too soon", "a whole gzip file", "check that it was written in full (gzip -t), or get it again");

    /// <summary>The file's bytes, then those of the mark.</summary>
    private sealed class Marked(Stream bytes) : ForwardStream
    {
        private readonly ZeroPadding padding = new();
        private ReadOnlyMemory<byte> left = ZippedMark;
        private bool exhausted;

        /// <summary>
        /// Whether the file was whole and zeros follow it up to its end, as tapes leave them and gzip takes them. Asked when decompression has ended without the
        /// mark: it does so, with all checked, at bytes that begin no further part; or, nothing checked, when it has read everything and wants more.
        /// </summary>
        /// <param name="total">Bytes that were decompressed.</param>
        public bool IsPadded(long total)
        {
            Span<byte> rest = stackalloc byte[4096];
            for (int read = 1; !exhausted && left.Length == ZippedMark.Length && (read = bytes.Read(rest)) > 0;)
            {
                padding.Add(rest[..read]);
            }

            return !exhausted && padding.Follows(total);
        }

        public override int Read(Span<byte> buffer)
        {
            int read = bytes.Read(buffer);
            padding.Add(buffer[..read]);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            exhausted = left.IsEmpty;
            int handed = Math.Min(buffer.Length, left.Length);
            left.Span[..handed].CopyTo(buffer);
            left = left[handed..];
            return handed;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                bytes.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
