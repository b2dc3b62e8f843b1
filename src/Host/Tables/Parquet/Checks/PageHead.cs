namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>What stands before a page.</summary>
internal sealed class PageHead : IThriftVisitor
{
    /// <summary>Its type: 0 and 3 are pages of values, 2 a dictionary.</summary>
    public long Type { get; private set; } = -1;

    /// <summary>Bytes of the page before compression.</summary>
    public long Plain { get; private set; } = -1;

    /// <summary>Bytes of the page as it is stored.</summary>
    public long Stored { get; private set; } = -1;

    /// <summary>CRC-32 of the page as it is stored; null when there is none.</summary>
    public uint? Sum { get; private set; }

    /// <summary>Number of values, or of different values in a dictionary, nulls included; -1 when it is not said.</summary>
    public long Values { get; private set; } = -1;

    /// <summary>Bytes before the values that are never compressed.</summary>
    public long Levels { get; private set; }

    /// <summary>Whether the values are compressed, if those of the column are.</summary>
    public bool IsCompressed { get; private set; } = true;

    /// <summary>Whether it is a dictionary.</summary>
    public bool IsDictionary => Type == 2;

    private ThriftShape? Own => Type switch { 0 => ParquetShapes.DataPage, 2 => ParquetShapes.DictionaryPage, 3 => ParquetShapes.DataPage2, _ => null };

    /// <summary>Reads what stands before a page.</summary>
    /// <param name="bytes">The bytes from there on.</param>
    /// <param name="length">How many it takes.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="EndOfStreamException">It does not end within the bytes.</exception>
    public static PageHead Of(ReadOnlySpan<byte> bytes, out int length)
    {
        PageHead head = new();
        length = new ThriftWalk(head).Walk(bytes, ParquetShapes.PageHeader);
        return head;
    }

    /// <inheritdoc/>
    public void Begin(ThriftShape shape)
    {
    }

    /// <inheritdoc/>
    public void Number(ThriftShape shape, int field, long value)
    {
        if (shape == ParquetShapes.PageHeader)
        {
            OfAny(field, value);
        }
        else if (shape == Own && field == 1)
        {
            Values = value;
        }
        else if (shape == ParquetShapes.DataPage2 && shape == Own)
        {
            Levels = field is 5 or 6 ? Levels + LevelBytes(value) : Levels;
            IsCompressed = field == 7 ? value != 0 : IsCompressed;
        }
    }

    /// <inheritdoc/>
    public void Bytes(ThriftShape shape, int field, ReadOnlySpan<byte> bytes, int position)
    {
    }

    private void OfAny(int field, long value)
    {
        switch (field)
        {
            case 1:
                Type = value;
                break;
            case 2:
                Plain = value;
                break;
            case 3:
                Stored = value;
                break;
            case 4:
                Sum = (uint)(int)value;
                break;
        }
    }

    private static long LevelBytes(long value) => value >= 0 ? value : throw new InvalidDataException("a page's levels have less than no bytes");
}
