using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Reads a table of observations: a file of any format that is read, in the long or the matrix layout, or a built-in data set. Streams: one pass, one
/// string a name, about 30 bytes a row besides the observations themselves.
/// </summary>
/// <remarks>
/// <para>A table with a column <c>instrument</c> and a column <c>source</c> is long; one with neither is a matrix. Column names match in any
/// case and with a unit behind them (<c>band_keV</c>, <c>Flux (erg/cm2/s)</c>).</para>
/// <para>y = ln(value) − ln(exposure); a natural logarithm is taken as it is, one to base 10 times ln 10. A value that is blank, NaN, INDEF, NA, null or −inf was not observed.
/// Known variances: see <see cref="Observations.Variance"/>; of counts and fluxes ln(1 + (error/value)²), of logarithms error².
/// Errors in percent, fractions or dex are told by their column's name.</para>
/// <para>FITS and Parquet are told by their first bytes. Their columns are named and read as those of CSV: a null is a blank field. Numbers of any type
/// will do for values; text or whole numbers for names.</para>
/// <para>A long table of counts in apertures (n and m, or n and a known background b, with the other columns of aprates) gives
/// <see cref="Observations.Counts"/>; n = 0 is an observation, a blank n is none.</para>
/// <para>Instruments and sources are ordered by first appearance in the table, the same in every band.</para>
/// </remarks>
public static class TableReader
{
    /// <summary>Reads a file, or the built-in data set of that name.</summary>
    /// <param name="data">
    /// A path, or a built-in set's name. A bare name (no separator, no extension) of a built-in set means the set even when a file is called
    /// the same: then a note says so, and <c>./name</c> reads the file.
    /// </param>
    /// <param name="options">Columns and bands asked for.</param>
    /// <param name="formats">The formats that are read; null for the program's own.</param>
    /// <exception cref="DataException">The file or its content is at fault.</exception>
    public static DataSet Read(string data, ReadOptions options = default, TableFormats? formats = null)
    {
        if (Examples.Find(data) is not { } example)
        {
            return Read(data, Path.GetFileNameWithoutExtension(data), () => Open(data), options, formats) with { Path = data };
        }

        DataSet set = Read(example.Name, example.Name, example.Open, options) with { Example = example };
        return !File.Exists(data) ? set : set with
        {
            Notes = [.. set.Notes, $"{data} is the built-in data set; to read the file of this name, write .{Path.DirectorySeparatorChar}{data}"],
        };
    }

    /// <summary>A name that a person writes, of a source or an instrument, as names of a table are spelt once they are read.</summary>
    public static string Spelt(string name) => Spelling.Of(name);

    /// <summary>Whether two names mean one energy band: they state the same range, or are the same.</summary>
    public static bool IsSameBand(string one, string other) => BandName.Key(BandName.Of(one)).Equals(BandName.Key(BandName.Of(other)), StringComparison.Ordinal);

    /// <summary>Reads a table from a stream, which it closes.</summary>
    /// <param name="file">Name of the table in messages.</param>
    /// <param name="name">Name of the data set.</param>
    /// <param name="open">Opens the stream.</param>
    /// <param name="options">Columns and bands asked for.</param>
    /// <param name="formats">The formats that are read; null for the program's own.</param>
    /// <exception cref="DataException">The content is at fault, or the stream cannot be read.</exception>
    internal static DataSet Read(string file, string name, Func<Stream> open, ReadOptions options, TableFormats? formats = null) => Files.Guard(file, () =>
    {
        using ITable table = (formats ?? TableFormats.Standard).Open(file, open(), named: true);
        SelectedTable? selected = options.Where is null && options.Catalogue is null ? null
            : SelectedTable.Of(table, options.Where ?? [], options.Catalogue is { Cuts.Count: > 0 } ? "loosen --where, or say --selection none" : "loosen --where");
        ITable seen = selected ?? table;
        return Read(options.Roles is null ? seen : RoleTable.Of(seen, options.Roles), name, options, selected);
    });

