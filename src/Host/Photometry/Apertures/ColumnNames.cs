using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>Makes the error about a column (−1: the table as a whole).</summary>
internal delegate DataException ColumnFault(int column, string found, string expected, string advice);

/// <summary>
/// Finds columns by name, in any case of letters, and tells a slip of the pen: a column <c>aplha</c> that nobody reads would leave alpha at 1 in silence.
/// </summary>
internal static class ColumnNames
{
    // Short stems resemble too much: of T, E and n there are no slips, of eng, beta and conf only letters that changed places.
    private const int LongStem = 5;
    private const int MostListed = 20;

    private static readonly char[] Separators = ['-', ' ', '.'];

    /// <summary>The column that is called so, or −1.</summary>
    /// <param name="names">The table's column names.</param>
    /// <param name="wanted">The name.</param>
    /// <param name="exact">Whether a column of this very spelling is taken before others of the same letters, because someone asked for it.</param>
    /// <param name="fault">Makes the error.</param>
    /// <param name="renames">Whether the command has --columns, for messages.</param>
    /// <exception cref="DataException">Several columns are called so.</exception>
    public static int IndexOf(IReadOnlyList<string> names, string wanted, bool exact, ColumnFault fault, bool renames = true)
    {
        int[] found = [.. Enumerable.Range(0, names.Count).Where(i => names[i].Equals(wanted, StringComparison.OrdinalIgnoreCase))];
        int[] same = exact ? Array.FindAll(found, i => names[i].Equals(wanted, StringComparison.Ordinal)) : [];
        return found.Length <= 1 ? found.FirstOrDefault(-1)
            : same.Length == 1 ? same[0]
            : throw fault(
                found[1], $"{found.Length} columns {Excerpt.List([.. found.Select(i => names[i])])}", $"one column {wanted}",
                $"capital and small letters do not tell columns apart: rename those that are something else{(renames ? ", or choose with --columns" : "")}");
    }

    /// <summary>Refuses a column that nobody reads and whose name is a slip of a parameter's that no column has.</summary>
    /// <param name="names">The table's column names.</param>
    /// <param name="bands">The columns that were found, band by band.</param>
    /// <param name="suffixes">What a parameter's name may end in beside nothing: the bands' suffixes, or none.</param>
    /// <param name="fault">Makes the error.</param>
    /// <param name="renames">Whether the command has --columns, for messages.</param>
    /// <exception cref="DataException">There is such a column.</exception>
    public static void RefuseSlips(
        IReadOnlyList<string> names, IReadOnlyList<int[]> bands, IReadOnlyList<string> suffixes, ColumnFault fault, bool renames = true)
    {
        HashSet<int> used = [.. bands.SelectMany(of => of)];
        for (int i = 0; i < names.Count; i++)
        {
            if (used.Contains(i))
            {
                continue;
            }

            string ending = suffixes.FirstOrDefault(suffix => names[i].EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) ?? "";
            string name = names[i][..^ending.Length];
            int k = Enumerable.Range(0, ParameterRules.Names.Count).FirstOrDefault(j => bands.All(of => of[j] < 0) && IsSlip(name, ParameterRules.Names[j]), -1);
            if (k >= 0)
            {
                string meant = ParameterRules.Names[k] + ending;
                throw fault(
                    i, $"a column {Excerpt.Of(names[i])} and none called {meant}", $"the parameters of aprates as they are spelt: {string.Join(", ", ParameterRules.Names)}",
                    $"did you mean {meant}? rename the column{(renames ? $", or add --columns {meant}={names[i]}" : "")}; if it is something else, give it another name");
            }
        }
    }

    /// <summary>The columns that nobody reads, in a sentence; null when there are none.</summary>
    public static string? Unused(IReadOnlyList<string> names, IReadOnlySet<int> used)
    {
        string[] unused = [.. names.Where((_, i) => !used.Contains(i)).Select((name, i) => name.Length == 0 ? "(no name)" : name)];
        return unused.Length == 0 ? null : $"columns not used: {Excerpt.List(unused, MostListed)}";
    }

    /// <summary>
    /// Whether a name is a parameter's with one slip: another character between its parts, two neighbours that changed places, or, in a long stem, a letter too
    /// few, too many or wrong behind the first. The letter of the aperture and digits are never slips: flux_g is a band, alpha2 another alpha.
    /// </summary>
    internal static bool IsSlip(string name, string parameter)
    {
        string word = name.Trim();
        foreach (char separator in Separators)
        {
            word = word.Replace(separator, '_');
        }

        if (word.Equals(parameter, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        int part = parameter.IndexOf('_', StringComparison.Ordinal);
        string ending = part < 0 ? "" : parameter[part..];
        if (!word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        (string written, string stem) = (word[..^ending.Length].ToLowerInvariant(), parameter[..^ending.Length].ToLowerInvariant());
        bool swapped = written.Length == stem.Length && DidYouMean.Distance(written, stem) == 1 && written.Order().SequenceEqual(stem.Order());
        bool oneOff = stem.Length >= LongStem && written.Length > 1 && written[0] == stem[0] && !written.Any(char.IsDigit) && DidYouMean.Distance(written, stem) == 1;
        return swapped || oneOff;
    }
}
