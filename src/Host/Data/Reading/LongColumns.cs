using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Which column of a long table plays which role; −1 where a role has none.</summary>
/// <param name="Instrument">Names the instrument.</param>
/// <param name="Source">Names the source.</param>
/// <param name="Band">Names the energy band.</param>
/// <param name="Value">Holds the value.</param>
/// <param name="Error">Holds the value's 1σ error, or the standard deviation of its logarithm.</param>
/// <param name="Exposure">Holds what counts are divided by.</param>
/// <param name="Measure">What the value measures.</param>
/// <param name="Scale">What the errors are in.</param>
/// <param name="Unit">Unit of exp(y), for labels.</param>
internal sealed record LongColumns(int Instrument, int Source, int Band, int Value, int Error, int Exposure, Measure Measure, ErrorScale Scale, string Unit)
{
    private const string Sides = ", the larger to be careful, or add a column with their mean";
    private const string ValueNames = "a value column whose name begins with log_counts, counts or flux";

    /// <summary>Assigns the roles by name.</summary>
    /// <param name="table">The table, before its first record.</param>
    /// <param name="options">Columns asked for by name.</param>
    /// <param name="notes">Receives what is ignored.</param>
    /// <exception cref="DataException">A column is missing, or two could play one role.</exception>
    public static LongColumns Assign(ITable table, ReadOptions options, List<string> notes)
    {
        ColumnName[] columns = ColumnName.Of(table);
        (int instrument, int source, int band) = Roles(table, columns, matrix: true);
        int value = FindValue(table, columns, options);
        Measure measure = Quantities.Of(columns[value], options.Log) ?? throw LogarithmFaults.Column(table, columns[value], value, options.Log);
        LogarithmFaults.Note(columns[value], measure, options.Log, notes);
        int error = FindError(table, columns, value, options, notes);
        ErrorScale scale = error < 0 ? ErrorScale.Absolute : ErrorColumns.ScaleOf(table, columns, value, ref error, measure, options, notes);
        int exposure = Optional(table, columns, "exposure");
        NoteIgnored(columns, [instrument, source, band, value, error, exposure], notes);
        if (exposure >= 0 && !measure.Quantity.TakesExposure())
        {
            notes.Add($"column {Excerpt.Of(columns[exposure].Text)} not used: the values are fluxes, per unit of time already");
            exposure = -1;
        }
        Use(table, [instrument, source, band], Contents.Names);
        Use(table, [value, error, exposure], Contents.Numbers);
        string unit = measure.Quantity.Unit(columns[value], exposure < 0 ? null : columns[exposure]);
        return new LongColumns(instrument, source, band, value, error, exposure, measure, scale, unit);
    }

    /// <summary>The columns that name instrument, source and band (−1: none) of a row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="matrix">Whether what the table tells could stand in a matrix.</param>
    /// <exception cref="DataException">Instrument or source is missing, or two columns could play one role.</exception>
    public static (int Instrument, int Source, int Band) Roles(ITable table, ColumnName[] columns, bool matrix)
    {
        int instrument = Required(table, columns, "instrument", "instruments", matrix);
        int source = Required(table, columns, "source", "sources", matrix);
        return (instrument, source, Optional(table, columns, "band"));
    }

    /// <summary>Says of columns what they are read as; those of −1 are none.</summary>
    public static void Use(ITable table, ReadOnlySpan<int> columns, Contents contents)
    {
        foreach (int column in columns)
        {
            if (column >= 0)
            {
                table.Use(column, contents);
            }
        }
    }

    private static int Required(ITable table, ColumnName[] columns, string role, string holds, bool matrix)
    {
        int column = Optional(table, columns, role);
        if (column >= 0)
        {
            return column;
        }

        throw Missing(table, $"a column '{role}'", Misspelt(columns, role) is { } near
            ? $"is {Excerpt.Of(near)} meant? rename it to {role}"
            : $"rename the column that names the {holds}{(matrix ? ", or give a matrix (one row a source, one column an instrument)" : "")}");
    }

    private static int Optional(ITable table, ColumnName[] columns, string role)
    {
        List<int> exact = Indices(columns, column => column.Is(role));
        List<int> found = exact.Count > 0 ? exact : Indices(columns, column => column.Begins(role));
        return found.Count switch
        {
            0 => -1,
            1 => found[0],
            _ => throw table.HeaderFault(
                found[1], $"{found.Count} columns for the {role}: {List(columns, found)}", "one", $"name the right one '{role}' and no other so"),
        };
    }

    private static int FindValue(ITable table, ColumnName[] columns, in ReadOptions options)
    {
        if (options.Value is { } asked)
        {
            return FindByName(table, columns, asked, "--value", column => !ErrorColumn.IsError(column));
        }

        List<int> candidates = Candidates(columns, options.Log);
        return candidates.Count switch
        {
            0 => throw Missing(table, ValueNames, "name the right one with --value"),
            1 => candidates[0],
            _ => throw table.HeaderFault(
                candidates[1], $"{candidates.Count} value columns: {List(columns, candidates)}", "one",
                $"choose it with --value, as in --value {columns[candidates[0]].Text}"),
        };
    }

    /// <summary>Whether the value column can be told by its name, and is not one that aprates reads beside counts.</summary>
    public static bool TellsValue(ITable table, LogChoice log)
    {
        ColumnName[] columns = ColumnName.Of(table);
        return Candidates(columns, log) is [var only] && !CountColumns.IsParameter(columns[only].Text);
    }

