namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>Bytes of Thrift's compact protocol, taken from front to back; none is taken that is not there.</summary>
/// <param name="bytes">The bytes.</param>
internal ref struct ThriftBytes(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>How many were taken.</summary>
    public int Position { get; private set; }

    /// <summary>The bytes taken since a position.</summary>
    public readonly ReadOnlySpan<byte> Since(int position) => bytes[position..Position];

    /// <summary>The next byte.</summary>
    /// <exception cref="EndOfStreamException">There is none.</exception>
    public byte TakeByte() => Take(1)[0];

    /// <summary>The next bytes.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - Position))
        {
            throw new EndOfStreamException("its metadata end too soon");
        }

        ReadOnlySpan<byte> taken = bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    /// <summary>A number of seven bits a byte, the lowest first.</summary>
    /// <param name="bits">How many bits it may have, 16, 32 or 64: a decoder of so many would drop what is above, and read another number.</param>
    /// <exception cref="InvalidDataException">It has more.</exception>
    public ulong TakeNumber(int bits)
    {
        ulong value = 0;
        for (int shift = 0; shift < bits; shift += 7)
        {
            byte next = TakeByte();
            ulong part = (ulong)(next & 127);
            if (shift > bits - 7 && part >> (bits - shift) != 0)
            {
                break;
            }

            value |= part << shift;
            if (next < 128)
            {
                return value;
            }
        }

        throw new InvalidDataException("its metadata are damaged");
    }

    /// <summary>A number with a sign, which is its lowest bit.</summary>
    public long TakeSigned(int bits)
    {
        ulong value = TakeNumber(bits);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
