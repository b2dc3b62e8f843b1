using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>One way to read S from a table's counts.</summary>
/// <param name="Quantity">What S is.</param>
/// <param name="Way">As aprates computes it.</param>
internal readonly record struct CountedAs(CountedQuantity Quantity, ApertureQuantity Way);

/// <summary>
/// Which columns of a long table hold the counts of apertures: n and m and the parameters of aprates, or n and a known background b.
/// </summary>
/// <param name="Instrument">Names the instrument.</param>
/// <param name="Source">Names the source.</param>
/// <param name="Band">Names the energy band, or −1.</param>
/// <param name="Of">Column of every parameter of <see cref="ParameterRules.Names"/>, or −1 for one that is absent or not looked at.</param>
/// <param name="Known">Holds the known background, or −1.</param>
/// <param name="Candidates">What S may be, the first whose inputs every row has.</param>
/// <param name="Asked">Whether someone said what S is.</param>
internal sealed record CountColumns(int Instrument, int Source, int Band, int[] Of, int Known, IReadOnlyList<CountedAs> Candidates, bool Asked)
{
    private static readonly string[] Parameters = [.. ParameterRules.Names];

    /// <summary>Whether there is a background aperture, the background being fitted with its counts.</summary>
    public bool HasBackground => Of[Place("m")] >= 0;

    /// <summary>The columns with counts in apertures, as in "n, m" or "n, b"; null when a table has none.</summary>
    /// <param name="header">Its column names.</param>
    public static string? In(IReadOnlyList<string> header)
    {
        int n = Index(header, "n"), m = Index(header, "m"), b = KnownIn(header);
        return n < 0 ? null : m >= 0 ? $"{header[n]}, {header[m]}" : b >= 0 ? $"{header[n]}, {header[b]}" : null;
    }

    /// <summary>Whether a column is one that aprates reads, so that its name is no value's beside counts: flux_s, flux_b.</summary>
    public static bool IsParameter(string name) => Index(Parameters, name) >= 0;

    /// <summary>Whether apertures are described: with that, n and m are no instruments of a matrix.</summary>
    public static bool Describes(IReadOnlyList<string> header) =>
        In(header) is not null && ParameterRules.Names.Any(name => name is not ("n" or "m" or "conf") && Index(header, name) >= 0);

    /// <summary>Assigns the roles by name.</summary>
    /// <param name="table">The table, before its first record.</param>
    /// <param name="options">What S is, if someone said it.</param>
    /// <param name="notes">Receives what is ignored.</param>
    /// <exception cref="DataException">A column is missing, named twice, or misspelt; or an option is for values.</exception>
    public static CountColumns Assign(ITable table, ReadOptions options, List<string> notes)
    {
        RefuseOptionsOfValues(table, options);
        ColumnName[] columns = ColumnName.Of(table);
        (int instrument, int source, int band) = LongColumns.Roles(table, columns, matrix: false);
        DataException Fault(int column, string found, string expected, string advice) => table.HeaderFault(Math.Max(column, 0), found, expected, advice);
        int known = KnownIn(table.Header) < 0 ? -1 : ColumnNames.IndexOf(table.Header, "b", exact: false, Fault, renames: false);
        bool sourceOnly = Index(table.Header, "m") < 0;
        ParameterColumns found = ParameterColumns.Find(table.Header, renamed: null, Fault, sourceOnly);
        int[] seen = [.. found.Of.Select((column, k) => sourceOnly && ParameterRules.IsOfBackground(Parameters[k]) ? int.MaxValue : column)];
        ColumnNames.RefuseSlips(table.Header, [seen], [], Fault, renames: false);
        CountedAs[] candidates = [.. Wanted(table, options.Quantity, found.Quantities, sourceOnly)];
        HashSet<string> needed = Needed(candidates, sourceOnly);
        int[] of = [.. found.Of.Select((column, k) => needed.Contains(Parameters[k]) ? column : -1)];
        LongColumns.NoteIgnored(columns, [instrument, source, band, known, .. of], notes);
        LongColumns.Use(table, [instrument, source, band], Contents.Names);
        LongColumns.Use(table, [known, .. of], Contents.Numbers);
        if (!sourceOnly && known >= 0)
        {
            notes.Add($"columns {Excerpt.Of(table.Header[of[Place("m")]])} and {Excerpt.Of(table.Header[known])} both tell the background: "
                + $"{Excerpt.Of(table.Header[known])}, known, is used where {Excerpt.Of(table.Header[of[Place("m")]])} is blank");
        }

        return new CountColumns(instrument, source, band, of, known, candidates, options.Quantity is not null);
    }

