using System.Buffers.Binary;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Corrections.Arfs;

/// <summary>A column of a binary table with one floating-point number a row, in place among the bytes of its file.</summary>
internal sealed class ArfColumn
{
    private readonly byte[] bytes;
    private readonly int first;
    private readonly int stride;

    private ArfColumn(byte[] bytes, int first, int stride, bool isDouble, string unit) =>
        (this.bytes, this.first, this.stride, IsDouble, Unit) = (bytes, first, stride, isDouble, unit);

    /// <summary>Whether its numbers have 64 bits; otherwise 32.</summary>
    public bool IsDouble { get; }

    /// <summary>Its unit as the header has it; empty for none.</summary>
    public string Unit { get; }

    /// <summary>Its number of a row.</summary>
    public double this[int row]
    {
        get
        {
            ReadOnlySpan<byte> cell = bytes.AsSpan(first + row * stride);
            return IsDouble ? BinaryPrimitives.ReadDoubleBigEndian(cell) : BinaryPrimitives.ReadSingleBigEndian(cell);
        }
    }

    /// <summary>The same column in a copy of the file's bytes.</summary>
    /// <param name="copy">The bytes, perhaps moved.</param>
    /// <param name="moved">By how many.</param>
    public ArfColumn In(byte[] copy, int moved) => new(copy, first + moved, stride, IsDouble, Unit);

    /// <summary>Puts a number into a row, rounded once to the column's type.</summary>
    public void Set(int row, double value)
    {
        Span<byte> cell = bytes.AsSpan(first + row * stride);
        if (IsDouble)
        {
            BinaryPrimitives.WriteDoubleBigEndian(cell, value);
        }
        else
        {
            BinaryPrimitives.WriteSingleBigEndian(cell, (float)value);
        }
    }

    /// <summary>A column of a table by its name in any case of letters; null for none.</summary>
    public static FitsColumn? Find(FitsHdu hdu, string name) => FitsColumns.Of(hdu).FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds a column.</summary>
    /// <param name="hdu">The table.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="name">The column.</param>
    /// <exception cref="DataException">There is none of that name, or it holds something else than one floating-point number a row.</exception>
    public static ArfColumn Of(FitsHdu hdu, byte[] bytes, string name)
    {
        if (Find(hdu, name) is not { } column)
        {
            throw DataException.In(hdu.Place, $"no column {name}", "the columns ENERG_LO, ENERG_HI and SPECRESP of an ARF", "name an ARF as OGIP has it (memo CAL/GEN/92-002)");
        }

        string place = $"{hdu.Place}: column {name}";
        string form = $"TFORM{column.Number} = {Excerpt.Of(column.Form)}";
        if (column.Code is 'P' or 'Q' || (column.Code is 'E' or 'D' && column.Repeat != 1))
        {
            throw DataException.In(
                place, $"vectors ({form}), several numbers a row", "one number a row", "write an ARF for each of them (by observation, order or position), and correct each");
        }

        if (column.Code is not ('E' or 'D'))
        {
            throw DataException.In(place, form, "floating-point numbers, E or D", "write the column as such");
        }

        return column.IsScaled
            ? throw DataException.In(
                place, $"scaled numbers (TSCAL{column.Number} or TZERO{column.Number})", "numbers as they are", "write the column without scaling")
            : new ArfColumn(bytes, checked((int)(hdu.DataOffset + column.Offset)), checked((int)hdu.RowLength), column.Code is 'D', column.Unit);
    }
}
