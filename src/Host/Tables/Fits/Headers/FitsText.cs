using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>Text in FITS files, which is printable ASCII.</summary>
internal static class FitsText
{
    /// <summary>Whether a text can be written as it is.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    /// <summary>A text in printable ASCII: any other character is written as \uHHHH, its UTF-16 code in hexadecimal digits, as JSON and Python have it.</summary>
    public static string Escaped(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        StringBuilder escaped = new(text.Length + 16);
        foreach (char c in text)
        {
            if (c is >= ' ' and <= '~')
            {
                escaped.Append(c);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
        }

        return escaped.ToString();
    }

    /// <summary>A text in printable ASCII of the same number of characters: ? in place of any other.</summary>
    public static string Questioned(string text) => IsPlain(text) ? text : string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
