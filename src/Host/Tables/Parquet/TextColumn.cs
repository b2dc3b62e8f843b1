using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Text, to be handed on as strings.</summary>
internal sealed class TextColumn(DataField field) : IParquetColumn
{
    private string?[] values = [];

    /// <inheritdoc/>
    public void Read(ParquetFile file, int group, int rows)
    {
        if (values.Length < rows)
        {
            values = new string?[rows];
        }

        file.Admit(group, field).ReadAsync(field, values.AsMemory(0, rows)).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public double Number(int row)
    {
        Cells.Read(Text(row).Trim(), out double value);
        return value;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int row) => values[row];

    /// <inheritdoc/>
    public object? Value(int row) => values[row];

    /// <inheritdoc/>
    public Array Allocate(int rows) => new string?[rows];

    /// <inheritdoc/>
    public void Copy(int row, Array to, int at) => ((string?[])to)[at] = values[row];
}
