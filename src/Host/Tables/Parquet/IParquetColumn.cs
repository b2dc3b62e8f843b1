namespace GpuConcord.Host.Tables.Parquet;

/// <summary>A column of one row group, as it is read. Its buffers serve one group after another.</summary>
internal interface IParquetColumn
{
    /// <summary>Checks and decodes the column of a row group.</summary>
    /// <param name="file">The file.</param>
    /// <param name="group">The row group, counted from 0.</param>
    /// <param name="rows">Its rows.</param>
    void Read(ParquetFile file, int group, int rows);

    /// <summary>The number of a row, NaN where there is none.</summary>
    double Number(int row);

    /// <summary>The text of a row, empty where there is none; valid until the next call.</summary>
    ReadOnlySpan<char> Text(int row);

    /// <summary>The value of a row, or null.</summary>
    object? Value(int row);

    /// <summary>Room for values.</summary>
    Array Allocate(int rows);

    /// <summary>Copies the value of a row into such room.</summary>
    void Copy(int row, Array to, int at);
}
