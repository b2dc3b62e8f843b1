using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>Which instruments are read: all of a table's, or those that were asked for.</summary>
/// <param name="asked">Names, or several with commas; a name may hold a comma itself. Null or empty for all.</param>
internal sealed class ChosenInstruments(IReadOnlyList<string>? asked)
{
    private readonly (string Whole, string[] Parts)[] asked =
    [
        .. (asked ?? []).Select(text => (Spelling.Of(text), text.Split(',').Select(part => Spelling.Of(part)).ToArray())),
    ];

    /// <summary>Whether each instrument is read, by its number among the table's.</summary>
    private readonly List<bool> taken = [];

    /// <summary>True when every instrument is read.</summary>
    public bool All => asked.Length == 0;

    /// <summary>Whether an instrument is read.</summary>
    /// <param name="name">Its name.</param>
    public bool Takes(string name)
    {
        string spelt = Spelling.Of(name);
        return All || Array.Exists(asked, text => text.Whole.Equals(spelt, StringComparison.Ordinal) || text.Parts.Contains(spelt, StringComparer.Ordinal));
    }

    /// <summary>Whether an instrument is read; costs no look at its name but the first time.</summary>
    /// <param name="instrument">Its number.</param>
    /// <param name="names">The table's instruments, which have it.</param>
    public bool Takes(int instrument, Names names)
    {
        while (taken.Count < names.Count)
        {
            taken.Add(Takes(names[taken.Count]));
        }

        return taken[instrument];
    }

    /// <summary>Makes sure that every instrument asked for is there, and notes those that are not read.</summary>
    /// <param name="table">The table.</param>
    /// <param name="names">Its instruments.</param>
    /// <param name="kind">What they are, for the note: "instruments" or "columns".</param>
    /// <param name="notes">Receives the note.</param>
    /// <exception cref="DataException">One is not there.</exception>
    public void Check(ITable table, IReadOnlyList<string> names, string kind, List<string> notes)
    {
        string[] spelt = [.. names.Select(name => Spelling.Of(name))];
        foreach ((string whole, string[] parts) in asked)
        {
            if (!spelt.Contains(whole, StringComparer.Ordinal) && Array.Find(parts, part => !spelt.Contains(part, StringComparer.Ordinal)) is { } unknown)
            {
                throw DataException.In(
                    table.File, $"no instrument {Excerpt.Of(unknown)} of --instruments", $"one of {Excerpt.List(names, most: 20)}",
                    DidYouMean.Advice(unknown, names, "write it as the table does"));
            }
        }
        string[] left = [.. names.Where(name => !Takes(name))];
        if (left.Length > 0)
        {
            notes.Add($"{kind} not read (--instruments): {Excerpt.List(left, most: 12)}");
        }
    }
}
