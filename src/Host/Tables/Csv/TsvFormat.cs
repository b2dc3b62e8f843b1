namespace GpuConcord.Host.Tables.Csv;

/// <summary>Text with tabs between fields: read as any text, for the header says what separates them; written with tabs.</summary>
internal static class TsvFormat
{
    /// <summary>The format.</summary>
    public static TableFormat Format { get; } = new(
        "TSV", [".tsv", ".tab"], Begins: null, (file, stream, _) => CsvTable.Open(file, stream),
        (stream, table, cancellation) => CsvWriter.BeginAsync(stream, table with { Delimiter = '\t' }, cancellation))
    {
        IsDelimitedText = true,
        Delimiter = '\t',
    };
}
