using System.Globalization;
using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Whole numbers that name things, as their digits.</summary>
internal sealed class DigitColumn<T>(DataField field) : IParquetColumn where T : struct, INumber<T>
{
    private const int Longest = 20;

    private char[] digits = [];
    private byte[] lengths = [];

    /// <inheritdoc/>
    public void Read(ParquetRowGroupReader group, int rows)
    {
        if (lengths.Length < rows)
        {
            (digits, lengths) = (new char[rows * Longest], new byte[rows]);
        }

        using Decoded<T> decoded = new(group, field, rows);
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            int length = 0;
            if (!decoded.IsNull(row))
            {
                decoded.Values[next++].TryFormat(digits.AsSpan(row * Longest, Longest), out length, "", CultureInfo.InvariantCulture);
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
    public ReadOnlySpan<char> Text(int row) => digits.AsSpan(row * Longest, lengths[row]);

    /// <inheritdoc/>
    public object? Value(int row) => Text(row).ToString();

    /// <inheritdoc/>
    public Array Allocate(int rows) => new string?[rows];

    /// <inheritdoc/>
    public void Copy(int row, Array to, int at) => ((string?[])to)[at] = Text(row).ToString();
}
