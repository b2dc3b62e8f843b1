using GpuConcord.Host.Faults;
using Tomlyn.Syntax;

namespace GpuConcord.Host.Data.Profiles;

/// <summary>Where keys and tables of a profile stand, for messages.</summary>
internal sealed class ProfilePlaces
{
    private readonly string file;
    private readonly Dictionary<string, TextPosition> places = new(StringComparer.Ordinal);

    /// <param name="file">The profile's name in messages.</param>
    /// <param name="document">Its text, parsed.</param>
    public ProfilePlaces(string file, DocumentSyntax document)
    {
        this.file = file;
        Add("", document.KeyValues);
        Dictionary<string, int> repeated = new(StringComparer.Ordinal);
        foreach (TableSyntaxBase table in document.Tables)
        {
            string name = Name(table.Name);
            if (table is TableArraySyntax)
            {
                int number = repeated.GetValueOrDefault(name);
                repeated[name] = number + 1;
                name = Nth(name, number);
            }

            places.TryAdd(name, table.Span.Start);
            Add($"{name}.", table.Items);
        }
    }

    /// <summary>What the table of an array is called here.</summary>
    /// <param name="array">The array.</param>
    /// <param name="number">Which of its tables, from 0.</param>
    public static string Nth(string array, int number) => $"{array}[{number}]";

    /// <summary>The error that a key is at fault, or lacks in its table: where the first of the two stands that does.</summary>
    /// <param name="key">The key with its table, as in values.unit.</param>
    /// <param name="found">What was found.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="advice">What to do.</param>
    public DataException Fault(string key, string found, string expected, string advice)
    {
        string at = key;
        while (at.Length > 0 && !places.ContainsKey(at))
        {
            at = at[..Math.Max(at.LastIndexOf('.'), 0)];
        }

        return places.TryGetValue(at, out TextPosition place)
            ? DataException.At(file, place.Line + 1, place.Column + 1, found, expected, advice)
            : DataException.In(file, found, expected, advice);
    }

    private void Add(string table, IEnumerable<KeyValueSyntax> keys)
    {
        foreach (KeyValueSyntax key in keys)
        {
            places.TryAdd(table + Name(key.Key), key.Span.Start);
        }
    }

    private static string Name(KeySyntax? key) => key is null ? "" : string.Join('.', [Part(key.Key), .. key.DotKeys.Select(dotted => Part(dotted.Key))]);

    private static string Part(BareKeyOrStringValueSyntax? part) => part switch
    {
        StringValueSyntax quoted => quoted.Value ?? "",
        BareKeySyntax bare => bare.Key?.Text ?? "",
        _ => "",
    };
}
