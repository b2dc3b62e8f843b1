using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Data.Profiles;

/// <summary>What is known of a published catalogue: its columns, units and bands, what a row is, and which rows to trust.</summary>
public sealed record Profile
{
    /// <summary>What stands for an instrument's or a band's part of column names.</summary>
    private const string InstrumentMark = "{instrument}", BandMark = "{band}";

    /// <summary>Its name on the command line, or its file.</summary>
    public required string Name { get; init; }

    /// <summary>What it is of, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>What to cite.</summary>
    public string Citation { get; init; } = "";

    /// <summary>Columns by which such a table is recognised.</summary>
    public IReadOnlyList<string> Recognise { get; init; } = [];

    /// <summary>What a row is, in a word.</summary>
    public string Row { get; init; } = "row";

    /// <summary>The columns that name the source of a row, together.</summary>
    public required IReadOnlyList<string> Source { get; init; }

    /// <summary>Whether no two rows are of one source.</summary>
    public bool Once { get; init; }

    /// <summary>Instruments and what stands for each in column names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Instruments { get; init; } = [];

    /// <summary>The column that names the instrument, where no columns of instruments are given.</summary>
    public string? InstrumentColumn { get; init; }

    /// <summary>Bands and what stands for each in column names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Bands { get; init; } = [];

    /// <summary>Bands that are read only when asked for by name: those that overlap others.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OnRequest { get; init; } = [];

    /// <summary>Column, or expression, of a value.</summary>
    public required string Value { get; init; }

    /// <summary>The same of its error; null when it has none.</summary>
    public string? Error { get; init; }

    /// <summary>By how much errors are divided to be 1σ.</summary>
    public double ErrorSigmas { get; init; } = 1.0;

    /// <summary>Unit of the values.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Columns of the parameters of aprates, for photometry from counts; none where the catalogue has no counts in apertures.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Counts { get; init; } = [];

    /// <summary>The recommended selection: of rows; of values where a condition has a mark of band or instrument in it.</summary>
    public IReadOnlyList<CatalogueCut> Cuts { get; init; } = [];

    /// <summary>The profile as it is written.</summary>
    public required string Text { get; init; }

    /// <summary>Whether a table looks like the catalogue: it has every column by which that is recognised.</summary>
    /// <param name="header">The table's columns.</param>
    public bool Recognises(IReadOnlyList<string> header) =>
        Recognise.Count > 0 && Recognise.All(name => header.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>Which columns hold what.</summary>
    /// <param name="band">The only band to read, by name, range or what stands for it; null reads those that do not overlap.</param>
    /// <param name="same">Whether two names mean one band.</param>
    /// <param name="recommended">Whether the recommended selection is made.</param>
    /// <exception cref="UsageException">There is no such band.</exception>
    public CatalogueMap Map(string? band, Func<string, string, bool> same, bool recommended)
    {
        ArgumentNullException.ThrowIfNull(same);
        IEnumerable<KeyValuePair<string, string>> instruments = InstrumentColumn is null ? Instruments : [new KeyValuePair<string, string>("", "")];
        IReadOnlyList<CatalogueCut> cuts = recommended ? Cuts : [];
        KeyValuePair<string, string>[] read = band is null ? [.. Bands] : [Band(band, same)];
        return new CatalogueMap
        {
            Origin = $"--profile {Name}",
            Title = Title,
            Citation = Citation.Length > 0 ? Citation : null,
            Row = Row,
            Source = Source,
            Once = Once,
            InstrumentColumn = InstrumentColumn,
            Unit = Unit,
            ErrorSigmas = ErrorSigmas,
            Cuts = [.. cuts.Where(cut => !IsOfValues(cut))],
            Cells =
            [
                .. instruments.SelectMany(instrument => read.Select(of => new CatalogueCell(
                    instrument.Key, of.Key, Filled(Value, instrument.Value, of.Value), Error is null ? null : Filled(Error, instrument.Value, of.Value),
                    [.. cuts.Where(IsOfValues).Select(cut => cut with { Where = Filled(cut.Where, instrument.Value, of.Value) })])
                {
                    Counts = [.. Counts.Select(column => new KeyValuePair<string, string>(column.Key, Filled(column.Value, instrument.Value, of.Value)))],
                })),
            ],
        };
    }

    /// <summary>The columns of the parameters of aprates in a band.</summary>
    /// <param name="band">The band; may be null where columns do not depend on it, or there is one.</param>
    /// <param name="same">Whether two names mean one band.</param>
    /// <exception cref="UsageException">The catalogue has no counts in apertures, no such band, or several.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> CountColumns(string? band, Func<string, string, bool> same)
    {
        if (Counts.Count == 0)
        {
            throw new UsageException($"--profile {Name}: found for a catalogue without counts in apertures, expected one that has them; fit its fluxes (gpuconcord fit)");
        }

        bool needed = Counts.Any(column => column.Value.Contains(BandMark, StringComparison.Ordinal));
        KeyValuePair<string, string> one = !needed ? default
            : band is not null ? Band(band, same)
            : Bands.Count == 1 && OnRequest.Count == 0 ? Bands[0]
            : throw new UsageException($"--profile {Name}: found without a band, expected --band with one of {string.Join(", ", Bands.Concat(OnRequest).Select(of => of.Key))}; "
                + "photometry is done band by band");
        return [.. Counts.Select(column => new KeyValuePair<string, string>(column.Key, Filled(column.Value, "", one.Value ?? "")))];
    }

    private static bool IsOfValues(CatalogueCut cut) =>
        cut.Where.Contains(InstrumentMark, StringComparison.Ordinal) || cut.Where.Contains(BandMark, StringComparison.Ordinal);

    private static string Filled(string template, string instrument, string band) =>
        template.Replace(InstrumentMark, instrument, StringComparison.Ordinal).Replace(BandMark, band, StringComparison.Ordinal);

    private KeyValuePair<string, string> Band(string band, Func<string, string, bool> same)
    {
        KeyValuePair<string, string>[] all = [.. Bands, .. OnRequest];
        int found = Array.FindIndex(all, of => same(of.Key, band));
        found = found >= 0 ? found : Array.FindIndex(all, of => of.Value.Equals(band.Trim(), StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? all[found] : throw new UsageException(
            $"--band: found '{band}', expected one of {string.Join(", ", all.Select(of => $"{of.Key} ({of.Value})"))} of --profile {Name}; "
                + DidYouMean.Advice(band, all.Select(of => of.Key), "energies are in keV"));
    }
}
