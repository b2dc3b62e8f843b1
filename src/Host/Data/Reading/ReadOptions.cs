using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Host.Data.Reading;

/// <summary>What a reader of tables is told beyond the file itself.</summary>
/// <param name="Value">
/// Long tables: the value column, by its name or the beginning of it (<c>flux</c> for <c>flux_erg_cm2_s</c>); null takes the only
/// column that begins with log_counts, ln_counts, counts, ln_flux or flux. Matrix tables: counts (the default), flux or log_counts.
/// </param>
/// <param name="Error">The error column of a long table; null takes the one that belongs to the value column, if any.</param>
/// <param name="Band">The only band to read; null reads every band.</param>
/// <param name="RequireErrors">Demand an error for every observation: the models with known variances need them.</param>
/// <param name="ZeroErrors">Take an error of 0 as it is: a variance is fitted besides. Otherwise it is refused.</param>
/// <param name="Log">Whether the values are logarithms, and to which base; what their names say unless told.</param>
/// <param name="Missing">
/// Numbers that stand for nothing, in values and errors; they are taken as blank. Null: none, and numbers that programs usually write for nothing are
/// refused where they lie apart from all others; empty: none, and every number is taken as it stands.
/// </param>
/// <param name="Instruments">
/// The only instruments to read: rows of a long table, columns of a matrix; names, or several with commas. Null reads all.
/// </param>
/// <param name="Quantity">What S is where counts in apertures are read; null takes the photon flux, the rate or the counts, the first for which every row has the inputs.</param>
/// <param name="CountsBecause">
/// The words that ask for the counts of apertures, for messages: <c>--quantity rate</c>; null reads them where no column is a value by its name.
/// </param>
public readonly record struct ReadOptions(
    string? Value = null,
    string? Error = null,
    string? Band = null,
    bool RequireErrors = false,
    bool ZeroErrors = false,
    LogChoice Log = LogChoice.AsNamed,
    IReadOnlyList<double>? Missing = null,
    IReadOnlyList<string>? Instruments = null,
    CountedQuantity? Quantity = null,
    string? CountsBecause = null)
{
    /// <summary>Which columns of a catalogue hold what; null where names of columns tell that.</summary>
    public CatalogueMap? Catalogue { get; init; }

    /// <summary>Columns that were given roles by name: source, instrument, band, exposure and the parameters of aprates; null for none.</summary>
    public IReadOnlyList<(string Role, IReadOnlyList<string> Columns)>? Roles { get; init; }

    /// <summary>What is asked of rows, each with its reason; null for nothing.</summary>
    public IReadOnlyList<(Condition Condition, string Because)>? Where { get; init; }
}
