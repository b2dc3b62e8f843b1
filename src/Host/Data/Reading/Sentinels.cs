using System.Globalization;
using GpuConcord.Host.Data.Reading.Columns;

namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Numbers that stand for nothing: those that a person named (<c>--missing -999</c>), which are taken as blank and counted, and those that
/// programs usually write for it, which are only suspected: see <see cref="IsolatedValues"/>.
/// </summary>
/// <param name="told">The numbers named; null for none, empty to suspect none either.</param>
internal sealed class Sentinels(IReadOnlyList<double>? told)
{
    /// <summary>The two nearest numbers of 32 bits differ by this much, and a table may have been through those.</summary>
    private const double SinglePrecision = 1e-7;

    private static readonly HashSet<double> Usual = [.. UsualNumbers()];

    private readonly double[] told = [.. told ?? []];
    private readonly long[] values = new long[told?.Count ?? 0];
    private readonly long[] errors = new long[told?.Count ?? 0];

    /// <summary>False when it was said that every number is one (<c>--missing none</c>).</summary>
    public bool Suspects { get; } = told is not { Count: 0 };

    /// <summary>True when a value was named as standing for nothing; counts it.</summary>
    public bool TakesValue(double number) => Takes(number, values);

    /// <summary>True when an error was named as standing for nothing; counts it.</summary>
    public bool TakesError(double number) => Takes(number, errors);

    /// <summary>True when programs usually write this number for nothing: nines (−99, 99.99, −9999), ± powers of ten far from 1, ends of ranges of numbers.</summary>
    public static bool IsUsual(double number) => Usual.Contains(number);

    /// <summary>The same of the logarithm that a table holds, where the logarithm of a power of ten far below 1 (a floor put in for zero) is usual too.</summary>
    /// <param name="number">The number.</param>
    /// <param name="measure">What it measures.</param>
    public static bool IsUsual(double number, Measure measure)
    {
        if (!measure.IsLog)
        {
            return number > 0 && IsUsual(number);
        }

        double decades = number * measure.LogUnit / Logarithms.OfTen;
        return (number is not (> -90 and < 90) && IsUsual(number)) || (decades < -19.5 && Math.Abs(decades - Math.Round(decades)) < 2e-4);
    }

    /// <summary>How many were taken as missing, in sentences for a person.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            for (int k = 0; k < told.Length; k++)
            {
                string number = Text(told[k]);
                string[] counts = [.. Count(values[k], "value"), .. Count(errors[k], "error")];
                yield return counts.Length > 0 ? $"{string.Join(" and ", counts)} of {number} taken as missing" : $"no value of {number} found (--missing)";
            }
        }
    }

    /// <summary>A number as messages write it, to be repeated after --missing.</summary>
    public static string Text(double number) => number.ToString("G9", CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e');

    private static string[] Count(long count, string what) => count switch
    {
        0 => [],
        1 => [$"1 {what}"],
        _ => [$"{count} {what}s"],
    };

    private bool Takes(double number, long[] counts)
    {
        for (int k = 0; k < told.Length; k++)
        {
            if (Math.Abs(number - told[k]) <= SinglePrecision * Math.Abs(told[k]))
            {
                counts[k]++;
                return true;
            }
        }
        return false;
    }

    private static IEnumerable<double> UsualNumbers()
    {
        // 99, 99.9, 99.99 … 999, 999.9 … 9999999999; and −99 … .
        for (int digits = 2; digits <= 10; digits++)
        {
            for (int decimals = 0; decimals < digits - 1; decimals++)
            {
                double nines = double.Parse($"{new string('9', digits)}e-{decimals}", CultureInfo.InvariantCulture);
                yield return nines;
                yield return -nines;
            }
        }

        // 1e10 … 1e300, 9.9e29, 9.99e29, 9.999e29 …; 1e-20 … 1e-300: counts of 1e5 and fluxes of 1e-14 are usual for themselves.
        for (int exponent = 10; exponent <= 300; exponent++)
        {
            foreach (string digits in (string[])["1", "9.9", "9.99", "9.999", "9.9999"])
            {
                double number = double.Parse($"{digits}e{exponent}", CultureInfo.InvariantCulture);
                yield return number;
                yield return -number;
            }

            if (exponent >= 20)
            {
                yield return double.Parse($"1e-{exponent}", CultureInfo.InvariantCulture);
            }
        }

        foreach (double end in (double[])[short.MaxValue, short.MinValue, int.MaxValue, int.MinValue, float.MaxValue, float.MinValue, 3.4e38, -3.4e38, -1e4, -1e3])
        {
            yield return end;
        }
    }
}
