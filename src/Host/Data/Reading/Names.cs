using System.Runtime.InteropServices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Numbers names in the order of their first appearance, each in its one spelling (<see cref="Spelling"/>). A name that was seen before costs a
/// hash of its characters and no string, however it is spelt; the name of the previous call costs one comparison, because tables repeat the source
/// from row to row, and so does the name that first came after it, because tables repeat the list of sources from instrument to instrument.
/// </summary>
internal sealed class Names
{
    private readonly List<string> known = [];

    /// <summary>The same names as they first came.</summary>
    private readonly List<string> spelt = [];

    /// <summary>Numbers by every spelling that was met.</summary>
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <summary>Numbers of names by what they are told apart by, where that is not how they first came.</summary>
    private readonly Dictionary<string, int> keys = new(StringComparer.Ordinal);
    private readonly bool bands;

    /// <summary>Names that came in several spellings.</summary>
    private readonly SortedSet<int> joined = [];
    private int last = -1;

    /// <summary>Begins with no name.</summary>
    /// <param name="bands">Whether they name energy bands: then two are one when they state the same range, see <see cref="BandName"/>.</param>
    public Names(bool bands = false) => (this.bands, lookup) = (bands, index.GetAlternateLookup<ReadOnlySpan<char>>());

    /// <summary>The names so far, in the order of their numbers.</summary>
    public IReadOnlyList<string> All => known;

    /// <summary>How many names there are.</summary>
    public int Count => known.Count;

    /// <summary>The name with number <paramref name="index"/>.</summary>
    public string this[int index] => known[index];

    /// <summary>The number of a name, which gets the next one when it is new; −1 when nothing of it can be seen.</summary>
    public int Add(ReadOnlySpan<char> name)
    {
        Span<string> names = CollectionsMarshal.AsSpan(spelt);
        if (last >= 0 && name.SequenceEqual(names[last]))
        {
            return last;
        }

        if (last + 1 < names.Length && name.SequenceEqual(names[last + 1]))
        {
            return ++last;
        }

        if (!lookup.TryGetValue(name, out last))
        {
            last = AddSpelling(name);
        }

        return last;
    }

    /// <summary>What a person should know of them: several spellings taken as one name, names that look like one and are taken as two.</summary>
    /// <param name="kind">What they name, as in "source".</param>
    public IEnumerable<string> Notes(string kind)
    {
        if (joined.Count > 0)
        {
            string what = joined.Count == 1 ? $"a {kind} is" : $"{joined.Count} {kind}s are";
            string why = bands ? "one range, or blanks, dashes" : "blanks";
            yield return $"{what} spelt in several ways ({why}, invisible characters, Unicode) and taken as one: "
                + Excerpt.List([.. joined.Take(5).Select(number => known[number])], most: 5) + (joined.Count > 5 ? $" and {joined.Count - 5} more" : "");
        }

        if (SimilarNames.Note(kind, known) is { } similar)
        {
            yield return similar;
        }
    }

    private int AddSpelling(ReadOnlySpan<char> text)
    {
        string name = bands ? BandName.Of(text) : Spelling.Of(text);
        if (name.Length == 0)
        {
            return -1;
        }

        string key = bands ? BandName.Key(name) : name;
        bool same = text.SequenceEqual(key);
        string spelling = same ? key : text.ToString();
        if (keys.TryGetValue(key, out int number) || (!same && index.TryGetValue(key, out number)))
        {
            joined.Add(number);
        }
        else
        {
            number = known.Count;
            known.Add(name);
            spelt.Add(spelling);
            if (!same)
            {
                keys.Add(key, number);
            }
        }

        index.Add(spelling, number);
        return number;
    }
}
