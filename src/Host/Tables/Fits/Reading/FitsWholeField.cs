using System.Globalization;
using System.Numerics;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>Whole numbers, exactly; those of the other sign convention by TZERO.</summary>
/// <typeparam name="T">Their type.</typeparam>
internal sealed class FitsWholeField<T>(FitsColumn column) : FitsField where T : struct, IBinaryInteger<T>
{
    /// <summary>TZERO; that of 64 bits, which long does not hold, turns the sign as its negative does.</summary>
    private readonly long turn = column.Code == 'K' && column.IsTurned ? long.MinValue : (long)column.Zero;
    private readonly bool hasNull = column.Null is not null;
    private readonly long missing = column.Null ?? 0;
    private readonly char[] digits = new char[20];

    /// <inheritdoc/>
    public override Type Type => typeof(T);

    /// <inheritdoc/>
    public override bool IsName => true;

    /// <inheritdoc/>
    public override Cell Number(ReadOnlySpan<byte> cell, out double value)
    {
        bool any = Read(cell, out T whole);
        value = any ? double.CreateTruncating(whole) : double.NaN;
        return any ? Cell.Number : Cell.Missing;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(ReadOnlySpan<byte> cell) =>
        Read(cell, out T whole) && whole.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture) ? digits.AsSpan(0, length) : [];

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new T?[rows];

    /// <inheritdoc/>
    public override bool Copy(ReadOnlySpan<byte> cell, Array to, int at)
    {
        ((T?[])to)[at] = Read(cell, out T whole) ? whole : null;
        return true;
    }

    private bool Read(ReadOnlySpan<byte> cell, out T whole)
    {
        // TNULL is compared with what stands in the file.
        long raw = FitsBytes.Whole(cell);
        whole = T.CreateTruncating(unchecked(raw + turn));
        return !hasNull || raw != missing;
    }
}
