namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// The cumulative Jensen–Shannon distance (Nguyen and Vreeken 2015, ECML PKDD, LNCS 9285, 173), normalised as Kallioinen, Paananen,
/// Bürkner and Vehtari 2023 (Statistics and Computing 34, 57, § 2.3) do: how far weighting draws moves their distribution.
/// </summary>
internal static class CumulativeJensenShannon
{
    /// <summary>
    /// With P and Q the distribution functions without and with the weights, √(∫ [P log₂ 2P/(P+Q) + Q log₂ 2Q/(P+Q)] dx / ∫ (P+Q) dx),
    /// or the same of 1 − P and 1 − Q where that is greater, so that the sign of x does not matter. Both are steps between the draws: the
    /// integrals are exact sums.
    /// </summary>
    /// <param name="sorted">Draws in ascending order, finite.</param>
    /// <param name="weights">Their weights in that order, not negative, with a positive sum; any scale.</param>
    /// <returns>0 (the weights change nothing) to 1, without a unit; 0 when all draws are equal.</returns>
    /// <exception cref="ArgumentException">There are not as many weights as draws.</exception>
    public static double Distance(ReadOnlySpan<double> sorted, ReadOnlySpan<double> weights)
    {
        if (sorted.Length != weights.Length)
        {
            throw new ArgumentException($"{weights.Length} weights were given for {sorted.Length} draws: one each is expected.", nameof(weights));
        }

        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        double below = 0, above = 0, belowBound = 0, aboveBound = 0, sum = 0;
        for (int s = 0; s < sorted.Length - 1; s++)
        {
            sum += weights[s];
            double width = sorted[s + 1] - sorted[s];
            double p = (s + 1.0) / sorted.Length, q = Math.Min(1, sum / total);
            below += width * Divergence(p, q);
            above += width * Divergence(1 - p, 1 - q);
            belowBound += width * (p + q);
            aboveBound += width * (2 - p - q);
        }
        // Equal distributions may round to just below zero.
        return Math.Sqrt(Math.Max(0, Math.Max(Share(below, belowBound), Share(above, aboveBound))));

        static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
    }

    private static double Divergence(double p, double q) => Term(p, p + q) + Term(q, p + q);

    private static double Term(double p, double both) => p > 0 ? p * Math.Log2(2 * p / both) : 0;
}
