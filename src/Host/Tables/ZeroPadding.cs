using System.Buffers.Binary;

namespace GpuConcord.Host.Tables;

/// <summary>Tells whether the one part of a gzip file is followed by zeros up to the file's end, from the last bytes that went by.</summary>
/// <remarks>
/// A part ends with the length of its content (modulo 2³², RFC 1952), whose own last bytes may be zeros: the part ends among the first zeros of the run at the end
/// of the file. Files of several parts are not told so: there the length is that of the last.
/// </remarks>
internal sealed class ZeroPadding
{
    private const int LengthBytes = 4;

    /// <summary>The last bytes in front of the zeros at the end, up to as many as a length has.</summary>
    private readonly byte[] before = new byte[LengthBytes];
    private long zeros;

    /// <summary>Takes the next bytes of the file.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        int last = bytes.LastIndexOfAnyExcept((byte)0);
        if (last < 0)
        {
            zeros += bytes.Length;
            return;
        }

        // Of the earlier bytes those stay that are among the last four in front of the new zeros.
        ReadOnlySpan<byte> seen = bytes[..(last + 1)];
        byte[] joined = [.. before, .. new byte[Math.Min(zeros, LengthBytes)], .. seen[^Math.Min(seen.Length, LengthBytes)..]];
        joined.AsSpan()[^LengthBytes..].CopyTo(before);
        zeros = bytes.Length - last - 1;
    }

    /// <summary>Whether at least one zero follows a part of this length.</summary>
    /// <param name="length">Bytes of the part's content.</param>
    public bool Follows(long length)
    {
        Span<byte> wanted = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, unchecked((uint)length));
        byte[] end = [.. before, .. new byte[LengthBytes]];
        for (int own = 0; own <= LengthBytes && own < zeros; own++)
        {
            if (end.AsSpan(own, LengthBytes).SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }
}
