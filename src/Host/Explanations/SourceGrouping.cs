using System.Globalization;
using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Explanations;

/// <summary>Sources sorted into few groups by something that is known of each.</summary>
/// <param name="Title">What they are sorted by: "flux", "MJD".</param>
/// <param name="Labels">What each group is called.</param>
/// <param name="Of">Index of each source's group; −1 for a source that belongs to none.</param>
public sealed record SourceGrouping(string Title, IReadOnlyList<string> Labels, int[] Of)
{
    /// <summary>Most groups of a column of words; the rarer words go together.</summary>
    private const int MostWords = 8;

    private const int Quarters = 4;

    // A group of fewer says nothing that its sources do not say themselves.
    private const int LeastEach = 4;

    private const string Others = "others";

    /// <summary>Quarters of the sources by a number that each has; null where there are too few sources or too few numbers that differ.</summary>
    /// <param name="title">What the number is.</param>
    /// <param name="values">One a source, NaN where it is not known.</param>
    /// <param name="shown">A value in words.</param>
    /// <param name="names">What the quarters are called where their limits do not name them, the lowest first; null for their limits alone.</param>
    public static SourceGrouping? Quartered(string title, double[] values, Func<double, string> shown, IReadOnlyList<string>? names = null)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length < Quarters * LeastEach || sorted[0] == sorted[^1])
        {
            return null;
        }

        double[] limits = [.. Enumerable.Range(1, Quarters - 1).Select(k => Quantile.Of(sorted, (double)k / Quarters)).Distinct()];
        int[] of = Array.ConvertAll(values, value => double.IsFinite(value) ? limits.Count(limit => value > limit) : -1);
        string[] labels = new string[limits.Length + 1];
        for (int k = 0; k < labels.Length; k++)
        {
            string range = k == 0 ? $"≤ {shown(limits[0])}" : k == limits.Length ? $"> {shown(limits[^1])}" : $"{shown(limits[k - 1])} … {shown(limits[k])}";
            labels[k] = names is not null && labels.Length == names.Count ? $"{names[k]} ({range})" : range;
        }

        return new SourceGrouping(title, labels, of);
    }

    /// <summary>Groups by a column: quarters where all its entries are numbers of many values, else one group a value.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="entries">One a source; empty where it is not known.</param>
    public static SourceGrouping? By(string column, string[] entries)
    {
        double[] numbers = Array.ConvertAll(entries, Number);
        bool numeric = Enumerable.Range(0, entries.Length).All(j => entries[j].Length == 0 || double.IsFinite(numbers[j]));
        return numeric && numbers.Where(double.IsFinite).Distinct().Count() > MostWords
            ? Quartered(column, numbers, value => value.ToString("G6", CultureInfo.InvariantCulture))
            : ByWord(column, entries);
    }

    private static SourceGrouping? ByWord(string column, string[] entries)
    {
        string[] words =
        [
            .. entries.Where(entry => entry.Length > 0).GroupBy(entry => entry, StringComparer.Ordinal).OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key),
        ];
        if (words.Length < 2)
        {
            return null;
        }

        string[] labels = words.Length <= MostWords ? [.. words.Order(StringComparer.Ordinal)] : [.. words.Take(MostWords - 1).Order(StringComparer.Ordinal), Others];
        Dictionary<string, int> place = words.ToDictionary(
            word => word, word => Array.IndexOf(labels, word) is >= 0 and int at ? at : labels.Length - 1, StringComparer.Ordinal);
        return new SourceGrouping(column, labels, Array.ConvertAll(entries, entry => entry.Length > 0 ? place[entry] : -1));
    }

    private static double Number(string entry) =>
        double.TryParse(entry, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : double.NaN;
}
