using System.Globalization;

namespace GpuConcord.Host.Words;

/// <summary>Numbers as figures and their titles show them.</summary>
internal static class Labelled
{
    private const string Minus = "−";

    /// <summary>A number with that many decimals, its minus a minus sign; a dash when it is not finite.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return "–";
        }

        string text = value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
        if (!text.StartsWith('-'))
        {
            return text;
        }

        return text.AsSpan().ContainsAnyInRange('1', '9') ? $"{Minus}{text[1..]}" : text[1..];
    }

    /// <summary>The same with a plus when positive.</summary>
    public static string Signed(double value, int decimals)
    {
        string text = Fixed(value, decimals);
        return value > 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? $"+{text}" : text;
    }

    /// <summary>Two digits, or as many as it takes before the decimal point.</summary>
    public static string Brief(double value) => Fixed(value, BriefDecimals(value));

    /// <summary>The same of a number with a Monte Carlo error, which is shown where it reaches the last digit.</summary>
    public static string Brief(double value, double error)
    {
        int decimals = Uncertain.Decimals(error, BriefDecimals(value));
        return Fixed(value, decimals) + Uncertain.Suffix(error, decimals);
    }

    /// <summary>Three significant digits, with a power of ten where that is shorter.</summary>
    public static string Significant(double value) =>
        double.IsFinite(value) ? value.ToString("G3", CultureInfo.InvariantCulture).Replace("E-0", "e−", StringComparison.Ordinal).Replace("E-", "e−", StringComparison.Ordinal)
            .Replace("E+0", "e", StringComparison.Ordinal).Replace("E+", "e", StringComparison.Ordinal).Replace("-", Minus, StringComparison.Ordinal) : "–";

    /// <summary>100 (e^x − 1): what a difference of natural logarithms is in percent.</summary>
    public static double Percent(double logarithm) => 100 * (Math.Exp(logarithm) - 1);

    /// <summary>ln(1 + p/100), the inverse of <see cref="Percent"/>.</summary>
    public static double Logarithm(double percent) => Math.Log(1 + (percent / 100));

    private static int BriefDecimals(double value) => Math.Abs(value) is >= 9.95 ? 0 : Math.Abs(value) >= 0.995 ? 1 : Math.Abs(value) >= 0.0995 ? 2 : 3;

    /// <summary>"1 source", "2 sources".</summary>
    public static string Of(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
