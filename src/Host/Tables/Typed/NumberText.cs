using System.Globalization;
using System.Numerics;

namespace GpuConcord.Host.Tables.Typed;

/// <summary>Numbers as text, of exactly the types that columns say they have.</summary>
internal static class NumberText
{
    /// <summary>A whole number within the range of its type: digits and a sign.</summary>
    public static bool Whole<T>(ReadOnlySpan<char> text, out T value) where T : struct, INumber<T> =>
        T.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>A number of floating point, rounded once to its type; NaN and infinities by the words that other programs have for them.</summary>
    public static bool Real<T>(ReadOnlySpan<char> text, out T value) where T : struct, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<char> word = text.Trim();
        if (!word.IsEmpty && (char.IsAsciiDigit(word[^1]) || word[^1] == '.'))
        {
            return T.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        bool negative = word.StartsWith('-');
        ReadOnlySpan<char> plain = word.TrimStart("+-");
        bool infinite = Is(plain, "inf") || Is(plain, "infinity");
        value = !infinite ? T.NaN : negative ? T.NegativeInfinity : T.PositiveInfinity;
        return (infinite || Is(plain, "nan")) && word.Length - plain.Length <= 1;

        static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
    }
}
