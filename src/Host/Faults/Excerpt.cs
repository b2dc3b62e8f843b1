using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Faults;

/// <summary>Shows text from a file inside a message: quoted, short, without control characters.</summary>
internal static class Excerpt
{
    private const int Longest = 40;

    /// <summary>The text in single quotes, control characters escaped, clipped after 40 characters; "a blank" when it is blank.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        if (text.IsWhiteSpace())
        {
            return "a blank field";
        }

        StringBuilder shown = new("'");
        foreach (char c in text[..Math.Min(text.Length, Longest)])
        {
            _ = c switch
            {
                '\n' => shown.Append("\\n"),
                '\r' => shown.Append("\\r"),
                '\t' => shown.Append("\\t"),
                _ when char.IsControl(c) => shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => shown.Append(c),
            };
        }
        return shown.Append(text.Length > Longest ? "…'" : "'").ToString();
    }

    /// <summary>Names as a list, each quoted, the first <paramref name="most"/> of them: 'a', 'b' and 3 more.</summary>
    public static string List(IReadOnlyList<string> names, int most = 8)
    {
        string shown = string.Join(", ", names.Take(most).Select(name => Of(name)));
        return names.Count > most ? $"{shown} and {names.Count - most} more" : shown;
    }
}
