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

/// <summary>Reads numbers as the tables of this field write them: decimal point, optional exponent with e or E.</summary>
public static class Cells
{
    private static readonly string[] MissingWords = ["nan", "indef", "na", "null", "-inf", "-infinity"];
    private static readonly string[] InfiniteWords = ["inf", "+inf", "infinity", "+infinity"];

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
        value = double.NaN;
        return text.IsEmpty || IsOneOf(text, MissingWords) ? Cell.Missing
            : IsOneOf(text, InfiniteWords) ? Cell.Infinite
            : Cell.Text;
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
