namespace GpuConcord.Host.Tables.VoTable;

/// <summary>VOTable of the IVOA.</summary>
internal static class VoTableFormat
{
    /// <summary>The format.</summary>
    public static TableFormat Format { get; } = new("VOTable", [".vot", ".votable", ".xml"], Begins, VoTableReader.Open, VoTableWriter.BeginAsync) { HasParts = true };

    /// <summary>Whether a file begins as XML, or with the root of a VOTable, whose name may have a prefix.</summary>
    private static bool Begins(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text = (start.StartsWith("\uFEFF"u8) ? start[3..] : start).TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<?xml"u8) || text.StartsWith("<!DOCTYPE VOTABLE"u8))
        {
            return true;
        }

        int end = text.IndexOfAny(" >\t\r\n"u8);
        ReadOnlySpan<byte> root = end < 0 ? text : text[..end];
        return root.StartsWith("<VOTABLE"u8) || (root.StartsWith("<"u8) && root.EndsWith(":VOTABLE"u8));
    }
}
