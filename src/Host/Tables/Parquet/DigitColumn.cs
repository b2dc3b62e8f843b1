using System.Globalization;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Whole numbers that name things, as their digits, and others whose text is short.</summary>
/// <param name="field">The column.</param>
/// <param name="longest">Most characters of a value's text; 20 is that of a whole number of 64 bits.</param>
internal sealed class DigitColumn<T>(DataField field, int longest = 20) : IParquetColumn where T : struct
{

    private char[] digits = [];
    private byte[] lengths = [];

    /// <inheritdoc/>
    public void Read(ParquetFile file, int group, int rows)
    {
        if (lengths.Length < rows)
        {
            (digits, lengths) = (new char[rows * longest], new byte[rows]);
        }

        using Decoded<T> decoded = new(file.Admit(group, field), field, rows);
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            int length = 0;
            if (!decoded.IsNull(row))
            {
                ((ISpanFormattable)decoded.Values[next++]).TryFormat(digits.AsSpan(row * longest, longest), out length, "", CultureInfo.InvariantCulture);
            }

            lengths[row] = (byte)length;
        }
    }

    /// <inheritdoc/>
    public double Number(int row)
    {
        Cells.Read(Text(row), out double value);
        return value;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int row) => digits.AsSpan(row * longest, lengths[row]);

    /// <inheritdoc/>
    public object? Value(int row) => Text(row).ToString();

    /// <inheritdoc/>
    public Array Allocate(int rows) => new string?[rows];

    /// <inheritdoc/>
    public void Copy(int row, Array to, int at) => ((string?[])to)[at] = Text(row).ToString();
}
