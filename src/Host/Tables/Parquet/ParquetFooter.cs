using System.Buffers.Binary;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>
/// Whether the metadata at the end of a Parquet file are whole: a structure of Thrift's compact protocol that ends where they end. The decoder of
/// the library runs on for ever where such a structure has no end, as behind a flipped bit.
/// </summary>
/// <remarks>Format: length (4 bytes, little-endian) and PAR1 stand last; see the page "Thrift compact protocol encoding" of Apache Thrift.</remarks>
internal static class ParquetFooter
{
    /// <summary>Bytes behind the metadata: their length and the mark.</summary>
    private const int Behind = 8;

    /// <summary>A signature that may stand behind metadata of files with encrypted columns.</summary>
    private const int Signature = 28;

    private const int Deepest = 32;

    /// <summary>Looks at a file's metadata, and leaves the stream where it was. A file without them is left to the decoder to refuse.</summary>
    /// <exception cref="InvalidDataException">The metadata are damaged.</exception>
    public static void Check(Stream stream)
    {
        long position = stream.Position;
        Span<byte> last = stackalloc byte[Behind];
        if (stream.Length >= Behind)
        {
            stream.Position = stream.Length - Behind;
            stream.ReadExactly(last);
            int length = BinaryPrimitives.ReadInt32LittleEndian(last);
            if (last[4..].SequenceEqual("PAR1"u8) && length > 0 && length <= stream.Length - Behind)
            {
                byte[] footer = new byte[length];
                stream.Position = stream.Length - Behind - length;
                stream.ReadExactly(footer);
                if (!IsWhole(footer))
                {
                    throw new InvalidDataException("its metadata are damaged");
                }
            }
        }

        stream.Position = position;
    }

    /// <summary>Whether bytes are one structure, to the last of them.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        return PassStructure(bytes, ref at, 0) && (at == bytes.Length || bytes.Length - at == Signature);
    }

    private static bool PassStructure(ReadOnlySpan<byte> bytes, ref int at, int depth)
    {
        while (depth <= Deepest && at < bytes.Length)
        {
            byte head = bytes[at++];
            if (head == 0)
            {
                return true;
            }

            // A field's number stands in the upper half, or behind. Truth values have their value in the type.
            int type = head & 15;
            if ((head >> 4 == 0 && !TakeNumber(bytes, ref at, out _)) || (type is not (1 or 2) && !PassValue(bytes, ref at, type, depth)))
            {
                return false;
            }
        }

        return false;
    }

    private static bool PassValue(ReadOnlySpan<byte> bytes, ref int at, int type, int depth)
    {
        switch (type)
        {
            case 1 or 2 or 3:
                return Pass(bytes, ref at, 1);
            case 4 or 5 or 6:
                return TakeNumber(bytes, ref at, out _);
            case 7:
                return Pass(bytes, ref at, sizeof(double));
            case 8:
                return TakeNumber(bytes, ref at, out ulong length) && Pass(bytes, ref at, length);
            case 9 or 10:
                return PassList(bytes, ref at, depth);
            case 11:
                return PassMap(bytes, ref at, depth);
            case 12:
                return PassStructure(bytes, ref at, depth + 1);
            default:
                return false;
        }
    }

    private static bool PassList(ReadOnlySpan<byte> bytes, ref int at, int depth)
    {
        if (at >= bytes.Length)
        {
            return false;
        }

        byte head = bytes[at++];
        ulong count = (ulong)(head >> 4);
        if (count == 15 && !TakeNumber(bytes, ref at, out count))
        {
            return false;
        }

        for (ulong i = 0; i < count; i++)
        {
            if (!PassValue(bytes, ref at, head & 15, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool PassMap(ReadOnlySpan<byte> bytes, ref int at, int depth)
    {
        if (!TakeNumber(bytes, ref at, out ulong count) || (count > 0 && at >= bytes.Length))
        {
            return false;
        }

        byte types = count > 0 ? bytes[at++] : (byte)0;
        for (ulong i = 0; i < count; i++)
        {
            if (!PassValue(bytes, ref at, types >> 4, depth + 1) || !PassValue(bytes, ref at, types & 15, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Pass(ReadOnlySpan<byte> bytes, ref int at, ulong count)
    {
        if (count > (ulong)(bytes.Length - at))
        {
            return false;
        }

        at += (int)count;
        return true;
    }

    /// <summary>A number of seven bits a byte, the lowest first.</summary>
    private static bool TakeNumber(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return true;
            }
        }

        return false;
    }
}
