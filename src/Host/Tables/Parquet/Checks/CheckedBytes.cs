namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>
/// A Parquet file as the library may see it: the checked metadata at its end, and of its pages those that were checked. To read anything else is an error, where
/// the end of a file would make the library read on for ever.
/// </summary>
/// <param name="file">The file, closed with this.</param>
/// <param name="footer">Its metadata.</param>
internal sealed class CheckedBytes(Stream file, ParquetFooter footer) : Stream
{
    /// <summary>The bytes around the position, so that to read one by one, as the library does before pages, is no call of the system each.</summary>
    private readonly byte[] near = new byte[512];
    private long nearAt;
    private int nearCount;
    private long start, end = ParquetFooter.Mark;
    private bool opens = true;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => footer.Start + footer.Tail.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>Lets these bytes of the file be read, and no others: the library read the metadata when it opened the file.</summary>
    public void Admit(long from, long to) => (start, end, nearCount, opens) = (from, to, 0, false);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count;
        if (opens && Position >= footer.Start && Position < Length)
        {
            ReadOnlySpan<byte> tail = footer.Tail.AsSpan((int)(Position - footer.Start));
            count = Math.Min(tail.Length, buffer.Length);
            tail[..count].CopyTo(buffer);
        }
        else if (Position >= start && Position < end)
        {
            file.Position = Position;
            count = file.Read(buffer[..(int)Math.Min(buffer.Length, end - Position)]);
        }
        else
        {
            throw new InvalidDataException("its pages have fewer values than they should");
        }

        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        if (Position < nearAt || Position >= nearAt + nearCount)
        {
            (nearAt, nearCount) = (Position, 0);
            nearCount = Read(near.AsSpan());
            if (nearCount == 0)
            {
                throw new EndOfStreamException("the file became shorter while it was read");
            }

            Position = nearAt;
        }

        return near[Position++ - nearAt];
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => Length + offset };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
