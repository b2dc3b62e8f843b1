using System.Globalization;

namespace GpuConcord.Host.Data.Reading;

/// <summary>An energy band whose name is its range, as in 1.0-2.0 or "0.5 - 2 keV".</summary>
/// <param name="Low">Lower end in keV, greater than 0.</param>
/// <param name="High">Upper end in keV, greater than <paramref name="Low"/>.</param>
internal readonly record struct EnergyRange(double Low, double High)
{
    private static readonly string[] Separators = ["-", "–", "—", " to "];

    /// <summary>Width in ln E.</summary>
    public double LogWidth => Math.Log(High / Low);

    /// <summary>The range that a band's name states, or null when it states none.</summary>
    public static EnergyRange? Parse(string? name)
    {
        string text = (name ?? "").Trim();
        if (text.EndsWith("keV", StringComparison.OrdinalIgnoreCase))
        {
            text = text[..^3];
        }

        string[] ends = text.Split(Separators, StringSplitOptions.TrimEntries);
        return ends.Length == 2
            && double.TryParse(ends[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double low)
            && double.TryParse(ends[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double high)
            && low > 0 && high > low
            ? new EnergyRange(low, high)
            : null;
    }

    /// <summary>Whether two names mean one band: the same text in any case, or the same range.</summary>
    public static bool SameBand(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase) || (Parse(one) is { } range && range == Parse(other));

    /// <summary>Width in ln E of what two ranges share; 0 when they do not meet.</summary>
    public double Overlap(EnergyRange other) => Math.Max(0, Math.Log(Math.Min(High, other.High) / Math.Max(Low, other.Low)));
}
