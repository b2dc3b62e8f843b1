using System.Globalization;

namespace GpuConcord.Host.Tables;

/// <summary>What stands in a field that should hold a number.</summary>
public enum Cell
{
    /// <summary>Not observed: blank, NaN, INDEF (IRAF, CIAO), NA (R), null or −inf (the logarithm of nothing), in any case.</summary>
    Missing,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>+inf, or a number beyond the range of double.</summary>
    Infinite,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>
/// Reads numbers as the tables of this field write them: decimal point, optional exponent with e or E, a minus sign of ASCII or of typesetters
/// (U+2212 and the like); characters that cannot be seen do not count.
/// </summary>
public static class Cells
{
    private static readonly string[] MissingWords = ["nan", "indef", "na", "null", "-inf", "-infinity"];
    private static readonly string[] InfiniteWords = ["inf", "+inf", "infinity", "+infinity"];

    /// <summary>Most characters of a number that is written with signs other than those of ASCII.</summary>
    private const int Longest = 64;

    /// <summary>Tells what <paramref name="text"/> (trimmed) holds; <paramref name="value"/> is the number, or NaN when it is none.</summary>
    public static Cell Read(ReadOnlySpan<char> text, out double value)
    {
        // Words first would cost every number six comparisons; TryParse alone would take "NaN" and "Infinity" for numbers.
        if (!text.IsEmpty && (char.IsAsciiDigit(text[^1]) || text[^1] == '.')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            if (double.IsFinite(value))
            {
                return Cell.Number;
            }

            value = double.NaN;
            return Cell.Infinite;
        }
        if (text.Length <= Longest && text.ContainsAnyExceptInRange('\0', '~'))
        {
            return ReadAscii(text, out value);
        }

        value = double.NaN;
        return text.IsEmpty || IsOneOf(text, MissingWords) ? Cell.Missing
            : IsOneOf(text, InfiniteWords) ? Cell.Infinite
            : Cell.Text;
    }

    /// <summary>
    /// What to do about a text that is no number: about a comma that may separate thousands or decimals, Fortran's exponent, a blank among the digits;
    /// <paramref name="otherwise"/> about anything else.
    /// </summary>
    public static string Advice(ReadOnlySpan<char> text, string otherwise)
    {
        string seen = Spelling.Of(text);
        ReadOnlySpan<char> plain = seen.AsSpan().TrimStart("+-\u2212");
        int comma = plain.IndexOf(','), point = plain.IndexOf('.');
        if (!plain.ContainsAnyExcept("0123456789+-.dD") && plain.ContainsAny('D', 'd'))
        {
            return "write the exponent with e";
        }

        if (comma < 0 || plain.ContainsAnyExcept("0123456789+-,.eE"))
        {
            return plain.Length > 0 && plain.Contains(' ') && !plain.ContainsAnyExcept("0123456789. ") ? "leave no blank between digits" : otherwise;
        }

        string without = seen.Replace(",", "", StringComparison.Ordinal), decimals = seen.Replace(',', '.');
        int commas = plain.Count(',');
        bool groups = comma is > 0 and <= 3 && plain[0] != '0' && AreThousands(plain[comma..], ',');
        if (groups && point < 0 && commas == 1)
        {
            return $"the comma may separate thousands or decimals: write {without} if it means the one, {decimals} if the other";
        }

        return groups ? $"write no comma between thousands, as in {without}"
            : point >= 0 && point < comma && commas == 1 ? $"write no point between thousands and the decimal comma as a point, as in {Swapped(seen)}"
            : point < 0 && commas == 1 ? "write the decimal comma as a point"
            : otherwise;
    }

    private static string Swapped(string text) => text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');

    /// <summary>Whether a text is groups of three digits behind a separator each, up to a point or an exponent.</summary>
    private static bool AreThousands(ReadOnlySpan<char> text, char separator)
    {
        int end = text.IndexOfAny('.', 'e', 'E');
        ReadOnlySpan<char> groups = end < 0 ? text : text[..end];
        for (int at = 0; at < groups.Length; at++)
        {
            if (at % 4 == 0 ? groups[at] != separator : !char.IsAsciiDigit(groups[at]))
            {
                return false;
            }
        }

        return groups.Length % 4 == 0;
    }

    /// <summary>The same without characters that cannot be seen and with minus signs of ASCII.</summary>
    private static Cell ReadAscii(ReadOnlySpan<char> text, out double value)
    {
        Span<char> plain = stackalloc char[Longest];
        int length = 0;
        foreach (char c in text)
        {
            if (!Spelling.IsInvisible(c))
            {
                plain[length++] = Spelling.IsHyphen(c) ? '-' : c;
            }
        }

        ReadOnlySpan<char> read = plain[..length].Trim();
        if (!read.ContainsAnyExceptInRange('\0', '~'))
        {
            return Read(read, out value);
        }

        value = double.NaN;
        return Cell.Text;
    }

    private static bool IsOneOf(ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }
}
