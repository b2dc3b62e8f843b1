using System.IO.Hashing;

namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>Hands on what is written and computes checksums of it: of each column of a row group, and of the metadata, which it holds back to put them in.</summary>
/// <param name="inner">Where to; left open.</param>
internal sealed class SummedStream(Stream inner) : Stream
{
    private readonly Crc32 sum = new();
    private readonly MemoryStream held = new();
    private bool holds;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The checksum of what was written since <see cref="Restart"/>.</summary>
    public uint Sum => sum.GetCurrentHashAsUInt32();

    /// <summary>Begins a checksum.</summary>
    public void Restart() => sum.Reset();

    /// <summary>From here on holds back what is written.</summary>
    public void Hold() => holds = true;

    /// <summary>Puts the checksum into the metadata, which are all that was held back, with length and mark behind, and hands them on.</summary>
    public async Task SealAsync(CancellationToken cancellation)
    {
        byte[] tail = held.ToArray();
        Checksums.Seal(tail.AsSpan(0, tail.Length - ParquetFooter.Behind));
        await inner.WriteAsync(tail, cancellation);
        await inner.FlushAsync(cancellation);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (holds)
        {
            held.Write(buffer);
            return;
        }

        sum.Append(buffer);
        inner.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (holds)
        {
            held.Write(buffer.Span);
            return;
        }

        sum.Append(buffer.Span);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
