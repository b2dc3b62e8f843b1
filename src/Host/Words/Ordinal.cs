using System.Globalization;

namespace GpuConcord.Host.Words;

/// <summary>Ordinal numbers in English.</summary>
public static class Ordinal
{
    /// <summary>1st, 2nd, 3rd, 4th, … 11th, … 21st.</summary>
    public static string Of(int number)
    {
        string ending = (number / 10 % 10, number % 10) switch
        {
            (1, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        return $"{number.ToString(CultureInfo.InvariantCulture)}{ending}";
    }
}
