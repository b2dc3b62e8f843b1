namespace GpuConcord.Host.Tables.Csv;

/// <summary>CSV: what text is that says of itself nothing else.</summary>
internal static class CsvFormat
{
    /// <summary>The format.</summary>
    public static TableFormat Format { get; } = new("CSV", [".csv"], Begins: null, (file, stream, _) => CsvTable.Open(file, stream), CsvWriter.BeginAsync)
    {
        IsDelimitedText = true,
    };
}
