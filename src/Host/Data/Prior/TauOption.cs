using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Host.Data.Prior;

/// <summary>The table among the texts of <c>--tau</c>.</summary>
internal static class TauOption
{
    /// <summary>Opens the table that the texts name, if any.</summary>
    /// <param name="texts">Texts of the option, one for each time it was given; a table may stand beside numbers, separated by commas.</param>
    /// <param name="formats">The formats that are read.</param>
    /// <param name="numbers">The texts without it.</param>
    /// <exception cref="UsageException">Two tables.</exception>
    /// <exception cref="DataException">The table is at fault.</exception>
    public static TauTable? Table(IEnumerable<string> texts, TableFormats formats, out IReadOnlyList<string> numbers)
    {
        List<string> rest = [], tables = [];
        foreach (string text in texts)
        {
            // A path may hold a comma; a list of numbers does not end as a file does unless its last item is a table.
            string whole = text.Trim();
            string[] items = IsNamed(whole) && File.Exists(whole) ? [whole] : text.Split(',', StringSplitOptions.TrimEntries);
            tables.AddRange(items.Where(IsNamed));
            rest.AddRange(items.Where(item => !IsNamed(item)));
        }
        numbers = rest;
        return tables.Count switch
        {
            0 => null,
            1 => TauTable.Open(tables[0], formats),
            _ => throw new UsageException(
                $"--tau: found two tables ({tables[0]} and {tables[1]}), expected one; join the files, or add single numbers as in --tau {tables[0]},pn=0.02"),
        };

        bool IsNamed(string text) => TauTable.IsNamed(text, formats);
    }
}
