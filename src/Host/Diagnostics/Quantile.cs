namespace GpuConcord.Host.Diagnostics;

/// <summary>Sample quantiles.</summary>
internal static class Quantile
{
    /// <summary>
    /// The quantile that R and numpy give by default: linear between order statistics, the first being probability 0 and the last probability 1
    /// (Hyndman and Fan 1996, type 7).
    /// </summary>
    /// <param name="sorted">Values in ascending order, at least one; infinities are allowed.</param>
    /// <param name="probability">Probability, 0 to 1.</param>
    /// <returns>The quantile, in the unit of the values; NaN when the values hold a NaN, which sorting puts first.</returns>
    /// <exception cref="ArgumentException">There are no values, or the probability is outside 0 … 1.</exception>
    public static double Of(ReadOnlySpan<double> sorted, double probability)
    {
        if (sorted.IsEmpty)
        {
            throw new ArgumentException("A quantile needs at least one value; found none.", nameof(sorted));
        }

        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentException($"{probability} is not a probability (0 to 1).", nameof(probability));
        }

        if (double.IsNaN(sorted[0]))
        {
            return double.NaN;
        }

        (int first, double fraction) = Place(sorted.Length, probability);
        return fraction > 0 ? Between(sorted[first], sorted[first + 1], fraction) : sorted[first];
    }

    /// <summary>Index of the order statistic at or below a quantile, and how far it is to the next; where that is 0 there may be no next.</summary>
    internal static (int Index, double Fraction) Place(int count, double probability)
    {
        // Counted from 1 as in R: the rounding of this sum decides whether a draw at the quantile is below it.
        double position = 1 + (count - 1) * probability;
        int rank = (int)position;
        return (rank - 1, position - rank);
    }

    /// <summary>A quantile between two order statistics.</summary>
    internal static double Between(double value, double next, double fraction) =>
        // Equal neighbours are not interpolated: of two infinities it would make NaN.
        fraction > 0 && next != value ? (1 - fraction) * value + fraction * next : value;
}
