namespace GpuConcord.Host.Tables;

/// <summary>A stream that cannot seek, from its first byte on though some were read already. Reads forward only.</summary>
/// <param name="start">The bytes that were read.</param>
/// <param name="rest">The stream behind them, closed with this.</param>
internal sealed class ReplayedStream(ReadOnlyMemory<byte> start, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> left = start;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (left.IsEmpty)
        {
            return rest.Read(buffer);
        }

        int count = Math.Min(buffer.Length, left.Length);
        left.Span[..count].CopyTo(buffer);
        left = left[count..];
        return count;
    }

    /// <inheritdoc/>
    public override string? FileSha256() => (rest as ForwardStream)?.FileSha256();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
