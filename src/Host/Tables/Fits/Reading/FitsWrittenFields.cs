using System.Globalization;
using System.Numerics;
using System.Text;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>The characters of a number in a text table.</summary>
internal static class FitsWritten
{
    /// <summary>Most characters of a number.</summary>
    public const int Longest = 64;

    /// <summary>
    /// Takes the characters of a field; 0 where there is no number: where TNULL stands, and where it is blank. (Fortran read a blank field as 0, programs of today
    /// write one for a number that is not known.)
    /// </summary>
    public static int Characters(ReadOnlySpan<byte> cell, FitsColumn column, Span<char> to)
    {
        ReadOnlySpan<byte> bytes = cell.Trim((byte)' ');
        if (bytes.Length > to.Length)
        {
            bytes = bytes[..to.Length];
        }

        Encoding.Latin1.GetChars(bytes, to);
        return column.NullText is { Length: > 0 } missing && to[..bytes.Length].SequenceEqual(missing) ? 0 : bytes.Length;
    }
}

/// <summary>Numbers in a text table: with D exponents, without a point where the format implies it, scaled.</summary>
internal sealed class FitsWrittenField(FitsColumn column) : FitsDoubles
{
    private readonly char[] text = new char[FitsWritten.Longest];

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(ReadOnlySpan<byte> cell) =>
        column.IsScaled && TryRead(cell, out _) ? base.Text(cell) : text.AsSpan(0, FitsWritten.Characters(cell, column, text));

    /// <inheritdoc/>
    protected override bool TryRead(ReadOnlySpan<byte> cell, out double value)
    {
        value = double.NaN;
        int length = FitsWritten.Characters(cell, column, text);
        Span<char> number = text.AsSpan(0, length);
        if (number.IsEmpty || number.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        number.Replace('D', 'E');
        number.Replace('d', 'E');
        int exponent = number.IndexOfAny('E', 'e');
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double read))
        {
            return false;
        }

        bool implied = column.Code == 'F' && column.Part > 0 && exponent < 0 && !number.Contains('.');
        value = column.Zero + (column.Scale * (implied ? read * Math.Pow(10, -column.Part) : read));
        return true;
    }
}

/// <summary>Whole numbers in a text table.</summary>
/// <typeparam name="T">Their type.</typeparam>
internal sealed class FitsDigitsField<T>(FitsColumn column) : FitsField where T : struct, IBinaryInteger<T>
{
    private readonly char[] text = new char[FitsWritten.Longest];

    /// <inheritdoc/>
    public override Type Type => typeof(T);

    /// <inheritdoc/>
    public override bool IsName => true;

    /// <inheritdoc/>
    public override Cell Number(ReadOnlySpan<byte> cell, out double value)
    {
        bool read = TryRead(cell, out T? whole);
        value = whole is { } number ? double.CreateTruncating(number) : double.NaN;
        return !read ? Cell.Text : whole is null ? Cell.Missing : Cell.Number;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(ReadOnlySpan<byte> cell) => text.AsSpan(0, FitsWritten.Characters(cell, column, text));

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new T?[rows];

    /// <inheritdoc/>
    public override bool Copy(ReadOnlySpan<byte> cell, Array to, int at)
    {
        bool read = TryRead(cell, out T? whole);
        ((T?[])to)[at] = whole;
        return read;
    }

    private bool TryRead(ReadOnlySpan<byte> cell, out T? whole)
    {
        ReadOnlySpan<char> digits = Text(cell);
        whole = null;
        if (digits.IsEmpty)
        {
            return true;
        }

        bool read = T.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number);
        whole = read ? number : null;
        return read;
    }
}
