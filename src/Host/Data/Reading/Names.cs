using System.Runtime.InteropServices;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Numbers names in the order of their first appearance. A name that was seen before costs a hash of its characters and no
/// string; the name of the previous call costs one comparison, because tables repeat the source from row to row, and so does the name
/// that first came after it, because tables repeat the list of sources from instrument to instrument.
/// </summary>
internal sealed class Names
{
    private readonly List<string> known = [];
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private int last = -1;

    /// <summary>Begins with no name.</summary>
    public Names() => lookup = index.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The names so far, in the order of their numbers.</summary>
    public IReadOnlyList<string> All => known;

    /// <summary>How many names there are.</summary>
    public int Count => known.Count;

    /// <summary>The name with number <paramref name="index"/>.</summary>
    public string this[int index] => known[index];

    /// <summary>The number of a name, which gets the next one when it is new.</summary>
    public int Add(ReadOnlySpan<char> name)
    {
        Span<string> names = CollectionsMarshal.AsSpan(known);
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
            string text = name.ToString();
            last = known.Count;
            known.Add(text);
            index.Add(text, last);
        }
        return last;
    }
}