    private static Stream Open(string file) =>
        Files.Open(file, "a table (FITS, VOTable, ECSV, CSV, TSV, Parquet), or the name of a built-in data set", Examples.All.Select(example => example.Name));

    private static DataSet Read(ITable table, string name, ReadOptions options, SelectedTable? selected)
    {
        List<string> notes = [];
        BandedRows bands = new BandedRows(options.Band);
        TableLayout layout = options.Catalogue is null ? DetectLayout(table, options) : TableLayout.Catalogue;
        Sentinels sentinels = new(options.Missing);
        Measure measure = default;
        string unit;
        string quantity;
        (int Column, bool PerExposure) lookFor;
        ChosenInstruments chosen = new(options.Instruments);
        bool counts = layout == TableLayout.Long && ReadsCounts(table, options);
        IReadOnlyList<WaterfallValues> values = [];
        if (options.Catalogue is { } map)
        {
            CatalogueColumns columns = CatalogueColumns.Assign(table, map, options, chosen, notes);
            CatalogueRows rows = new(table, columns, bands, sentinels, chosen, options.RequireErrors);
            rows.Read(notes);
            counts = rows.Counts is not null;
            notes.InsertRange(0, rows.Counts is null ? [] : [rows.Counts.Note]);
            (measure, values) = (columns.Measure, rows.Values);
            (quantity, unit) = rows.Counts is { } reader ? (reader.Quantity.Label(), reader.Quantity.Unit()) : (measure.Quantity.Label(), columns.Unit);
            lookFor = (-1, false);
        }
        else if (counts)
        {
            CountColumns columns = CountColumns.Assign(table, options, notes);
            RequireBand(table, options, columns.Band);
            CountReader reader = new(table, columns, sentinels);
            LongRows.Read(table, columns, reader, bands, chosen);
            chosen.Check(table, bands.Instruments.All, "instruments", notes);
            notes.Insert(0, reader.Note);
            (quantity, unit) = (reader.Quantity.Label(), reader.Quantity.Unit());
            lookFor = default;
        }
        else if (layout == TableLayout.Long)
        {
            LongColumns columns = LongColumns.Assign(table, options, notes);
            RequireBand(table, options, columns.Band);
            LongRows.Read(table, columns, options, bands, sentinels, chosen, notes);
            chosen.Check(table, bands.Instruments.All, "instruments", notes);
            (measure, unit) = (columns.Measure, columns.Unit);
            quantity = measure.Quantity.Label();
            lookFor = (columns.Value, columns.Exposure >= 0);
        }
        else
        {
            MatrixColumns columns = Matrix(table, options, notes);
            MatrixRows.Read(table, columns, bands, sentinels, options.Value is not null, notes);
            (measure, unit) = (columns.Measure, columns.Measure.Quantity.TakesExposure() ? "counts" : "");
            quantity = measure.Quantity.Label();
            lookFor = (-1, false);
        }

        // Counts of one instrument range as they do, and a number below 0 is none.
        if (sentinels.Suspects && !counts)
        {
            bands.RefuseSentinels(table, measure, lookFor.Column, lookFor.PerExposure);
        }

        notes.AddRange(sentinels.Notes);
        List<Observations> built = bands.Build(table, observations => observations with { Quantity = quantity, Unit = unit }, notes);
        notes.AddRange(table.Notes);
        return new DataSet(name, Path: null, table.Sha256(), built, layout, bands.Instruments.All, notes)
        {
            Citation = options.Catalogue?.Citation,
            Waterfall = selected is null ? null : Fallen(options.Catalogue, selected, values),
            CountColumns = options.Catalogue is { } named ? named.Cells[0].Counts is { Count: > 0 } of ? string.Join(", ", of.Take(2).Select(pair => pair.Value)) : null
                : layout == TableLayout.Long ? CountColumns.In(table.Header) : null,
        };
    }

