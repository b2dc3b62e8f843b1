namespace GpuConcord.Host.Data.Reading;

/// <summary>
/// Finds, among the values of each instrument, numbers that stand for nothing by where they lie: apart from all its other values.
/// </summary>
/// <remarks>
/// <para>Where a number lies decides, not which it is: −99 in a column of logarithms that runs from −150 to 20 is a value, and 9999 counts between
/// 8000 and 12 000 are too. A number that programs usually write for nothing (<see cref="Sentinels"/>) must lie beyond all
/// other values of its instrument by a factor of 1000, or of 100 when it occurs more than once. Any number at all must lie beyond a gap of a factor of
/// 10^10 with less than half of the instrument's values: no detector and no class of sources leaves such a gap.</para>
/// <para>Costs a pass; values are sorted only of an instrument that spans a factor of 100 and holds a suspect, or spans 10^10.</para>
/// </remarks>
internal static class IsolatedValues
{
    private const double Hundred = 4.605170185988091;

    private const double Thousand = 6.907755278982137;

    private const double TenToTheTen = 23.02585092994046;

    /// <summary>The first row with such a value, with the factor by which it lies apart (its natural logarithm), or null.</summary>
    /// <param name="instrument">The instrument of each row.</param>
    /// <param name="y">ln(value) of each row, NaN where nothing was observed.</param>
    /// <param name="instruments">How many instruments there are.</param>
    /// <param name="suspects">The rows that hold usual numbers.</param>
    public static (int Row, double LogFactor)? Find(ReadOnlySpan<int> instrument, ReadOnlySpan<double> y, int instruments, IReadOnlyList<int> suspects)
    {
        double[] least = new double[instruments], most = new double[instruments];
        Array.Fill(least, double.PositiveInfinity);
        Array.Fill(most, double.NegativeInfinity);
        for (int row = 0; row < y.Length; row++)
        {
            int i = instrument[row];
            // NaN fails both.
            least[i] = y[row] < least[i] ? y[row] : least[i];
            most[i] = y[row] > most[i] ? y[row] : most[i];
        }
        HashSet<double>?[] usual = new HashSet<double>?[instruments];
        foreach (int row in suspects)
        {
            (usual[instrument[row]] ??= []).Add(y[row]);
        }
        (int Row, double LogFactor)? first = null;
        for (int i = 0; i < instruments; i++)
        {
            if (most[i] - least[i] >= (usual[i] is null ? TenToTheTen : Hundred) && Outside(Sorted(instrument, y, i), usual[i] ?? []) is { } found)
            {
                for (int row = 0; row < y.Length && (first is null || row < first.Value.Row); row++)
                {
                    if (instrument[row] == i && (y[row] <= found.Below || y[row] >= found.Above))
                    {
                        first = (row, found.LogFactor);
                    }
                }
            }
        }
        return first;
    }

    /// <summary>Values up to Below or from Above on lie apart; one of the two is infinite.</summary>
    private static (double Below, double Above, double LogFactor)? Outside(double[] sorted, HashSet<double> usual)
    {
        int n = sorted.Length;
        int low = 0, high = 0;
        while (low < n && usual.Contains(sorted[low]))
        {
            low++;
        }

        while (high < n && usual.Contains(sorted[n - 1 - high]))
        {
            high++;
        }

        if (low > 0 && low < n && sorted[low] - sorted[low - 1] is var under && under >= (low > 1 ? Hundred : Thousand))
        {
            return (sorted[low - 1], double.PositiveInfinity, under);
        }

        if (high > 0 && high < n && sorted[n - high] - sorted[n - 1 - high] is var over && over >= (high > 1 ? Hundred : Thousand))
        {
            return (double.NegativeInfinity, sorted[n - high], over);
        }

        for (int k = 1; k < n; k++)
        {
            double gap = sorted[k] - sorted[k - 1];
            if (gap >= TenToTheTen && 2 * k != n)
            {
                return 2 * k < n ? (sorted[k - 1], double.PositiveInfinity, gap) : (double.NegativeInfinity, sorted[k], gap);
            }
        }
        return null;
    }

    private static double[] Sorted(ReadOnlySpan<int> instrument, ReadOnlySpan<double> y, int i)
    {
        List<double> own = [];
        for (int row = 0; row < y.Length; row++)
        {
            if (instrument[row] == i && !double.IsNaN(y[row]))
            {
                own.Add(y[row]);
            }
        }
        own.Sort();
        return [.. own];
    }
}
