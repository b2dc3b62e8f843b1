using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Tables;

/// <summary>
/// One spelling of a name, however files write it: Unicode's form C, every run of blanks (no-break, thin, tabs, line breaks) one blank, none at
/// the ends, nothing that cannot be seen (zero-width characters, byte-order marks, soft hyphens, marks of direction, control characters).
/// </summary>
/// <remarks>Case, hyphens and apostrophes stay: names that differ by them alone may be two. <c>SimilarNames</c> points them out.</remarks>
internal static class Spelling
{
    private const string Hyphens = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63\uFF0D";
    private const string Apostrophes = "\u2018\u2019\u201B\u02B9\u02BC\u2032\u00B4\uFF07";

    /// <summary>Whether a text is spelt so already and is ASCII, as nearly all names are: looked at 16 characters at a time or more.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange(' ', '~') && (text.IsEmpty || (text[0] != ' ' && text[^1] != ' ' && text.IndexOf("  ") < 0));

    /// <summary>A name in its one spelling; empty when nothing of it can be seen.</summary>
    public static string Of(ReadOnlySpan<char> text) => IsPlain(text) ? text.ToString() : Fold(text);

    /// <summary>Whether a character is a blank, or one that cannot be seen.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\t' || (c > '~' && (char.IsWhiteSpace(c) || IsInvisible(c)));

    /// <summary>Whether a character is a hyphen, a dash or a minus sign.</summary>
    public static bool IsHyphen(char c) => c == '-' || (c > '~' && Hyphens.Contains(c, StringComparison.Ordinal));

    /// <summary>Whether a character is an apostrophe or a single quote, straight or curly, or a prime.</summary>
    public static bool IsApostrophe(char c) => c is '\'' or '`' || (c > '~' && Apostrophes.Contains(c, StringComparison.Ordinal));

    private static string Fold(ReadOnlySpan<char> text)
    {
        StringBuilder seen = new(text.Length);
        bool blank = false;
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                blank = seen.Length > 0;
            }
            else if (!IsInvisible(c))
            {
                if (blank)
                {
                    seen.Append(' ');
                }

                blank = false;
                seen.Append(c);
            }
        }

        return Composition.Of(seen.ToString());
    }

    /// <summary>Characters without a picture that are no blank: of format and control, joiners and variation selectors.</summary>
    public static bool IsInvisible(char c) =>
        c is (>= '\uFE00' and <= '\uFE0F') or '\u034F' or (>= '\u180B' and <= '\u180F')
        || (!char.IsWhiteSpace(c) && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control);
}
