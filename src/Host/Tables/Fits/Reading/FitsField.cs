using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>Decodes the values of one column of single values. Its buffers serve one value after another.</summary>
internal abstract class FitsField
{
    /// <summary>Type of the values, without null.</summary>
    public abstract Type Type { get; }

    /// <summary>Whether they may serve as names: text and whole numbers.</summary>
    public virtual bool IsName => false;

    /// <summary>Whether they are numbers.</summary>
    public virtual bool IsNumber => true;

    /// <summary>Tells what number the bytes of a row hold.</summary>
    public abstract Cell Number(ReadOnlySpan<byte> cell, out double value);

    /// <summary>The text of a row, empty where there is none; valid until the next call.</summary>
    public abstract ReadOnlySpan<char> Text(ReadOnlySpan<byte> cell);

    /// <summary>Room for values: an array of the type, nullable.</summary>
    public abstract Array Allocate(int rows);

    /// <summary>Copies the value of a row, or null, into such room; false when the bytes are no value of the type.</summary>
    public abstract bool Copy(ReadOnlySpan<byte> cell, Array to, int at);

    /// <summary>What decodes a column; null for arrays, bits, complex numbers and columns without width, which are not read.</summary>
    public static FitsField? Of(FitsColumn column, FitsKind kind) => !column.IsSingle || (column.Width == 0 && column.Code != 'A') ? null
        : column.Code == 'A' ? new FitsTextField(column)
        : kind == FitsKind.Text ? Written(column)
        : column.IsScaled && !column.IsTurned ? Scaled(column)
        : column.Code switch
        {
            'L' => new FitsFlagField(),
            'B' => column.IsTurned ? new FitsWholeField<sbyte>(column) : new FitsWholeField<byte>(column),
            'I' => column.IsTurned ? new FitsWholeField<ushort>(column) : new FitsWholeField<short>(column),
            'J' => column.IsTurned ? new FitsWholeField<uint>(column) : new FitsWholeField<int>(column),
            'K' => column.IsTurned ? new FitsWholeField<ulong>(column) : new FitsWholeField<long>(column),
            'E' => new FitsSingleField(),
            'D' => new FitsDoubleField(),
            _ => null,
        };

    /// <summary>A number as <see cref="Cells.Read"/> tells it: NaN and −inf are no observation.</summary>
    protected static Cell CellOf(ref double value)
    {
        if (double.IsFinite(value))
        {
            return Cell.Number;
        }

        bool infinite = double.IsPositiveInfinity(value);
        value = double.NaN;
        return infinite ? Cell.Infinite : Cell.Missing;
    }

    // Digits of a whole number that were written to be read as such, and fit.
    private static FitsField Written(FitsColumn column) => column.Code == 'F' || column.IsScaled ? new FitsWrittenField(column)
        : column.Width < 10 ? new FitsDigitsField<int>(column)
        : new FitsDigitsField<long>(column);

    private static FitsField? Scaled(FitsColumn column) => column.Code is 'B' or 'I' or 'J' or 'K' or 'E' or 'D' ? new FitsScaledField(column) : null;
}
