using System.Runtime.InteropServices;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Numbers names in the order of their first appearance. A name that was seen before costs a hash of its characters and no
/// string; the name of the previous call costs one comparison, because tables repeat the source from row to row, and so does the name
/// that first came after it, because tables repeat the list of sources from instrument to instrument.
/// </summary>
internal sealed class Names
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _last = -1;

    /// <summary>Begins with no name.</summary>
    public Names() => _lookup = _index.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The names so far, in the order of their numbers.</summary>
    public IReadOnlyList<string> All => _names;

    /// <summary>How many names there are.</summary>
    public int Count => _names.Count;

    /// <summary>The name with number <paramref name="index"/>.</summary>
    public string this[int index] => _names[index];

    /// <summary>The number of a name, which gets the next one when it is new.</summary>
    public int Add(ReadOnlySpan<char> name)
    {
        var names = CollectionsMarshal.AsSpan(_names);
        if (_last >= 0 && name.SequenceEqual(names[_last]))
            return _last;
        if (_last + 1 < names.Length && name.SequenceEqual(names[_last + 1]))
            return ++_last;
        if (!_lookup.TryGetValue(name, out _last))
        {
            var text = name.ToString();
            _last = _names.Count;
            _names.Add(text);
            _index.Add(text, _last);
        }
        return _last;
    }
}
