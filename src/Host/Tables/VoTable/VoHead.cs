namespace GpuConcord.Host.Tables.VoTable;

/// <summary>A TABLE as far as it stands before its rows.</summary>
/// <param name="Number">Its number in the document, from 1.</param>
/// <param name="Name">Its name; null for none.</param>
/// <param name="Id">Its ID; null for none.</param>
/// <param name="Fields">Its columns.</param>
internal sealed record VoHead(int Number, string? Name, string? Id, IReadOnlyList<VoField> Fields)
{
    /// <summary>In what the rows stand: TABLEDATA, BINARY, BINARY2 or FITS; null where there are none.</summary>
    public string? Rows { get; init; }

    /// <summary>What a person calls it in brackets: its name, its ID, or its number.</summary>
    public string Called => Name ?? Id ?? Number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether a person's word in brackets means this table.</summary>
    public bool Is(string part) =>
        part.Equals(Name?.Trim(), StringComparison.OrdinalIgnoreCase) || part.Equals(Id, StringComparison.OrdinalIgnoreCase)
        || part.Equals(Number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
