using GpuConcord.Host.Words;

namespace GpuConcord.Host.Figures;

/// <summary>A scale from values to pixels, with ticks at round values.</summary>
/// <param name="Low">Value at <paramref name="Start"/>.</param>
/// <param name="High">Value at <paramref name="End"/>, greater than <paramref name="Low"/>.</param>
/// <param name="Start">Pixel of the low end.</param>
/// <param name="End">Pixel of the high end; less than <paramref name="Start"/> for an axis that points up.</param>
/// <param name="Logarithmic">Whether equal ratios are equally long; both ends are then positive.</param>
internal readonly record struct Axis(double Low, double High, double Start, double End, bool Logarithmic = false)
{
    /// <summary>An axis that covers the finite ones of <paramref name="values"/> and a little more.</summary>
    public static Axis Over(IEnumerable<double> values, double start, double end, double margin = 0.04, bool logarithmic = false)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || (logarithmic && value <= 0))
            {
                continue;
            }

            low = Math.Min(low, logarithmic ? Math.Log(value) : value);
            high = Math.Max(high, logarithmic ? Math.Log(value) : value);
        }
        if (low > high)
        {
            (low, high) = logarithmic ? (-1, 1) : (0, 1);
        }

        // A range that rounding would swallow still needs a length.
        double pad = Math.Max((high - low) * margin, Math.Max(1e-9, Math.Abs(high) * 1e-9));
        return logarithmic ? new(Math.Exp(low - pad), Math.Exp(high + pad), start, end, true) : new(low - pad, high + pad, start, end);
    }

    /// <summary>Where a value lies; ends stand for what is beyond them.</summary>
    public double At(double value)
    {
        double share = Logarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);
        return Start + ((End - Start) * Math.Clamp(share, 0, 1));
    }

    /// <summary>Whether a value lies between the ends.</summary>
    public bool Holds(double value) => value >= Low && value <= High;

    /// <summary>Round values inside, at most about <paramref name="most"/>.</summary>
    public double[] Ticks(int most) => Logarithmic ? Decades(most) : Round(Low, High, most);

    /// <summary>Multiples of 1, 2 or 5 times a power of ten from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static double[] Round(double low, double high, int most)
    {
        double step = Step(high - low, most);
        long first = (long)Math.Ceiling((low / step) - 1e-9);
        long last = (long)Math.Floor((high / step) + 1e-9);
        return [.. Enumerable.Range(0, (int)Math.Clamp(last - first + 1, 0, 100)).Select(k => (first + k) * step)];
    }

    /// <summary>Labels of round values: as many decimals as their step needs.</summary>
    public static string[] Labels(double[] ticks, bool signed = false)
    {
        double step = ticks.Length > 1 ? ticks.Zip(ticks[1..], (a, b) => Math.Abs(b - a)).Min() : Math.Abs(ticks.FirstOrDefault(1.0));
        int decimals = step > 0 ? Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 8) : 0;
        return Array.ConvertAll(ticks, tick => signed ? Labelled.Signed(tick, decimals) : Labelled.Fixed(tick, decimals));
    }

    private static double Step(double span, int most)
    {
        double rough = span / Math.Max(1, most);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    private double[] Decades(int most)
    {
        int first = (int)Math.Floor(Math.Log10(Low));
        int last = (int)Math.Ceiling(Math.Log10(High));
        foreach (double[] digits in (double[][])[[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1]])
        {
            Axis axis = this;
            double[] ticks =
            [
                .. Enumerable.Range(first, Math.Min(last - first + 1, 60)).SelectMany(d => digits.Select(digit => digit * Math.Pow(10, d))).Where(axis.Holds),
            ];
            if (ticks.Length <= most && ticks.Length > 1)
            {
                return ticks;
            }
        }
        // Less than a factor of two or very many decades: round values as on a linear axis.
        return High / Low < 1000 ? Round(Low, High, Math.Min(most, 5)).Where(tick => tick > 0).ToArray() : [Low, High];
    }
}
