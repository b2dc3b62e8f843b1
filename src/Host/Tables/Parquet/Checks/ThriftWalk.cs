namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>
/// Walks a structure of Thrift's compact protocol and checks it: every byte is there, every field that is known has its one type and stands once, and
/// nothing is nested too deep. Parquet.Net reads fields by their numbers whatever type they are said to have, and reads on for ever where bytes end; what
/// was walked it reads as it was meant.
/// </summary>
/// <param name="visitor">Is told what there is.</param>
/// <param name="copy">Receives the structure without the fields that are not known; null where it is to be read as it stands.</param>
/// <remarks>See the page "Thrift compact protocol encoding" of Apache Thrift.</remarks>
internal sealed class ThriftWalk(IThriftVisitor visitor, MemoryStream? copy = null)
{
    private const int Deepest = 32;

    /// <summary>Walks a structure.</summary>
    /// <returns>The bytes that it takes.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="EndOfStreamException">It does not end within the bytes.</exception>
    public int Walk(ReadOnlySpan<byte> bytes, ThriftShape shape)
    {
        ThriftBytes from = new(bytes);
        Structure(ref from, shape, 0);
        return from.Position;
    }

    private static InvalidDataException Damaged() => new("its metadata are damaged");

    private void Structure(ref ThriftBytes from, ThriftShape shape, int depth)
    {
        if (depth > Deepest)
        {
            throw Damaged();
        }

        visitor.Begin(shape);
        long last = 0, copied = 0;
        ulong seen = 0;
        for (byte head = from.TakeByte(); head != 0; head = from.TakeByte())
        {
            // A field's number stands in the upper half as a difference, or behind.
            last = head >> 4 == 0 ? from.TakeSigned(16) : last + (head >> 4);
            int type = head & 15;
            if (last is < 1 or > 63 || shape[(int)last] is not { } field)
            {
                Skip(ref from, type, depth);
                continue;
            }

            if ((int)field.Type != (type == 2 ? 1 : type) || (seen & (1ul << (int)last)) != 0)
            {
                throw Damaged();
            }

            seen |= 1ul << (int)last;
            CopyHead(type, (int)last, (int)(last - copied));
            copied = last;
            Value(ref from, shape, field, type, depth);
        }

        copy?.WriteByte(0);
    }

    /// <summary>Writes a field's type and number. Fields may have been left out before it, so that the difference from the last may not fit into half a byte.</summary>
    private void CopyHead(int type, int number, int difference)
    {
        if (difference is > 0 and < 16)
        {
            copy?.WriteByte((byte)((difference << 4) | type));
            return;
        }

        // Known numbers are below 64, and a number with a sign below 64 takes one byte.
        copy?.WriteByte((byte)type);
        copy?.WriteByte((byte)(number << 1));
    }

    private void Value(ref ThriftBytes from, ThriftShape shape, ThriftField field, int type, int depth)
    {
        switch (field.Type)
        {
            case ThriftType.Flag:
                // Its value is its type.
                visitor.Number(shape, field.Number, type == 1 ? 1 : 0);
                break;
            case ThriftType.Structure:
                Structure(ref from, field.Shape!, depth + 1);
                break;
            case ThriftType.List:
                Elements(ref from, shape, field, depth);
                break;
            default:
                Plain(ref from, shape, field.Number, field.Type);
                break;
        }
    }

    private void Elements(ref ThriftBytes from, ThriftShape shape, ThriftField field, int depth)
    {
        int start = from.Position;
        (ulong count, int type) = ListHead(ref from);
        copy?.Write(from.Since(start));
        if (count > 0 && type != (int)field.Element)
        {
            throw Damaged();
        }

        // Every element takes a byte at least, so that a count beyond the bytes ends with them.
        for (ulong i = 0; i < count; i++)
        {
            if (field.Shape is { } element)
            {
                Structure(ref from, element, depth + 1);
            }
            else
            {
                Plain(ref from, shape, field.Number, field.Element);
            }
        }
    }

    private static (ulong Count, int Type) ListHead(ref ThriftBytes from)
    {
        byte head = from.TakeByte();
        ulong count = (ulong)(head >> 4);
        return (count == 15 ? from.TakeNumber(32) : count, head & 15);
    }

    private void Plain(ref ThriftBytes from, ThriftShape shape, int number, ThriftType type)
    {
        int start = from.Position;
        switch (type)
        {
            case ThriftType.Byte:
                visitor.Number(shape, number, (sbyte)from.TakeByte());
                break;
            case ThriftType.Short or ThriftType.Int or ThriftType.Long:
                visitor.Number(shape, number, from.TakeSigned(Bits(type)));
                break;
            case ThriftType.Binary:
                ulong length = from.TakeNumber(32);
                int position = from.Position;
                visitor.Bytes(shape, number, from.Take(length), position);
                break;
            default:
                throw Damaged();
        }

        copy?.Write(from.Since(start));
    }

    private static int Bits(ThriftType type) => type switch { ThriftType.Short => 16, ThriftType.Int => 32, _ => 64 };

    /// <summary>Passes over the value of a field that is not known.</summary>
    private void Skip(ref ThriftBytes from, int type, int depth)
    {
        if (depth > Deepest)
        {
            throw Damaged();
        }

        switch ((ThriftType)type)
        {
            case ThriftType.Flag or (ThriftType)2:
                break;
            case ThriftType.Byte:
                from.TakeByte();
                break;
            case ThriftType.Short or ThriftType.Int or ThriftType.Long:
                from.TakeNumber(Bits((ThriftType)type));
                break;
            case ThriftType.Double:
                from.Take(sizeof(double));
                break;
            case ThriftType.Binary:
                from.Take(from.TakeNumber(32));
                break;
            // What the library makes of these is not what they are: where it reads them itself, they are refused.
            case ThriftType.List or ThriftType.Set when copy is not null:
                SkipElements(ref from, depth);
                break;
            case ThriftType.Structure when copy is not null:
                for (byte head = from.TakeByte(); head != 0; head = from.TakeByte())
                {
                    _ = head >> 4 == 0 ? from.TakeSigned(16) : 0;
                    Skip(ref from, head & 15, depth + 1);
                }

                break;
            default:
                throw Damaged();
        }
    }

    private void SkipElements(ref ThriftBytes from, int depth)
    {
        (ulong count, int type) = ListHead(ref from);
        for (ulong i = 0; i < count; i++)
        {
            // In a list a truth value takes a byte.
            Skip(ref from, type is 1 or 2 ? (int)ThriftType.Byte : type, depth + 1);
        }
    }
}
