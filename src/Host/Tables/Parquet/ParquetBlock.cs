namespace GpuConcord.Host.Tables.Parquet;

/// <summary>The columns of one row group that are read.</summary>
/// <param name="columns">Number of columns of the table.</param>
internal sealed class ParquetBlock(int columns)
{
    private readonly IParquetColumn?[] used = new IParquetColumn?[columns];

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>A column that is read.</summary>
    public IParquetColumn this[int column]
    {
        get => used[column]!;
        set => used[column] = value;
    }

    /// <summary>Reads a row group, its columns in use alone.</summary>
    public void Read(ParquetFile file, int group)
    {
        Rows = file.RowsOf(group);
        foreach (IParquetColumn? column in used)
        {
            column?.Read(file, group, Rows);
        }
    }

    /// <summary>The values of a row, with commas between.</summary>
    public string Record(int row) => string.Join(',', used.Select(column => column?.Value(row)));
}
