using System.Globalization;
using System.Numerics;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Numbers of any type, as doubles.</summary>
internal sealed class NumberColumn<T>(DataField field) : IParquetColumn where T : struct, INumber<T>
{
    private readonly char[] digits = new char[32];
    private double[] numbers = [];

    /// <inheritdoc/>
    public void Read(ParquetFile file, int group, int rows)
    {
        if (numbers.Length < rows)
        {
            numbers = new double[rows];
        }

        using Decoded<T> decoded = new(file.Admit(group, field), field, rows);
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            numbers[row] = decoded.IsNull(row) ? double.NaN : double.CreateSaturating(decoded.Values[next++]);
        }
    }

    /// <inheritdoc/>
    public double Number(int row) => numbers[row];

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int row) =>
        !double.IsNaN(numbers[row]) && numbers[row].TryFormat(digits, out int length, "", CultureInfo.InvariantCulture) ? digits.AsSpan(0, length) : "";

    /// <inheritdoc/>
    public object? Value(int row) => double.IsNaN(numbers[row]) ? null : numbers[row];

    /// <inheritdoc/>
    public Array Allocate(int rows) => new double?[rows];

    /// <inheritdoc/>
    public void Copy(int row, Array to, int at) => ((double?[])to)[at] = (double?)Value(row);
}
