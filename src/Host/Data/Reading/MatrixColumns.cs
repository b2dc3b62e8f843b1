using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Which column of a matrix names the sources and which are instruments.</summary>
/// <param name="Source">Names the source.</param>
/// <param name="Instruments">Hold the values of one instrument each.</param>
/// <param name="Measure">What the values measure.</param>
internal sealed record MatrixColumns(int Source, IReadOnlyList<int> Instruments, Measure Measure)
{
    private static readonly string[] Kinds = ["counts", "flux", "log_counts"];

    /// <summary>Words that no instrument is called by, wherever in a column's name: coordinates, times, identifiers of observations, likelihoods.</summary>
    private static readonly string[] NotInstruments =
    [
        "ra", "raj2000", "rah", "dec", "decl", "dej2000", "decj2000", "ded", "glon", "glat", "lii", "bii", "elon", "elat", "ascension", "declination",
        "mjd", "jd", "bjd", "tstart", "tstop", "obsid", "obsids", "srcid", "detid", "recno", "seqno", "ml", "likelihood", "redshift", "offaxis", "livetime", "ontime", "iauname",
        "hr", "hr1", "hr2", "hr3", "hr4", "extent", "chi2prob",
    ];

    /// <summary>The same as a whole name, or as the last of two words (src_id, OBS_ID, SUM_FLAG): else they may be part of an instrument's.</summary>
    private static readonly string[] NotWholeInstruments =
    [
        "id", "ident", "name", "number", "no", "num", "row", "index", "date", "time", "flag", "flags", "class", "type", "notes", "comment", "remark", "source", "target",
        "object",
    ];

    /// <summary>Assigns the roles: the first column names the sources unless instruments were chosen and another is called source.</summary>
    /// <param name="table">The table, before its first record.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="notes">Receives what is not read.</param>
    /// <exception cref="DataException">The options ask for what a matrix cannot hold, or a column is no instrument.</exception>
    public static MatrixColumns Assign(ITable table, ReadOptions options, List<string> notes)
    {
        const string Long = "give a long table: columns instrument, source and a value";
        if (options.Band is { } band)
        {
            throw table.HeaderFault(0, $"a matrix (one column an instrument) and --band {band}", "a column 'band'", Long + ", and band");
        }

        if (options.Error is not null || options.RequireErrors)
        {
            string expected = options.Error is { } error ? $"the column {Excerpt.Of(error)} of --error" : "errors, because known variances were asked for";
            string advice = options.RequireErrors ? $"{Long}, and an error; or fit the variances (--variances fitted)" : $"{Long}, and an error";
            throw table.HeaderFault(0, "a matrix (one column an instrument)", expected, advice);
        }

        int named = Array.FindIndex(table.Header, 1, name => name.Equals("source", StringComparison.OrdinalIgnoreCase));
        if (table.Header[0] is "" or "row.names" && named > 0)
        {
            throw table.HeaderFault(
                named, $"a column {Excerpt.Of(table.Header[named])} behind one of row numbers, as R writes them", "a matrix whose first column names the sources",
                $"leave out the row numbers (R: row.names = FALSE), or {Long}");
        }

        if (options.Instruments is not { Count: > 0 } && table.Header.Length - 1 > ObservationRows.MostInstruments)
        {
            throw table.HeaderFault(
                ObservationRows.MostInstruments + 1, $"a matrix of {table.Header.Length - 1} instruments, one a column", $"at most {ObservationRows.MostInstruments}",
                $"turn it round if its columns are sources, choose some (--instruments), or {Long}");
        }

        ColumnName[] columns = Array.ConvertAll(table.Header, name => new ColumnName(name));
        ChosenInstruments chosen = new(options.Instruments);
        int source = chosen.All ? 0 : Math.Max(Array.FindIndex(columns, column => column.Begins("source")), 0);
        List<int> instruments = [];
        for (int i = 0; i < columns.Length; i++)
        {
            if (i != source && chosen.Takes(columns[i].Text))
            {
                CheckInstrument(table, columns, source, i, chosen.All);
                instruments.Add(i);
            }
        }
        chosen.Check(table, [.. table.Header.Where((_, i) => i != source)], "columns", notes);
        bool counts = options.Value?.Trim().ToLowerInvariant() switch
        {
            null or "counts" or "log_counts" => true,
            "flux" => false,
            _ => throw table.HeaderFault(
                0, $"a matrix (one column an instrument) and --value {options.Value}", "--value counts, flux or log_counts, what all its columns hold",
                DidYouMean.Advice(options.Value!, Kinds, Long)),
        };
        LogMark mark = "log_counts".Equals(options.Value?.Trim(), StringComparison.OrdinalIgnoreCase) ? LogMark.Natural : LogMark.None;
        if (options.Log is LogChoice.AsNamed && mark is LogMark.None && instruments.FindIndex(i => Logarithms.Mark(columns[i]) is not LogMark.None) is var log and >= 0)
        {
            throw table.HeaderFault(
                instruments[log], $"the column {Excerpt.Of(columns[instruments[log]].Text)} in a matrix of {(counts ? "counts" : "fluxes")}, a logarithm by its name",
                "--log, for all columns of a matrix alike", "say --log 10 or --log e, or --log none if the name means something else");
        }

        // log_counts is natural unless --log says otherwise.
        return new MatrixColumns(source, instruments, Quantities.Of(counts, options.Log is LogChoice.AsNamed ? mark : LogMark.None, options.Log)!.Value);
    }

