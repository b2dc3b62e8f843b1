namespace GpuConcord.Host.Tables.Formats;

/// <summary>Formats that are often handed over in place of a table that is read, with what to do then.</summary>
internal static class UnreadFormats
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TableFormat> All { get; } =
    [
        new("zip", [], start => start.StartsWith("PK\u0003\u0004"u8)) { Found = "a zip archive or an Excel workbook", Advice = "export the sheet as CSV" },
        new("HDF5", [], start => start is [0x89, (byte)'H', (byte)'D', (byte)'F', ..]) { Found = "an HDF5 file" },
        new("UTF-16", [], start => start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            Found = "UTF-16 text",
            Advice = "save the table as UTF-8 (iconv -f utf-16 -t utf-8)",
        },
    ];
}
