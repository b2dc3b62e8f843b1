using System.Text;

namespace GpuConcord.Cli.Screen;

/// <summary>Spells the program's own symbols in ASCII, for terminals that show nothing else.</summary>
internal static class Ascii
{
    /// <summary>Each symbol with its spelling behind it.</summary>
    private static readonly Dictionary<char, string> Spelling =
        "σsigma τtau αalpha βbeta νnu ξxi χchi ψpsi ΣSum δdelta ∂d ²^2 ×x ·* ±+- √sqrt ….. –- —- −- ≤<= ≥>= ≠!= ½1/2 ’' “\" ”\" ∞inf ├| ┤| ─- ●o │|"
            .Split(' ').ToDictionary(pair => pair[0], pair => pair[1..]);

    /// <summary>The text in ASCII; a character without a spelling becomes a question mark.</summary>
    public static string Of(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text;
        }

        StringBuilder spelt = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                spelt.Append((char)rune.Value);
            }
            else
            {
                spelt.Append(rune.IsBmp && Spelling.TryGetValue((char)rune.Value, out string? word) ? word : "?");
            }
        }
        return spelt.ToString();
    }
}
