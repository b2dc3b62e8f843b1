using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>
/// A part of a FITS file: a header and its data. What it says of itself was checked: the kind is sound, the sizes are no less than 0 and do not overflow.
/// Whether the file is as long as that is for the reader of the data to see.
/// </summary>
internal sealed class FitsHdu
{
    /// <summary>Reads what a header says of its data.</summary>
    /// <param name="file">The file in messages, without brackets.</param>
    /// <param name="number">Its number; the first is 0.</param>
    /// <param name="header">Its header.</param>
    /// <param name="offset">Where that begins in the file.</param>
    /// <exception cref="DataException">A card that says the size of the data is absent or wrong.</exception>
    public FitsHdu(string file, int number, FitsHeader header, long offset)
    {
        (File, Number, Header, HeaderOffset) = (file, number, header, offset);
        Name = header.Text("EXTNAME");
        Cards = new FitsCards(Place, header);
        Version = (int)Cards.Whole("EXTVER", 1, int.MinValue, int.MaxValue);
        string extension = number == 0 ? "" : header.Text("XTENSION");
        if (number == 0 && header.Find("SIMPLE")?.Value is not true)
        {
            throw Cards.Fault("SIMPLE", "SIMPLE = T", "write the file as standard FITS");
        }

        long bits = Cards.Whole("BITPIX");
        if (bits is not (8 or 16 or 32 or 64 or -32 or -64))
        {
            throw Cards.Fault("BITPIX", "8, 16, 32, 64, -32 or -64", FitsCards.Damaged);
        }

        Axes = new long[Cards.Whole("NAXIS", null, 0, 999)];
        for (int i = 0; i < Axes.Length; i++)
        {
            Axes[i] = Cards.Whole($"NAXIS{i + 1}", null, 0, long.MaxValue);
        }

        bool groups = number == 0 && Axes.Length > 1 && Axes[0] == 0 && header.Find("GROUPS")?.Value is true;
        (long parameters, long count) = number > 0 || groups
            ? (Cards.Whole("PCOUNT", number == 0 ? null : 0, 0, long.MaxValue), Cards.Whole("GCOUNT", 1, 0, long.MaxValue))
            : (0, 1);
        Kind = groups ? FitsKind.Groups : extension switch
        {
            "" or "IMAGE" or "IUEIMAGE" => FitsKind.Image,
            "BINTABLE" or "A3DTABLE" => FitsKind.Binary,
            "TABLE" => FitsKind.Text,
            _ => FitsKind.Other,
        };
        DataLength = Size(bits, groups ? Axes.AsSpan(1) : Axes, parameters, count);
        if (Kind is FitsKind.Binary or FitsKind.Text)
        {
            CheckTable(bits, count);
            (RowLength, Rows, HeapLength) = (Axes[0], Axes[1], parameters);
        }
    }

    /// <summary>The file in messages, without brackets.</summary>
    public string File { get; }

    /// <summary>Its number; the first is 0.</summary>
    public int Number { get; }

    /// <summary>Its header.</summary>
    public FitsHeader Header { get; }

    /// <summary>Its header's keywords with what must be said of those at fault.</summary>
    public FitsCards Cards { get; }

    /// <summary>What it holds.</summary>
    public FitsKind Kind { get; }

    /// <summary>EXTNAME; empty for none.</summary>
    public string Name { get; }

    /// <summary>EXTVER; 1 where there is none.</summary>
    public int Version { get; } = 1;

    /// <summary>Where the header begins in the file.</summary>
    public long HeaderOffset { get; }

    /// <summary>Where the data begin in the file.</summary>
    public long DataOffset => HeaderOffset + Header.ByteCount;

    /// <summary>Bytes of the data, without what fills the last block.</summary>
    public long DataLength { get; }

    /// <summary>Where the next HDU begins.</summary>
    public long End => DataOffset + FitsHeader.Padded(DataLength);

    /// <summary>Lengths of the axes of an image.</summary>
    public long[] Axes { get; }

    /// <summary>Rows of a table.</summary>
    public long Rows { get; }

    /// <summary>Bytes of a row of a table.</summary>
    public long RowLength { get; }

    /// <summary>Bytes behind the rows of a table, where arrays of varying length lie: PCOUNT.</summary>
    public long HeapLength { get; }

    /// <summary>The HDU in messages: <c>t.fits[EVENTS]</c>, <c>t.fits[EVENTS,2]</c> or, where it has no name, <c>t.fits[1]</c>.</summary>
    public string Place => Name.Length == 0 ? $"{File}[{Number}]" : Version == 1 ? $"{File}[{Name}]" : $"{File}[{Name},{Version}]";

    /// <summary>Whether a table is an image in compressed tiles (fpack).</summary>
    public bool IsCompressedImage => Kind == FitsKind.Binary && Header.Find("ZIMAGE")?.Value is true;

    /// <summary>Whether a table is another one in compressed tiles (fpack -table).</summary>
    public bool IsCompressedTable => Kind == FitsKind.Binary && Header.Find("ZTABLE")?.Value is true;

    private void CheckTable(long bits, long count)
    {
        if (bits != 8)
        {
            throw Cards.Fault("BITPIX", "8 in a table", FitsCards.Damaged);
        }

        if (Axes.Length != 2)
        {
            throw Cards.Fault("NAXIS", "2 in a table", FitsCards.Damaged);
        }

        if (count != 1)
        {
            throw Cards.Fault("GCOUNT", "1 in a table", FitsCards.Damaged);
        }
    }

    private long Size(long bits, ReadOnlySpan<long> axes, long parameters, long count)
    {
        UInt128 size = axes.IsEmpty ? 0u : 1u;
        foreach (long axis in axes)
        {
            size *= (UInt128)axis;
            if (size > long.MaxValue)
            {
                throw TooLarge();
            }
        }

        size = size == 0 && Axes.Length == 0 ? 0 : (size + (UInt128)parameters) * (UInt128)count;
        size = size > long.MaxValue ? throw TooLarge() : size * (UInt128)(Math.Abs(bits) / 8);
        return size > long.MaxValue / 2 ? throw TooLarge() : (long)size;
    }

    private DataException TooLarge() => DataException.In(
        Place, $"axes (NAXISn) of {string.Join(" × ", Axes)}", "a size that a file can have", FitsCards.Damaged);
}
