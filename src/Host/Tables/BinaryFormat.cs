namespace GpuConcord.Host.Tables;

/// <summary>A file format that is often handed over in place of a CSV table, told by its first bytes.</summary>
/// <param name="Found">What it is, to follow "found".</param>
/// <param name="Advice">How to make a CSV table of it.</param>
internal readonly record struct BinaryFormat(string Found, string Advice)
{
    /// <summary>The format that begins with these bytes, or null when they may be text.</summary>
    public static BinaryFormat? Recognise(ReadOnlySpan<byte> start) => start switch
    {
        _ when start.StartsWith("SIMPLE  ="u8) => new("a FITS file", "convert its table to CSV (stilts tcopy in.fits out.csv)"),
        _ when start.StartsWith("<?xml"u8) || start.StartsWith("<VOTABLE"u8) =>
            new("an XML file (a VOTable?)", "convert its table to CSV (stilts tcopy in.vot out.csv)"),
        _ when start.StartsWith("PK\u0003\u0004"u8) => new("a zip archive or an Excel workbook", "export the sheet as CSV"),
        _ when start.StartsWith("PAR1"u8) => new("a Parquet file", "name the file itself, no pipe: Parquet is read from its end; where only CSV will do, export its table as CSV"),
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => new("an HDF5 file", "export its table as CSV"),
        [0x1F, 0x8B, ..] => new("a gzip file", "decompress it first (gunzip)"),
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => new("UTF-16 text", "save the table as UTF-8 (iconv -f utf-16 -t utf-8)"),
        _ => null,
    };
}
