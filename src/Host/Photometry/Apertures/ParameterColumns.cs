using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>Which columns of a table hold which parameters of aprates, and so which quantities can be computed.</summary>
/// <param name="Of">Column of every parameter of <see cref="ParameterRules.Names"/>, or −1.</param>
/// <param name="Quantities">The quantities whose inputs are given.</param>
/// <param name="Notes">What a person should know: inputs that are given in part.</param>
internal sealed record ParameterColumns(int[] Of, IReadOnlyList<ApertureQuantity> Quantities, IReadOnlyList<string> Notes)
{
    private static readonly string[] Required = ["n", "m", "A_s", "A_b"];
    private static readonly Dictionary<string, string> NoOther = new(StringComparer.Ordinal);

    /// <summary>Finds the columns.</summary>
    /// <param name="names">The table's column names.</param>
    /// <param name="renamed">Parameter names and the columns that hold them under other names; null where the command has no --columns.</param>
    /// <param name="fault">Makes the error about a column (−1: the table as a whole).</param>
    /// <param name="sourceOnly">Whether there is no background aperture, the background being known: then n is all that is required, and nothing of one is looked at.</param>
    /// <exception cref="DataException">A parameter is missing, named twice, or given for one aperture only.</exception>
    public static ParameterColumns Find(
        IReadOnlyList<string> names, IReadOnlyDictionary<string, string>? renamed, ColumnFault fault, bool sourceOnly = false)
    {
        bool renames = renamed is not null;
        renamed ??= NoOther;
        string[] required = sourceOnly ? ["n"] : Required;
        int[] of = new int[ParameterRules.Names.Count];
        for (int k = 0; k < of.Length; k++)
        {
            string parameter = ParameterRules.Names[k];
            if (sourceOnly && ParameterRules.IsOfBackground(parameter))
            {
                of[k] = -1;
                continue;
            }

            string wanted = renamed.GetValueOrDefault(parameter, parameter);
            of[k] = ColumnNames.IndexOf(names, wanted, exact: renamed.ContainsKey(parameter), fault, renames);
            if (of[k] < 0 && renamed.ContainsKey(parameter))
            {
                throw fault(
                    -1, $"no column {Excerpt.Of(wanted)}", $"the column that --columns gives for {parameter}",
                    DidYouMean.Advice(wanted, names, $"the columns are {Excerpt.List(names)}"));
            }

            if (of[k] < 0 && required.Contains(parameter))
            {
                throw fault(-1, $"no column {parameter}", $"columns {string.Join(", ", required)}", Missing(parameter, names, Free(names, renamed.Values), renames));
            }
        }
        int Column(string parameter) => of[Array.IndexOf([.. ParameterRules.Names], parameter)];
        foreach ((string? source, string? background) in (ReadOnlySpan<(string, string)>)[("T_s", "T_b"), ("E_s", "E_b"), ("eng_s", "eng_b"), ("flux_s", "flux_b")])
        {
            (string? given, string? lacking) = Column(source) >= 0 ? (source, background) : (background, source);
            if (!sourceOnly && Column(given) >= 0 && Column(lacking) < 0)
            {
                throw fault(Column(given), $"a column {given} without {lacking}", $"both {source} and {background}", $"add {lacking}; if both apertures share it, repeat it");
            }
        }
        List<string> notes = [];
        if (Column("eng_s") >= 0 && Column("E_s") < 0)
        {
            throw fault(
                Column("eng_s"), "a column eng_s without E_s", "the exposures E_s and E_b beside the photon energies", "add them; flux_aper is counts × energy / exposure");
        }

        if (Column("E_s") >= 0 && Column("eng_s") < 0)
        {
            notes.Add("flux_aper not computed: E_s and E_b are there, eng_s and eng_b (mean photon energies, erg) are not");
        }

        ApertureQuantity[] quantities =
        [
            .. ApertureQuantities.All.Where(quantity => quantity.Needs().All(parameter => Column(parameter) >= 0 || (sourceOnly && ParameterRules.IsOfBackground(parameter)))),
        ];
        return new ParameterColumns(of, quantities, notes);
    }

    /// <summary>The columns that no parameter has, by its name or by --columns.</summary>
    private static string[] Free(IReadOnlyList<string> names, IEnumerable<string> renamed) =>
        [.. names.Except([.. ParameterRules.Names, .. renamed], StringComparer.OrdinalIgnoreCase)];

    private static string Missing(string parameter, IReadOnlyList<string> names, IReadOnlyList<string> free, bool renames)
    {
        if (!renames)
        {
            return DidYouMean.Closest(parameter, free) is { } other ? $"if '{other}' holds it, rename it to {parameter}" : "add it, or rename the column that holds it";
        }

        if (names.Contains($"{parameter}_soft", StringComparer.OrdinalIgnoreCase))
        {
            return "the table has two bands: add --hardness for its hardness ratios";
        }

        string? near = DidYouMean.Closest(parameter, free);
        return near is null ? $"add it, or name the column that holds it: --columns {parameter}=COLUMN" : $"if '{near}' holds it: --columns {parameter}={near}";
    }
}
