using System.Globalization;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Values with the type that they have, to be handed on.</summary>
/// <param name="field">The column.</param>
/// <param name="number">What number a value is; NaN when it is none.</param>
internal sealed class ValueColumn<T>(DataField field, Func<T, double> number) : IParquetColumn where T : struct
{
    private T?[] values = [];

    /// <inheritdoc/>
    public void Read(ParquetFile file, int group, int rows)
    {
        if (values.Length < rows)
        {
            values = new T?[rows];
        }

        using Decoded<T> decoded = new(file.Admit(group, field), field, rows);
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            values[row] = decoded.IsNull(row) ? null : decoded.Values[next++];
        }
    }

    /// <inheritdoc/>
    public double Number(int row) => values[row] is { } value ? number(value) : double.NaN;

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int row) => Convert.ToString(Value(row), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public object? Value(int row) => values[row];

    /// <inheritdoc/>
    public Array Allocate(int rows) => new T?[rows];

    /// <inheritdoc/>
    public void Copy(int row, Array to, int at) => ((T?[])to)[at] = values[row];
}
