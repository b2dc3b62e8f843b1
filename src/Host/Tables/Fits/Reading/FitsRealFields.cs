using System.Buffers.Binary;
using System.Globalization;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>Numbers of 32 bits with a fraction. NaN says that there is none; TNULL has no meaning for them.</summary>
internal sealed class FitsSingleField : FitsField
{
    private readonly char[] digits = new char[32];

    /// <inheritdoc/>
    public override Type Type => typeof(float);

    /// <inheritdoc/>
    public override Cell Number(ReadOnlySpan<byte> cell, out double value)
    {
        value = BinaryPrimitives.ReadSingleBigEndian(cell);
        return CellOf(ref value);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(ReadOnlySpan<byte> cell)
    {
        float value = BinaryPrimitives.ReadSingleBigEndian(cell);
        return !float.IsNaN(value) && value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture) ? digits.AsSpan(0, length) : [];
    }

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new float?[rows];

    /// <inheritdoc/>
    public override bool Copy(ReadOnlySpan<byte> cell, Array to, int at)
    {
        float value = BinaryPrimitives.ReadSingleBigEndian(cell);
        ((float?[])to)[at] = float.IsNaN(value) ? null : value;
        return true;
    }
}

/// <summary>Numbers that are handed on as doubles: NaN says that there is none.</summary>
internal abstract class FitsDoubles : FitsField
{
    private readonly char[] digits = new char[32];

    /// <inheritdoc/>
    public override Type Type => typeof(double);

    /// <inheritdoc/>
    public override Cell Number(ReadOnlySpan<byte> cell, out double value) => TryRead(cell, out value) ? CellOf(ref value) : Cell.Text;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(ReadOnlySpan<byte> cell) =>
        TryRead(cell, out double value) && !double.IsNaN(value) && value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture) ? digits.AsSpan(0, length) : [];

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new double?[rows];

    /// <inheritdoc/>
    public override bool Copy(ReadOnlySpan<byte> cell, Array to, int at)
    {
        bool read = TryRead(cell, out double value);
        ((double?[])to)[at] = double.IsNaN(value) ? null : value;
        return read;
    }

    /// <summary>The number, or NaN; false when the bytes are none.</summary>
    protected abstract bool TryRead(ReadOnlySpan<byte> cell, out double value);
}

/// <summary>Numbers of 64 bits with a fraction.</summary>
internal sealed class FitsDoubleField : FitsDoubles
{
    /// <inheritdoc/>
    protected override bool TryRead(ReadOnlySpan<byte> cell, out double value)
    {
        value = BinaryPrimitives.ReadDoubleBigEndian(cell);
        return true;
    }
}

/// <summary>Numbers that TSCAL and TZERO make of others: value = TZERO + TSCAL × what stands in the file.</summary>
internal sealed class FitsScaledField(FitsColumn column) : FitsDoubles
{
    /// <inheritdoc/>
    protected override bool TryRead(ReadOnlySpan<byte> cell, out double value)
    {
        double raw;
        if (column.Code is 'E' or 'D')
        {
            raw = column.Code == 'E' ? BinaryPrimitives.ReadSingleBigEndian(cell) : BinaryPrimitives.ReadDoubleBigEndian(cell);
        }
        else
        {
            long whole = FitsBytes.Whole(cell);
            raw = whole == column.Null ? double.NaN : whole;
        }

        value = column.Zero + (column.Scale * raw);
        return true;
    }
}
