using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Explanations;

/// <summary>A column of the table that was fitted, or of another, with an entry for each source of a run.</summary>
public static class SourceColumn
{
    private const string Several = "several";

    /// <summary>Reads it.</summary>
    /// <param name="open">Opens the table anew: it is read twice, first to see which column names the sources.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="sources">Names of the run's sources.</param>
    /// <returns>The entry of each source: the mean of its rows' numbers, or the word that they share, "several" where they share none; empty where no row has one.</returns>
    /// <exception cref="DataException">There is no such column, or none names the sources.</exception>
    public static IReadOnlyDictionary<string, string> Read(Func<ITable> open, string column, IReadOnlyCollection<string> sources)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(sources);
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (string source in sources)
        {
            places.TryAdd(source, places.Count);
        }

        int naming = Naming(open, places);
        using ITable table = open();
        int read = Find(table, column);
        table.Use(naming, Contents.Names);
        bool numeric = read != naming && table.Allows(read, Contents.Numbers);
        if (read != naming)
        {
            table.Use(read, numeric ? Contents.Numbers : Contents.Names);
        }

        double[] sum = new double[places.Count];
        int[] count = new int[places.Count];
        string[] words = [.. Enumerable.Repeat("", places.Count)];
        while (table.Read())
        {
            if (!places.TryGetValue(table[naming].ToString(), out int place))
            {
                continue;
            }

            double value = double.NaN;
            switch (numeric ? table.ReadNumber(read, out value) : table[read].IsEmpty ? Cell.Missing : Cell.Text)
            {
                case Cell.Number:
                    sum[place] += value;
                    count[place]++;
                    break;
                case Cell.Missing:
                    break;
                default:
                    string word = table[read].ToString();
                    words[place] = words[place].Length == 0 || words[place].Equals(word, StringComparison.Ordinal) ? word : Several;
                    break;
            }
        }

        return places.ToDictionary(
            place => place.Key,
            place => words[place.Value].Length > 0 ? words[place.Value]
                : count[place.Value] > 0 ? (sum[place.Value] / count[place.Value]).ToString("R", CultureInfo.InvariantCulture) : "",
            StringComparer.Ordinal);
    }

    private static int Find(ITable table, string column)
    {
        int found = Array.FindIndex(table.Header, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? found : throw DataException.In(
            table.File, $"no column {column}", "one to sort sources by", DidYouMean.Advice(column, table.Header, $"the columns are {string.Join(", ", table.Header.Take(20))}"));
    }

    /// <summary>The column that names most of the sources.</summary>
    private static int Naming(Func<ITable> open, Dictionary<string, int> places)
    {
        using ITable table = open();
        int[] candidates = [.. Enumerable.Range(0, table.Header.Length).Where(c => table.Allows(c, Contents.Names))];
        foreach (int c in candidates)
        {
            table.Use(c, Contents.Names);
        }

        HashSet<int>[] named = [.. candidates.Select(_ => new HashSet<int>())];
        while (table.Read())
        {
            for (int k = 0; k < candidates.Length; k++)
            {
                if (places.TryGetValue(table[candidates[k]].ToString(), out int place))
                {
                    named[k].Add(place);
                }
            }
        }

        int best = candidates.Length == 0 ? -1 : Enumerable.Range(0, candidates.Length).MaxBy(k => named[k].Count);
        return best >= 0 && named[best].Count > 0 ? candidates[best] : throw DataException.In(
            table.File, "no column that holds the names of the run's sources", $"one with {Excerpt.Of(places.Keys.First())} in it",
            "name with --table the table that has such a column and the one to sort by");
    }
}
