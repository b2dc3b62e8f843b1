using System.Text;

namespace GpuConcord.Cli.Report;

/// <summary>Spells the program's own symbols in ASCII, for terminals that show nothing else.</summary>
internal static class Ascii
{
    private static readonly Dictionary<char, string> _spelling = new()
    {
        ['σ'] = "sigma", ['τ'] = "tau", ['α'] = "alpha", ['β'] = "beta", ['Σ'] = "Sum", ['δ'] = "delta", ['∂'] = "d",
        ['²'] = "^2", ['×'] = "x", ['·'] = "*", ['±'] = "+-", ['√'] = "sqrt", ['…'] = "..", ['–'] = "-", ['—'] = "-", ['−'] = "-",
        ['≤'] = "<=", ['≥'] = ">=", ['≠'] = "!=", ['½'] = "1/2", ['’'] = "'", ['“'] = "\"", ['”'] = "\"", ['∞'] = "inf",
        ['├'] = "|", ['┤'] = "|", ['─'] = "-", ['●'] = "o", ['│'] = "|",
    };

    /// <summary>The text in ASCII; a character without a spelling becomes a question mark.</summary>
    public static string Of(string text)
    {
        if (System.Text.Ascii.IsValid(text))
            return text;
        var spelt = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
                spelt.Append((char)rune.Value);
            else
                spelt.Append(rune.IsBmp && _spelling.TryGetValue((char)rune.Value, out var word) ? word : "?");
        }
        return spelt.ToString();
    }
}
