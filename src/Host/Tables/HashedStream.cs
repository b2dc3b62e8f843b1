using System.Security.Cryptography;
using GpuConcord.Host.Hashing;

namespace GpuConcord.Host.Tables;

/// <summary>Hands on the bytes of a file and computes their SHA-256 in the same pass. Reads forward only, so a pipe will do.</summary>
/// <param name="inner">The file's bytes, closed with this.</param>
internal sealed class HashedStream(Stream inner) : ForwardStream
{
    private readonly IncrementalHash hash = Checksum.Begin();

    /// <summary>Length in bytes, 0 when unknown; asked once, because asking is a system call.</summary>
    private readonly long length = inner.CanSeek ? inner.Length : 0;
    private long position;

    /// <summary>The share of the file handed on so far, in (0, 1]; null when the length is unknown or nothing was read.</summary>
    public double? Fraction => length > 0 && position > 0 ? Math.Min(1.0, (double)position / length) : null;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        hash.AppendData(buffer[..read]);
        position += read;
        return read;
    }

    /// <summary>SHA-256 of the whole file in lower-case hexadecimal digits; reads what is left of it.</summary>
    public string Sha256()
    {
        byte[] rest = new byte[1 << 16];
        while (Read(rest) > 0)
        {
        }

        string own = Checksum.End(hash);
        return (inner as ForwardStream)?.FileSha256() ?? own;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
