using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Faults;

/// <summary>Text that a terminal only shows: what would move its cursor, colour it, or turn the direction of writing is spelt out.</summary>
public static class Visible
{
    /// <summary>The text with control characters and marks of direction written as \u001b and the like.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepLines">Whether line breaks and tabs stay.</param>
    public static string Of(string text, bool keepLines = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (char c in text)
        {
            if (IsActive(c, keepLines))
            {
                return Spell(text, keepLines);
            }
        }

        return text;
    }

    /// <summary>Whether a character does something other than be shown.</summary>
    public static bool IsActive(char c, bool keepLines) => c < ' '
        ? !(keepLines && (c is '\n' or '\r' or '\t'))
        : c >= '\x7F' && (char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029');

    private static string Spell(string text, bool keepLines)
    {
        StringBuilder shown = new(text.Length + 16);
        foreach (char c in text)
        {
            _ = !IsActive(c, keepLines) ? shown.Append(c) : c switch
            {
                '\n' => shown.Append("\\n"),
                '\r' => shown.Append("\\r"),
                '\t' => shown.Append("\\t"),
                _ => shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }

        return shown.ToString();
    }
}