    /// <summary>The columns that are values by their names, those that are taken before others.</summary>
    private static List<int> Candidates(ColumnName[] columns, LogChoice log)
    {
        List<int> recognised = Indices(columns, column => Quantities.Recognise(column) is not null);
        // Values before logarithms of them, unless logarithms are what was said.
        bool logarithms = log is LogChoice.Natural or LogChoice.Ten && recognised.Exists(i => Logarithms.Mark(columns[i]) is not LogMark.None);
        return logarithms
            ? [.. recognised.Where(i => Logarithms.Mark(columns[i]) is not LogMark.None)]
            : [.. recognised.Where(i => Quantities.Rank(columns[i]) == recognised.Min(other => Quantities.Rank(columns[other])))];
    }

    private static int FindError(ITable table, ColumnName[] columns, int value, ReadOptions options, List<string> notes)
    {
        if (options.Error is { } asked)
        {
            int named = FindByName(table, columns, asked, "--error", ErrorColumn.IsError);
            if (AsymmetricErrors.Other(columns, named) is >= 0 and var other)
            {
                notes.Add($"{Excerpt.Of(columns[named].Text)} is one of two errors, with {Excerpt.Of(columns[other].Text)}: taken for both sides");
            }

            return named != value ? named : throw table.HeaderFault(
                value, $"{Excerpt.Of(columns[value].Text)} as value and as error", "two columns", "give --error the column with the 1σ errors");
        }
        List<int> candidates = ErrorColumn.Candidates(columns, columns[value]);
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        if (options.RequireErrors)
        {
            throw candidates.Count == 0
                ? Missing(table, $"a column with the errors of {Excerpt.Of(columns[value].Text)}, because known variances were asked for",
                    "add one (as in flux_err), name it with --error, or fit the variances (--variances fitted)")
                : table.HeaderFault(
                    candidates[1], $"{candidates.Count} error columns: {List(columns, candidates)}", "one",
                    $"choose it with --error, as in --error {columns[candidates[0]].Text}" + (AsymmetricErrors.ArePair(columns, candidates) ? Sides : ""));
        }
        if (candidates.Count > 1)
        {
            string name = Excerpt.Of(columns[value].Text);
            notes.Add(AsymmetricErrors.ArePair(columns, candidates)
                ? $"errors not used: {List(columns, candidates)} are the two sides of the error of {name} (choose one with --error{Sides})"
                : $"errors not used: {List(columns, candidates)} could all be those of {name} (choose with --error)");
        }
        return -1;
    }

    /// <summary>The column asked for: its whole name in any case, or else the only suitable one that begins with what was asked.</summary>
    private static int FindByName(ITable table, ColumnName[] columns, string asked, string option, Func<ColumnName, bool> suits)
    {
        // Case tells e_Flux, the lower error, from E_Flux, the upper one.
        string wanted = Spelling.Of(asked);
        List<int> same = Indices(columns, column => column.Text.Equals(wanted, StringComparison.Ordinal));
        List<int> exact = same.Count > 0 ? same : Indices(columns, column => column.Text.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        string[] words = new ColumnName(asked).Words;
        List<int> found = exact.Count > 0 ? exact : Indices(columns, column => suits(column) && words.Length > 0 && column.Begins(words));
        if (found.Count == 1)
        {
            return found[0];
        }

        if (found.Count > 1)
        {
            throw table.HeaderFault(
                found[1], $"{found.Count} columns for {option} {asked}: {List(columns, found)}", "one", "write the name in full, and give no two columns the same name");
        }
        throw Missing(table, $"the column {Excerpt.Of(asked)} of {option}", DidYouMean.Advice(asked, table.Header, $"give {option} one of these names"));
    }

    private static DataException Missing(ITable table, string expected, string advice) =>
        table.HeaderFault(0, $"the columns {Excerpt.List(table.Header, most: 12)}", expected, advice);

    /// <summary>Notes the columns that nobody reads.</summary>
    public static void NoteIgnored(ColumnName[] columns, ReadOnlySpan<int> used, List<string> notes)
    {
        List<string> ignored = [];
        for (int i = 0; i < columns.Length; i++)
        {
            if (used.Contains(i))
            {
                continue;
            }

            string? role = new[] { "band", "exposure", "error" }.FirstOrDefault(role => Misspelt([columns[i]], role) is not null);
            string name = columns[i].Text.Length == 0 ? $"column {i + 1} (no name)" : Excerpt.Of(columns[i].Text);
            ignored.Add(role is null ? name : $"{name} (is {role} meant?)");
        }
        if (ignored.Count > 0)
        {
            notes.Add($"columns not used: {string.Join(", ", ignored)}");
        }
    }

    private static string? Misspelt(ReadOnlySpan<ColumnName> columns, string role)
    {
        foreach (ColumnName column in columns)
        {
            if (column.Words.Length > 0 && DidYouMean.Distance(column.Words[0], role) is var edits && edits > 0 && edits <= role.Length / 4)
            {
                return column.Text;
            }
        }
        return null;
    }

    private static List<int> Indices(ColumnName[] columns, Func<ColumnName, bool> suits)
    {
        List<int> found = [];
        for (int i = 0; i < columns.Length; i++)
        {
            if (suits(columns[i]))
            {
                found.Add(i);
            }
        }
        return found;
    }

    private static string List(ColumnName[] columns, List<int> indices) => Excerpt.List([.. indices.Select(i => columns[i].Text)]);
}
