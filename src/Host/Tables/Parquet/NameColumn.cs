using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Text that names things. A name of a dictionary is decoded once a group, and no name becomes a string.</summary>
internal sealed class NameColumn(DataField field) : IParquetColumn
{
    private ReadOnlyMemory<char>[] names = [];

    /// <inheritdoc/>
    public void Read(ParquetFile file, int group, int rows)
    {
        if (names.Length < rows)
        {
            names = new ReadOnlyMemory<char>[rows];
        }

        using Decoded<ReadOnlyMemory<char>> decoded = new(file.Admit(group, field), field, rows);
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            names[row] = decoded.IsNull(row) ? default : decoded.Values[next++];
        }
    }

    /// <inheritdoc/>
    public double Number(int row)
    {
        Cells.Read(Text(row), out double value);
        return value;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int row) => names[row].Span.Trim();

    /// <inheritdoc/>
    public object? Value(int row) => Text(row).ToString();

    /// <inheritdoc/>
    public Array Allocate(int rows) => new string?[rows];

    /// <inheritdoc/>
    public void Copy(int row, Array to, int at) => ((string?[])to)[at] = Text(row).ToString();
}