    /// <summary>The columns of a matrix. Where they are none of one, profiles are asked whether they are a catalogue's: nobody else need load those.</summary>
    private static MatrixColumns Matrix(ITable table, ReadOptions options, List<string> notes)
    {
        try
        {
            return MatrixColumns.Assign(table, options, notes);
        }
        catch (DataException) when (options.Instruments is null && ProfileList.For(table.Header) is not null)
        {
            Profile known = ProfileList.For(table.Header)!;
            throw DataException.In(
                table.File, $"the columns of a catalogue ({known.Title})", "to be told how to read it", $"add --profile {known.Name}, or name columns with --columns");
        }
    }

    /// <summary>How rows became what is fitted.</summary>
    private static Waterfall Fallen(CatalogueMap? map, SelectedTable selected, IReadOnlyList<WaterfallValues> values)
    {
        WaterfallStep[] steps = [.. selected.Steps.Select(step => new WaterfallStep(step.Condition, step.Because, step.Left, step.Reached - step.Left, step.Unknown))];
        string title = map is null ? "" : map.Title.Length == 0 ? map.Origin : $"{map.Origin}: {map.Title}";
        return new Waterfall(title, map?.Row ?? "row", selected.RowsRead, steps, steps.Length == 0 ? selected.RowsRead : steps[^1].Left) { Values = values };
    }

    /// <summary>Whether the counts of apertures are read: where that was asked for, or a table has them and nothing else that is a value by its name.</summary>
    private static bool ReadsCounts(ITable table, in ReadOptions options) =>
        options.CountsBecause is not null
        || (options.Value is null && CountColumns.In(table.Header) is not null && !LongColumns.TellsValue(table, options.Log));

    private static void RequireBand(ITable table, in ReadOptions options, int column)
    {
        if (options.Band is { } band && column < 0)
        {
            throw table.HeaderFault(0, $"no column 'band' and --band {band}", "a column 'band'", "add the column, or leave out --band");
        }
    }

    /// <summary>
    /// Long when columns instrument and source exist. Also long, so that the missing one is reported, when one of the two (or a misspelling
    /// of instrument) comes with a single value column: a matrix has a value in every column but the first.
    /// </summary>
    private static TableLayout DetectLayout(ITable table, in ReadOptions options)
    {
        ColumnName[] columns = Array.ConvertAll(table.Header, name => new ColumnName(name));
        if (columns.Length == 0)
        {
            throw table.HeaderFault(
                0, "no column", "columns instrument, source and a value, or one column an instrument", "check that the table was written in full");
        }

        if (columns.Length < 2)
        {
            throw table.HeaderFault(
                0, $"a single column {Excerpt.Of(table.Header[0])}", "columns instrument, source and a value, or one column an instrument",
                table.Delimiter is not null ? "separate columns by commas, semicolons or tabs" : "add the others");
        }
        bool instrument = columns.Any(column => column.Is("instrument")) || columns.Count(column => column.Begins("instrument")) == 1;
        bool source = columns.Any(column => column.Begins("source"));
        if (!instrument && !source
            && table.NamesInComment.Select(name => new ColumnName(name)).Any(column => column.Begins("instrument") || column.Begins("source")))
        {
            throw table.HeaderFault(
                0, $"{Excerpt.List(table.Header, most: 4)} below a comment with column names", "a header line", "remove the # before the column names");
        }
        bool misspelt = columns.Count(column => column.Words.Length > 0 && DidYouMean.Distance(column.Words[0], "instrument") is > 0 and <= 3) == 1;
        // Columns that were chosen as instruments make a matrix of a table that names no instruments.
        if (!instrument && options.Instruments is { Count: > 0 } && new ChosenInstruments(options.Instruments) is var chosen && Array.Exists(table.Header, chosen.Takes))
        {
            return TableLayout.Matrix;
        }

        if (options.CountsBecause is not null || (source && options.Value is null && CountColumns.Describes(table.Header)))
        {
            return TableLayout.Long;
        }

        int values = columns.Count(column => Quantities.Recognise(column) is not null);
        return instrument || misspelt || (source && values == 1 && columns.Length > 2) ? TableLayout.Long : TableLayout.Matrix;
    }
}