    /// <summary>Notes what looks wrong with a matrix that was read: one that lies on its side, counts below 1.</summary>
    /// <param name="sources">How many rows it has.</param>
    /// <param name="small">How many of its values are below 1.</param>
    /// <param name="observed">How many values it has.</param>
    /// <param name="said">Whether it was said what they are.</param>
    /// <param name="notes">Receives the notes.</param>
    public void NoteOddities(int sources, long small, long observed, bool said, List<string> notes)
    {
        if (Instruments.Count > sources)
        {
            notes.Add($"a matrix with more columns ({Instruments.Count}) than rows ({sources}): columns are taken for instruments and rows for sources; turn it round if it is "
                + "the other way");
        }

        if (!said && Measure.Quantity is Quantity.Counts && 2 * small > observed)
        {
            notes.Add($"{small} of {observed} values of the matrix are below 1, and counts are not: say --value flux if they are fluxes or rates, --log 10 or --log e if "
                + "they are logarithms");
        }
    }

    private static void CheckInstrument(ITable table, ColumnName[] columns, int source, int i, bool all)
    {
        ColumnName column = columns[i];
        if (column.Text.Length == 0)
        {
            throw table.HeaderFault(i, $"no name for column {i + 1}", "the name of an instrument", "name the column, or remove it");
        }

        for (int first = 0; first < i; first++)
        {
            if (first != source && columns[first].Text.Equals(column.Text, StringComparison.Ordinal))
            {
                throw table.HeaderFault(
                    i, $"instrument {Excerpt.Of(column.Text)} a second time (columns {first + 1} and {i + 1})", "one column an instrument",
                    "remove one of the two columns, or give them different names");
            }
        }
        if (Cells.Read(column.Text, out _) == Cell.Number)
        {
            throw table.HeaderFault(
                i, $"the number {column.Text} in the header line", "the name of an instrument",
                "add a header line; to name an instrument by a number, write letters with it, as in obs459");
        }
        if (ErrorColumn.IsError(column) || column.Begins("band") || column.Begins("exposure"))
        {
            throw table.HeaderFault(
                i, $"the column {Excerpt.Of(column.Text)} in a matrix, where every column after the first is an instrument", "the name of an instrument",
                "remove the column, or give a long table: columns instrument, source and a value, with band, error or exposure beside it");
        }

        // What was chosen by name is taken at its word.
        if (all && IsNoInstrument(columns, i))
        {
            string others = string.Join(',', columns.Where((other, k) => k != source && other.Text.Length > 0 && !ErrorColumn.IsError(other) && !IsNoInstrument(columns, k))
                .Select(other => other.Text).Take(4));
            throw table.HeaderFault(
                i, $"the column {Excerpt.Of(column.Text)} in a matrix, where every column after the first is an instrument", "the name of an instrument",
                $"choose the instruments' columns, as in --instruments {(others.Length > 0 ? others : "pn,MOS1,MOS2")}, or remove this one");
        }
    }

    private static bool IsNoInstrument(ColumnName[] columns, int i)
    {
        ColumnName column = columns[i];
        return column.HasAny(NotInstruments)
            || column is { Words: [.., var last] } && column.Words.Length <= 2 && NotWholeInstruments.Contains(last, StringComparer.Ordinal)
            || (column.Is("l") && Array.Exists(columns, other => other.Is("b"))) || (column.Is("b") && Array.Exists(columns, other => other.Is("l")));
    }
}
