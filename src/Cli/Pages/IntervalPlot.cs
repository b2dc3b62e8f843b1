namespace GpuConcord.Cli.Pages;

/// <summary>One interval of a plot.</summary>
/// <param name="Name">What it belongs to.</param>
/// <param name="Low">Lower end.</param>
/// <param name="Middle">The mark.</param>
/// <param name="High">Upper end.</param>
internal readonly record struct PlottedInterval(string Name, double Low, double Middle, double High);

/// <summary>Intervals on a common axis in text, with a line at zero.</summary>
internal static class IntervalPlot
{
    private const int LeastColumns = 30;
    private const int MostTicks = 7;

    /// <summary>The lines: ticks' labels, then one line an interval.</summary>
    /// <param name="intervals">The intervals; those that are not finite are left blank.</param>
    /// <param name="unit">Unit, behind the axis.</param>
    /// <param name="width">Columns in all.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<PlottedInterval> intervals, string unit, int width)
    {
        PlottedInterval[] finite = intervals.Where(IsFinite).ToArray();
        double low = finite.Select(interval => interval.Low).Append(0).Min();
        double high = finite.Select(interval => interval.High).Append(0).Max();
        if (low == high)
        {
            (low, high) = (low - 1, high + 1);
        }

        int margin = intervals.Max(interval => interval.Name.Length) + 2;
        int columns = Math.Max(LeastColumns, width - margin - unit.Length - 6);
        return
        [
            new string(' ', margin) + Ticks(low, high, columns) + " " + unit,
            .. intervals.Select(interval => interval.Name.PadRight(margin) + Row(interval, low, high, columns).TrimEnd()),
        ];
    }

    /// <summary>The column of a value, 0 at the left end.</summary>
    internal static int Place(double value, double low, double high, int columns) =>
        (int)Math.Round((value - low) / (high - low) * (columns - 1));

    /// <summary>The distance between ticks: 1, 2 or 5 times a power of ten, at most seven ticks.</summary>
    internal static double Step(double range)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(range / MostTicks)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 5])
        {
            if (range / (factor * power) <= MostTicks)
            {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static string Ticks(double low, double high, int columns)
    {
        double step = Step(high - low);
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step)));
        char[] line = new char[columns + 6];
        Array.Fill(line, ' ');
        int free = 0;
        for (long k = (long)Math.Ceiling(low / step); k * step <= high; k++)
        {
            string label = Figures.Signed(k * step, decimals);
            // The last digit's column is not the point: the label is centred on its tick.
            int start = Math.Max(0, Place(k * step, low, high, columns) - label.Length / 2);
            if (start < free || start + label.Length > line.Length)
            {
                continue;
            }

            label.CopyTo(0, line, start, label.Length);
            free = start + label.Length + 1;
        }
        return new string(line).TrimEnd();
    }

    private static string Row(PlottedInterval interval, double low, double high, int columns)
    {
        char[] line = new char[columns];
        Array.Fill(line, ' ');
        line[Place(0, low, high, columns)] = '│';
        if (IsFinite(interval))
        {
            int from = Place(interval.Low, low, high, columns), to = Place(interval.High, low, high, columns);
            Array.Fill(line, '─', from, to - from + 1);
            (line[from], line[to]) = ('├', '┤');
            line[Place(interval.Middle, low, high, columns)] = '●';
        }
        return new string(line);
    }

    private static bool IsFinite(PlottedInterval interval) =>
        double.IsFinite(interval.Low) && double.IsFinite(interval.Middle) && double.IsFinite(interval.High);
}
