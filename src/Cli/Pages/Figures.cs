using System.Globalization;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Pages;

/// <summary>Numbers as the report shows them: no more digits than the posterior has.</summary>
internal static class Figures
{
    private const int MostDecimals = 8;

    /// <summary>What stands for a number that is not there.</summary>
    public const string None = "–";

    /// <summary>Decimals that show two digits of the smallest of the uncertainties.</summary>
    public static int Decimals(IEnumerable<double> uncertainties)
    {
        double least = uncertainties.Where(sd => double.IsFinite(sd) && sd > 0).DefaultIfEmpty(0.01).Min();
        return Math.Clamp(1 - (int)Math.Floor(Math.Log10(least)), 0, MostDecimals);
    }

    /// <summary>A number with that many decimals.</summary>
    public static string Fixed(double value, int decimals) =>
        double.IsFinite(value) ? NoNegativeZero(value.ToString($"F{decimals}", CultureInfo.InvariantCulture)) : None;

    /// <summary>A number with its sign.</summary>
    public static string Signed(double value, int decimals)
    {
        string text = Fixed(value, decimals);
        return double.IsFinite(value) && text.AsSpan().ContainsAnyInRange('1', '9') && value > 0 ? $"+{text}" : text;
    }

    /// <summary>Words of Host, whose minus sign is that of figures, with that of ASCII, as all numbers on a terminal have it.</summary>
    public static string Plain(string words) => words.Replace('−', '-');

    /// <summary>100 (e^x − 1): what a difference of natural logarithms is in percent.</summary>
    public static double Percent(double logarithm) => 100 * (Math.Exp(logarithm) - 1);

    /// <summary>A percentage in a sentence: two digits, or as many as it takes before the decimal point.</summary>
    public static string Brief(double percent) => Fixed(percent, BriefDecimals(percent));

    /// <summary>The same of a percentage with a Monte Carlo error, which is shown where it reaches the last digit.</summary>
    public static string Brief(double percent, double error) => Fixed(percent, BriefDecimals(percent), error);

    /// <summary>A number with that many decimals, or as many as its Monte Carlo error allows; the error is shown where it reaches the last digit.</summary>
    public static string Fixed(double value, int decimals, double error) =>
        Fixed(value, Uncertain.Decimals(error, decimals)) + Uncertain.Suffix(error, Uncertain.Decimals(error, decimals));

    private static int BriefDecimals(double percent) => Math.Abs(percent) is >= 9.95 ? 0 : Math.Abs(percent) >= 0.995 ? 1 : Math.Abs(percent) >= 0.0995 ? 2 : 3;

    /// <summary>A count: 1234 as such, 204.8k, 1.2M.</summary>
    public static string Count(double count) => count switch
    {
        _ when !double.IsFinite(count) => None,
        >= 999_500 => $"{Math.Round(count / 1e6, 1).ToString(CultureInfo.InvariantCulture)}M",
        >= 9_999.5 => $"{Math.Round(count / 1e3).ToString(CultureInfo.InvariantCulture)}k",
        _ => Math.Round(count).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>"1 source", "2 sources".</summary>
    public static string Of(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string NoNegativeZero(string text) => text.StartsWith('-') && !text.AsSpan().ContainsAnyInRange('1', '9') ? text[1..] : text;
}
