using System.Text;

namespace GpuConcord.Host.Figures;

/// <summary>
/// How wide a text will be. The font is whatever sans-serif the reader has; these widths are those of DejaVu Sans, wider than Arial,
/// Helvetica and Liberation, so that a text measured here fits everywhere.
/// </summary>
internal static class TextWidth
{
    /// <summary>Width in the unit of <paramref name="size"/>.</summary>
    public static double Of(string text, double size)
    {
        double em = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            em += !rune.IsAscii ? (rune.Value >= 0x2E80 ? 1.0 : 0.70) : (char)rune.Value switch
            {
                ' ' or ',' or '.' or '/' or 'I' => 0.32,
                'i' or 'j' or 'l' or '\'' => 0.28,
                'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '-' or ':' or ';' or '|' => 0.40,
                'm' or 'M' or 'W' or 'w' or '@' or '%' => 0.95,
                >= 'A' and <= 'Z' => 0.70,
                '+' or '=' or '<' or '>' or '~' => 0.84,
                _ => 0.63,
            };
        }
        return em * size;
    }

    /// <summary>The text, or as much of its beginning as fits with an ellipsis behind it.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Of(text, size) <= width)
        {
            return text;
        }

        double room = width - Of("…", size);
        StringBuilder kept = new();
        double used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += Of(rune.ToString(), size);
            if (used > room)
            {
                break;
            }

            kept.Append(rune.ToString());
        }
        return $"{kept.ToString().TrimEnd()}…";
    }

    /// <summary>Lines no wider than <paramref name="width"/>, broken at spaces.</summary>
    public static IEnumerable<string> Wrap(string text, double size, double width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Of(longer, size) > width)
            {
                yield return line;
                longer = word;
            }
            line = longer;
        }
        if (line.Length > 0)
        {
            yield return Fit(line, size, width);
        }
    }
}
