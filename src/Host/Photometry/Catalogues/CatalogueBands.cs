using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>
/// The columns of a table of two bands: every parameter stands in two columns, its name with _soft and with _hard, or, but for the
/// counts, in one column without a suffix that serves both bands.
/// </summary>
public static class CatalogueBands
{
    /// <summary>The suffixes, soft before hard.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = ["_soft", "_hard"];

    /// <summary>Every name that <c>--columns</c> may rename: the parameters, and those of one band.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. ParameterRules.Names, .. Suffixes.SelectMany(suffix => ParameterRules.Names.Where(name => name is not "conf").Select(name => name + suffix))];

    /// <summary>Finds the columns: one entry for a table of one band, soft and hard for one of two.</summary>
    /// <param name="names">The table's column names.</param>
    /// <param name="renamed">Parameter names, with suffix or without, and the columns that hold them under other names.</param>
    /// <param name="two">Whether two bands are asked for.</param>
    /// <param name="fault">Makes the error about a column (−1: the table as a whole).</param>
    /// <exception cref="DataException">A column is missing, or one band has what the other lacks.</exception>
    internal static ParameterColumns[] Find(
        IReadOnlyList<string> names, IReadOnlyDictionary<string, string> renamed, bool two, ColumnFault fault)
    {
        ParameterColumns[] found = two ? FindTwo(names, renamed, fault) : [ParameterColumns.Find(names, renamed, fault)];
        ColumnNames.RefuseSlips(names, Array.ConvertAll(found, band => band.Of), two ? Suffixes : [], fault);
        return found;
    }

    private static ParameterColumns[] FindTwo(IReadOnlyList<string> names, IReadOnlyDictionary<string, string> renamed, ColumnFault fault)
    {
        Dictionary<string, string>[] bands = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
        foreach (string parameter in ParameterRules.Names)
        {
            Place(parameter, names, renamed, bands, fault);
        }

        return Array.ConvertAll(bands, band => ParameterColumns.Find(names, band, fault));
    }

    private static void Place(
        string parameter, IReadOnlyList<string> names, IReadOnlyDictionary<string, string> renamed, Dictionary<string, string>[] bands,
        ColumnFault fault)
    {
        bool counts = parameter is "n" or "m";
        string Column(string suffix) => renamed.GetValueOrDefault(parameter + suffix, parameter + suffix);
        bool Given(string suffix) => renamed.ContainsKey(parameter + suffix) || ColumnNames.IndexOf(names, parameter + suffix, exact: false, fault) >= 0;
        int Index(string column) => Array.FindIndex([.. names], name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        foreach ((string? here, string? there) in (ReadOnlySpan<(string, string)>)[("_soft", "_hard"), ("_hard", "_soft")])
        {
            if (Given(here) && string.Equals(parameter, "conf", StringComparison.Ordinal))
            {
                throw fault(Index(Column(here)), $"a column conf{here}", "one column conf, or --conf", "the interval of a ratio has one probability; rename the column to conf");
            }

            if (Given(here) && !Given(there))
            {
                throw fault(
                    Index(Column(here)), $"a column {parameter}{here} without {parameter}{there}", $"both {parameter}_soft and {parameter}_hard", Advice(counts, parameter, there));
            }

            if (Given(here) && Given(""))
            {
                throw fault(Index(Column("")), $"a column {parameter} beside {parameter}{here}", "one column for both bands or one for each", "drop or rename one of them");
            }
        }
        if (counts && !Given("_soft"))
        {
            throw fault(-1, $"no columns {parameter}_soft and {parameter}_hard", "the counts of either band", Advice(counts, parameter, "_soft"));
        }

        for (int band = 0; band < bands.Length; band++)
        {
            string suffix = Given(Suffixes[band]) ? Suffixes[band] : "";
            if (Given(suffix))
            {
                bands[band][parameter] = Column(suffix);
            }
        }
    }

    private static string Advice(bool counts, string parameter, string suffix) => counts
        ? $"add them, or name the column that holds them: --columns {parameter}{suffix}=COLUMN"
        : $"add {parameter}{suffix}; if both bands share it, name it {parameter}";
}
