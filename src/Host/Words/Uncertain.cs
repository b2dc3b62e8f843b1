using System.Globalization;

namespace GpuConcord.Host.Words;

/// <summary>Numbers that are known to a Monte Carlo error: no digit is shown that says more than is known.</summary>
public static class Uncertain
{
    /// <summary>What the brackets mean, for a legend.</summary>
    public const string Meaning = "0.43(2) means 0.43 ± 0.02, the Monte Carlo standard error, shown where it reaches the last digit.";

    /// <summary>What is said of an interval that another seed might find on the other side of zero.</summary>
    public const string End = "an end of the interval is zero within its Monte Carlo error, and more draws decide";

    /// <summary>How many of <paramref name="decimals"/> to show: down to the first digit of the error where that is of one digit.</summary>
    /// <param name="error">Standard error; NaN when it is not known.</param>
    /// <param name="decimals">Decimals of a number without an error, at least 0.</param>
    public static int Decimals(double error, int decimals)
    {
        while (decimals > 0 && error * Math.Pow(10, decimals) >= 9.5)
        {
            decimals--;
        }

        return decimals;
    }

    /// <summary>The error in units of the last digit shown, in brackets: 0.43(2). Nothing where it is less than half of one, or not known.</summary>
    /// <param name="error">Standard error; NaN when it is not known.</param>
    /// <param name="decimals">Decimals shown.</param>
    public static string Suffix(double error, int decimals)
    {
        double units = error * Math.Pow(10, decimals);
        return units >= 0.5 && double.IsFinite(units) ? $"({Math.Round(units, MidpointRounding.AwayFromZero).ToString("F0", CultureInfo.InvariantCulture)})" : "";
    }
}
