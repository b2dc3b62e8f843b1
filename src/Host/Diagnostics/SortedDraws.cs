namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Draws of one quantity in ascending order, together with where each stood. One sort serves the quantiles, the ranks of the split chains and the ranks
/// of their distances from the median.
/// </summary>
internal sealed class SortedDraws
{
    private readonly int[] origins;
    private readonly int length;

    /// <summary>Sorts a copy of the draws.</summary>
    public SortedDraws(Chains draws)
    {
        length = draws.Length;
        Values = draws.Values.ToArray();
        origins = new int[Values.Length];
        DrawOrder.Sort(Values, origins);
    }

    /// <summary>All draws, ascending; NaN first.</summary>
    public double[] Values { get; }

    /// <summary>The median, the mean of the two middle draws when their number is even; NaN when a draw is.</summary>
    public double Median
    {
        get
        {
            int middle = Values.Length / 2;
            if (double.IsNaN(Values[0]))
            {
                return double.NaN;
            }

            return Values.Length % 2 == 1 ? Values[middle] : (Values[middle - 1] + Values[middle]) / 2;
        }
    }

    /// <summary>
    /// The split chains with every draw replaced by the normal score of its rank (Vehtari et al. 2021, § 4.1).
    /// The draws that splitting drops are not ranked. All NaN when a draw is.
    /// </summary>
    public Chains Scores() => Score(Values, origins);

    /// <summary>
    /// The split chains with every draw replaced by the normal score of the rank of its distance |x − median|: chains that agree on the location but
    /// not on the scale differ in these (Vehtari et al. 2021, § 4.2). The median is that of all draws; all scores are NaN when it is not finite.
    /// </summary>
    public Chains FoldedScores()
    {
        double median = Median;
        if (!double.IsFinite(median))
        {
            return Score([double.NaN, .. Values.AsSpan(1)], origins);
        }

        // Below the median distances grow to the left, above it to the right: merge the two.
        double[] distances = new double[Values.Length];
        int[] origin = new int[Values.Length];
        int right = 0;
        while (right < Values.Length && Values[right] < median)
        {
            right++;
        }

        int left = right - 1;
        for (int i = 0; i < distances.Length; i++)
        {
            bool fromLeft = right == Values.Length || left >= 0 && median - Values[left] <= Values[right] - median;
            int taken = fromLeft ? left-- : right++;
            distances[i] = Math.Abs(Values[taken] - median);
            origin[i] = origins[taken];
        }

        return Score(distances, origin);
    }

    /// <summary>Normal scores of ascending values, put where the split chains have them; ties share their mean rank.</summary>
    private Chains Score(double[] ascending, int[] origin)
    {
        bool undefined = double.IsNaN(ascending[0]);
        int half = length / 2, kept = ascending.Length;
        if (length % 2 == 1 && length > 1)
        {
            (ascending, origin, kept) = WithoutMiddles(ascending, origin, half);
        }

        double[] scores = new double[kept];
        Chains split = new(scores, length > 1 ? 2 * (Values.Length / length) : Values.Length);
        if (undefined)
        {
            Array.Fill(scores, double.NaN);
            return split;
        }

        NormalScores table = NormalScores.For(kept);
        for (int first = 0, next; first < kept; first = next)
        {
            next = first + 1;
            while (next < kept && ascending[next] == ascending[first])
            {
                next++;
            }

            double score = table.OfMeanRank(first + 1, next);
            for (int i = first; i < next; i++)
            {
                scores[origin[i]] = score;
            }
        }

        return split;
    }

    /// <summary>Leaves out the middle draw of every odd-length chain and renumbers the others as the split chains lie.</summary>
    private (double[] Ascending, int[] Origin, int Kept) WithoutMiddles(double[] ascending, int[] origin, int half)
    {
        double[] values = new double[ascending.Length];
        int[] places = new int[origin.Length];
        int kept = 0;
        for (int i = 0; i < ascending.Length; i++)
        {
            (int chain, int iteration) = Math.DivRem(origin[i], length);
            if (iteration == half)
            {
                continue;
            }

            values[kept] = ascending[i];
            places[kept++] = origin[i] - chain - (iteration > half ? 1 : 0);
        }

        return (values, places, kept);
    }
}
