namespace GpuConcord.Host.Tables;

/// <summary>The formats of tables, by the names of their files.</summary>
public static class TableFormat
{
    /// <summary>Whether a file's name says that it is Parquet (.parquet, .pq); any other is CSV.</summary>
    public static bool IsParquet(string file) => Path.GetExtension(file) is ".parquet" or ".pq";
}
