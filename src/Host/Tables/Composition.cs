using System.Globalization;
using System.Reflection;
using System.Text;

namespace GpuConcord.Host.Tables;

/// <summary>
/// Unicode's form C (UAX 15) of the Basic Multilingual Plane: ë is one character, however a file spells it. Characters of other planes stay as they
/// are, and so do compatibility ideographs.
/// </summary>
/// <remarks>The runtime's own Normalize does nothing here, because the program runs without ICU (InvariantGlobalization).</remarks>
internal sealed class Composition
{
    // Hangul syllables are composed by arithmetic: chapter 3.12 of the Unicode Standard.
    private const int HangulFirst = 0xAC00, HangulLast = 0xD7A3, Leading = 0x1100, Vowel = 0x1161, Trailing = 0x11A7, Vowels = 21, Trailings = 28;

    private static readonly Lazy<Composition> Loaded = new(() => new Composition());

    private readonly Dictionary<char, string> parts = [];
    private readonly Dictionary<(char, char), char> whole = [];
    private readonly Dictionary<char, byte> classes = [];

    private Composition()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Tables/unicode-composition.txt")
            ?? throw new InvalidOperationException("the resource Tables/unicode-composition.txt was not embedded");
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            string[] words = line.Split(' ');
            if (words[0].EndsWith(':'))
            {
                AddClass(byte.Parse(words[0].AsSpan()[..^1], CultureInfo.InvariantCulture), words.AsSpan(1));
            }
            else
            {
                AddParts(words);
            }
        }
    }

    /// <summary>A text in form C.</summary>
    public static string Of(string text)
    {
        // Every character below U+0300 is in form C by itself.
        return text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF') ? Loaded.Value.Compose(text) : text;
    }

    private static char Code(ReadOnlySpan<char> hexadecimal) => (char)int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private void AddClass(byte value, ReadOnlySpan<string> ranges)
    {
        foreach (string range in ranges)
        {
            int dash = range.IndexOf('-', StringComparison.Ordinal);
            (char first, char last) = dash < 0 ? (Code(range), Code(range)) : (Code(range.AsSpan(0, dash)), Code(range.AsSpan(dash + 1)));
            for (int c = first; c <= last; c++)
            {
                classes.Add((char)c, value);
            }
        }
    }

    private void AddParts(string[] words)
    {
        bool excluded = words[^1].Equals("x", StringComparison.Ordinal);
        string text = string.Concat(words[1..(excluded ? ^1 : ^0)].Select(word => Code(word)));
        parts.Add(Code(words[0]), text);
        if (!excluded)
        {
            whole.Add((text[0], text[1]), Code(words[0]));
        }
    }

    private string Compose(string text)
    {
        StringBuilder all = new();
        foreach (char c in text)
        {
            Decompose(c, all);
        }

        Order(all);
        return Join(all);
    }

    private void Decompose(char c, StringBuilder to)
    {
        if (c is >= (char)HangulFirst and <= (char)HangulLast)
        {
            int index = c - HangulFirst;
            to.Append((char)(Leading + (index / (Vowels * Trailings)))).Append((char)(Vowel + (index % (Vowels * Trailings) / Trailings)));
            if (index % Trailings > 0)
            {
                to.Append((char)(Trailing + (index % Trailings)));
            }
        }
        else if (parts.TryGetValue(c, out string? of))
        {
            foreach (char part in of)
            {
                Decompose(part, to);
            }
        }
        else
        {
            to.Append(c);
        }
    }

    /// <summary>Sorts each run of combining characters by class; those of one class keep their order.</summary>
    private void Order(StringBuilder text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            for (int k = i; k > 0 && Class(text[k]) is > 0 and var own && Class(text[k - 1]) > own; k--)
            {
                (text[k - 1], text[k]) = (text[k], text[k - 1]);
            }
        }
    }

    private string Join(StringBuilder text)
    {
        StringBuilder joined = new(text.Length);
        int starter = -1;
        int last = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            int own = Class(c);

            // A character is blocked from its starter by another of its class or a higher one between them, and by a starter.
            bool next = starter >= 0 && (joined.Length == starter + 1 || (last < own && last > 0));
            if (next && Pair(joined[starter], c) is { } composite)
            {
                joined[starter] = composite;
                continue;
            }

            if (own == 0)
            {
                starter = joined.Length;
            }

            last = own;
            joined.Append(c);
        }

        return joined.ToString();
    }

    private char? Pair(char first, char second)
    {
        if (first is >= (char)Leading and < (char)(Leading + 19) && second is >= (char)Vowel and < (char)(Vowel + Vowels))
        {
            return (char)(HangulFirst + ((((first - Leading) * Vowels) + second - Vowel) * Trailings));
        }

        if (first is >= (char)HangulFirst and <= (char)HangulLast && (first - HangulFirst) % Trailings == 0
            && second is > (char)Trailing and < (char)(Trailing + Trailings))
        {
            return (char)(first + second - Trailing);
        }

        return whole.TryGetValue((first, second), out char composite) ? composite : null;
    }

    private int Class(char c) => classes.GetValueOrDefault(c);
}
