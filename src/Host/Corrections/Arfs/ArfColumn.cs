using System.Buffers.Binary;
using System.Globalization;
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

    /// <summary>The number of a column of a table, from 1; 0 when there is none of that name, in any case of letters.</summary>
    public static int Number(FitsHdu hdu, string name)
    {
        long fields = hdu.Cards.Whole("TFIELDS", 0, 0, 999);
        for (int n = 1; n <= fields; n++)
        {
            if (hdu.Header.Text($"TTYPE{n}").Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return n;
            }
        }

        return 0;
    }

    /// <summary>Finds a column.</summary>
    /// <param name="hdu">The table.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="name">The column.</param>
    /// <exception cref="DataException">There is none of that name, or it holds something else than one floating-point number a row.</exception>
    public static ArfColumn Of(FitsHdu hdu, byte[] bytes, string name)
    {
        int number = Number(hdu, name);
        if (number == 0)
        {
            throw DataException.In(hdu.Place, $"no column {name}", "the columns ENERG_LO, ENERG_HI and SPECRESP of an ARF", "name an ARF as OGIP has it (memo CAL/GEN/92-002)");
        }

        int offset = 0;
        for (int n = 1; n < number; n++)
        {
            offset = checked(offset + Form(hdu, n).Width);
        }

        (long repeat, char type, int width) = Form(hdu, number);
        string place = $"{hdu.Place}: column {name}";
        if (type is 'P' or 'Q' || (type is 'E' or 'D' && repeat != 1))
        {
            throw DataException.In(
                place, $"vectors (TFORM{number} = {Excerpt.Of(hdu.Header.Text($"TFORM{number}"))}), several areas a row", "one area a row",
                "write an ARF for each of them (by observation, order or position), and correct each");
        }

        if (type is not ('E' or 'D'))
        {
            throw DataException.In(
                place, $"TFORM{number} = {Excerpt.Of(hdu.Header.Text($"TFORM{number}"))}", "floating-point numbers, E or D", "write the column as such");
        }

        if ((hdu.Cards.Number($"TSCAL{number}") ?? 1) != 1 || (hdu.Cards.Number($"TZERO{number}") ?? 0) != 0)
        {
            throw DataException.In(
                place, $"scaled numbers (TSCAL{number} or TZERO{number})", "numbers as they are", "write the column without scaling, as ftcopy of HEASoft and astropy do");
        }

        return offset + width <= hdu.RowLength
            ? new ArfColumn(bytes, checked((int)hdu.DataOffset + offset), checked((int)hdu.RowLength), type is 'D', hdu.Header.Text($"TUNIT{number}"))
            : throw hdu.Cards.Fault("NAXIS1", $"at least {offset + width} bytes a row, as its columns need", FitsCards.Damaged);
    }

    private static (long Repeat, char Type, int Width) Form(FitsHdu hdu, int number)
    {
        string form = hdu.Header.Text($"TFORM{number}");
        int digits = form.AsSpan().IndexOfAnyExceptInRange('0', '9');
        char type = digits < 0 ? ' ' : char.ToUpperInvariant(form[digits]);
        int size = type switch
        {
            'L' or 'B' or 'A' => 1,
            'I' => 2,
            'J' or 'E' => 4,
            'K' or 'D' or 'C' or 'P' => 8,
            'M' or 'Q' => 16,
            'X' => 0,
            _ => throw hdu.Cards.Fault($"TFORM{number}", "a form of a binary table's column, such as 1E", FitsCards.Damaged),
        };
        int repeat = 1;
        if (digits > 0 && !int.TryParse(form.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out repeat))
        {
            throw hdu.Cards.Fault($"TFORM{number}", "a form of a binary table's column, such as 1E", FitsCards.Damaged);
        }

        return (repeat, type, type is 'X' ? (repeat + 7) / 8 : checked(repeat * size));
    }
}
