namespace GpuConcord.Host.Tables.Csv;

/// <summary>CSV: what text is that says of itself nothing else.</summary>
internal static class CsvFormat
{
    /// <summary>The format.</summary>
    public static TableFormat Format { get; } = new("CSV", [".csv"], Begins: null, Read: CsvTable.Open, Write: CsvWriter.BeginAsync) { IsDelimitedText = true };
}