    /// <summary>Columns that a profile names, one instrument's in one band: no other column is looked at.</summary>
    /// <param name="table">The table, before its first record.</param>
    /// <param name="named">Parameters and their columns.</param>
    /// <param name="options">What S is, if someone said it.</param>
    /// <exception cref="DataException">A column is missing, or given for one aperture only.</exception>
    public static CountColumns Named(ITable table, IReadOnlyList<KeyValuePair<string, string>> named, ReadOptions options)
    {
        Dictionary<string, string> renamed = named.ToDictionary(pair => pair.Key, pair => Spelling.Of(pair.Value), StringComparer.Ordinal);
        string[] header = Array.ConvertAll(table.Header, name => renamed.Values.Contains(name, StringComparer.OrdinalIgnoreCase) ? name : "");
        DataException Fault(int column, string found, string expected, string advice) => table.HeaderFault(Math.Max(column, 0), found, expected, advice);
        int known = renamed.TryGetValue("b", out string? b) ? RoleTable.Column(table, b, "the known background b") : -1;
        bool sourceOnly = !renamed.ContainsKey("m");
        ParameterColumns found = ParameterColumns.Find(header, renamed, Fault, sourceOnly);
        CountedAs[] candidates = [.. Wanted(table, options.Quantity, found.Quantities, sourceOnly)];
        HashSet<string> needed = Needed(candidates, sourceOnly);
        int[] of = [.. found.Of.Select((column, k) => needed.Contains(Parameters[k]) ? column : -1)];
        LongColumns.Use(table, [known, .. of], Contents.Numbers);
        return new CountColumns(-1, -1, -1, of, known, candidates, options.Quantity is not null);
    }

    /// <summary>Index of a parameter in <see cref="ParameterRules.Names"/>.</summary>
    public static int Place(string parameter) => Array.IndexOf(Parameters, parameter);

    /// <summary>The parameters that anything is computed from.</summary>
    private static HashSet<string> Needed(IEnumerable<CountedAs> candidates, bool sourceOnly)
    {
        string[] always = sourceOnly ? ["n", "alpha"] : ["n", "m", "A_s", "A_b", "alpha", "beta"];
        return [.. always, .. candidates.SelectMany(candidate => candidate.Way.Needs())];
    }

    private static IEnumerable<CountedAs> Wanted(ITable table, CountedQuantity? asked, IReadOnlyList<ApertureQuantity> given, bool sourceOnly)
    {
        if (asked is { } quantity && !quantity.Ways().Any(given.Contains))
        {
            string[] needs =
            [
                .. quantity.Ways().Select(way => string.Join(", ", way.Needs().Where(name => !sourceOnly || !ParameterRules.IsOfBackground(name)))),
            ];
            string[] words = [.. CountedQuantities.All.Where(other => other.Ways().Any(given.Contains)).Select(other => other.Word())];
            throw table.HeaderFault(
                0, $"no inputs of --quantity {quantity.Word()}", $"columns {string.Join(", or ", needs)}", $"add them, or say --quantity {string.Join(" or ", words)}");
        }

        CountedQuantity[] wanted = asked is { } one ? [one] : [CountedQuantity.PhotonFlux, CountedQuantity.Rate, CountedQuantity.Counts];
        return wanted.Where(quantity => quantity.Ways().Any(given.Contains)).Select(quantity => new CountedAs(quantity, quantity.Ways().First(given.Contains)));
    }

    private static void RefuseOptionsOfValues(ITable table, in ReadOptions options)
    {
        if (In(table.Header) is not { } names)
        {
            throw new UsageException($"{options.CountsBecause}: found with {table.File}, which has the columns {Excerpt.List(table.Header, most: 12)}, expected counts in "
                + "apertures (columns n and m, with A_s and A_b, or n and b, the known background); leave it out to fit values, or add those columns");
        }

        if (options.Value is not null)
        {
            throw new UsageException($"--value: found beside {options.CountsBecause}, expected one of the two; a table is read for its values or for its counts (columns {names})");
        }

        string? ofValues = options.Error is not null ? "--error" : options.Log is not LogChoice.AsNamed ? "--log" : null;
        if (ofValues is not null)
        {
            throw new UsageException($"{ofValues}: found with counts in apertures (columns {names} of {table.File}), expected with a value column; leave it out, or choose the "
                + "values with --value");
        }
    }

    /// <summary>The column of the known background; beside a column l it is a galactic latitude.</summary>
    private static int KnownIn(IReadOnlyList<string> header) => Index(header, "l") >= 0 ? -1 : Index(header, "b");

    private static int Index(IReadOnlyList<string> header, string name)
    {
        for (int c = 0; c < header.Count; c++)
        {
            if (header[c].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return c;
            }
        }

        return -1;
    }
}
