namespace GpuConcord.Host.Data.Profiles;

/// <summary>Which columns of a catalogue hold what: one row a source (or a detection of one), a value an instrument and band.</summary>
public sealed record CatalogueMap
{
    /// <summary>What says so, for messages: <c>--profile 4xmm</c>, <c>--columns</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>What it is, in a line; empty when nobody says.</summary>
    public string Title { get; init; } = "";

    /// <summary>What to cite; null when nobody says.</summary>
    public string? Citation { get; init; }

    /// <summary>What a row is, in a word: detection, row.</summary>
    public string Row { get; init; } = "row";

    /// <summary>The columns that name the source of a row, together.</summary>
    public required IReadOnlyList<string> Source { get; init; }

    /// <summary>Whether no two rows may be of one source: then a second one means that the table was joined wrongly. Otherwise each is a source of its own.</summary>
    public bool Once { get; init; }

    /// <summary>The column that names the instrument of a row; null where every instrument has columns of its own.</summary>
    public string? InstrumentColumn { get; init; }

    /// <summary>What the values are in: the unit of a column that has none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>By how much errors are divided to be 1σ: 1.6449 for 90 % intervals.</summary>
    public double ErrorSigmas { get; init; } = 1.0;

    /// <summary>The values, in the order of instruments and, for each, of bands.</summary>
    public required IReadOnlyList<CatalogueCell> Cells { get; init; }

    /// <summary>What is asked of a row as a whole, with the reason.</summary>
    public IReadOnlyList<CatalogueCut> Cuts { get; init; } = [];
}

/// <summary>Where the value of an instrument in a band stands.</summary>
/// <param name="Instrument">The instrument; empty where a column names it.</param>
/// <param name="Band">The energy band; null when there is only one.</param>
/// <param name="Value">The column of the value, or an expression of columns.</param>
/// <param name="Error">The same of its error; null when it has none.</param>
/// <param name="Cuts">What is asked of a row for this value to count.</param>
public sealed record CatalogueCell(string Instrument, string? Band, string Value, string? Error, IReadOnlyList<CatalogueCut> Cuts)
{
    /// <summary>Columns of the parameters of aprates, for the counts themselves; none where the catalogue has no counts in apertures.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Counts { get; init; } = [];
}

/// <summary>A condition on rows, with its reason.</summary>
/// <param name="Where">The condition.</param>
/// <param name="Because">Why; empty when nobody says.</param>
public sealed record CatalogueCut(string Where, string Because);
