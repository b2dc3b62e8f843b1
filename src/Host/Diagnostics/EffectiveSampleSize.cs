namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Effective sample size: how many independent draws would estimate a quantity as well as these correlated ones do
/// (Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021, Bayesian Analysis 16, 667).
/// </summary>
/// <remarks>
/// <para>
/// All split the chains into halves, sum the pooled autocorrelation by Geyer's initial monotone sequence (§ 3.2), and bound the result by S log₁₀ S,
/// S being the number of draws, since antithetic chains may have any autocorrelation time down to 0.
/// </para>
/// <para>
/// Draws are chain-major, <c>draws[chain * length + iteration]</c>, without warm-up. The result is NaN when a draw is NaN, all draws are equal, or a chain
/// has fewer than six draws. Infinite draws are ranked by <see cref="Bulk"/>; the others return NaN for them.
/// Halves of three to five draws are too short for Geyer's sequence, and the result is half the number of draws, as in the R package <c>posterior</c>.
/// </para>
/// </remarks>
internal static class EffectiveSampleSize
{
    /// <summary>Bulk ESS, that of the mean of the rank-normalised draws (§ 4.1): the efficiency of location estimates. Above 400 it may be relied on.</summary>
    /// <inheritdoc cref="Mean" path="/param|/exception"/>
    public static double Bulk(ReadOnlySpan<double> draws, int chains) =>
        OfChains(new SortedDraws(new Chains(draws, chains)).Scores());

    /// <summary>Tail ESS, the smaller of those of the 5 % and the 95 % quantile (§ 4.3): the efficiency of interval estimates.</summary>
    /// <inheritdoc cref="Mean" path="/param|/exception"/>
    public static double Tail(ReadOnlySpan<double> draws, int chains)
    {
        Chains sample = new(draws, chains);
        return Tail(sample.Split(), new SortedDraws(sample).Values);
    }

    /// <summary>ESS of the mean, that of the draws as they are.</summary>
    /// <param name="draws">Draws, chain-major.</param>
    /// <param name="chains">Number of chains.</param>
    /// <exception cref="ArgumentException">The draws do not divide into that many chains.</exception>
    public static double Mean(ReadOnlySpan<double> draws, int chains) => OfChains(new Chains(draws, chains).Split());

    /// <summary>ESS of the standard deviation, that of the mean of (x − x̄)².</summary>
    /// <inheritdoc cref="Mean" path="/param|/exception"/>
    public static double Sd(ReadOnlySpan<double> draws, int chains) =>
        Sd(new Chains(draws, chains).Split(), Moments.Mean(draws));

    /// <summary>ESS of a quantile, that of the mean of the indicator x ≤ quantile (§ 4.3).</summary>
    /// <inheritdoc cref="Mean" path="/exception"/>
    /// <param name="draws">Draws, chain-major.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="probability">Probability of the quantile, 0 to 1.</param>
    public static double Quantile(ReadOnlySpan<double> draws, int chains, double probability)
    {
        Chains sample = new(draws, chains);
        return Quantile(sample.Split(), new SortedDraws(sample).Values, probability);
    }

    internal static double Tail(Chains split, double[] sorted) =>
        Math.Min(Quantile(split, sorted, 0.05), Quantile(split, sorted, 0.95));

    internal static double Sd(Chains split, double mean)
    {
        double[] squares = new double[split.Values.Length];
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = (split.Values[i] - mean) * (split.Values[i] - mean);
        }

        return OfChains(new Chains(squares, split.Count));
    }

    internal static double Quantile(Chains split, double[] sorted, double probability)
    {
        // Ascending, with NaN first: the ends tell whether all are finite. The median's indicator would survive an infinite draw, its error would not.
        if (!double.IsFinite(sorted[0]) || !double.IsFinite(sorted[^1]))
        {
            return double.NaN;
        }

        // The largest draw is ≤ itself always; half a draw below it, the indicator still varies.
        double inside = probability == 1 ? (sorted.Length - 0.5) / sorted.Length : probability;
        double quantile = Diagnostics.Quantile.Of(sorted, inside);
        double[] below = new double[split.Values.Length];
        for (int i = 0; i < below.Length; i++)
        {
            below[i] = split.Values[i] <= quantile ? 1 : 0;
        }

        return OfChains(new Chains(below, split.Count));
    }

    /// <summary>ESS of the mean of chains that are already split.</summary>
    internal static double OfChains(Chains split)
    {
        if (split.Length < 3 || Moments.IsDegenerate(split.Values))
        {
            return double.NaN;
        }

        return Of(new MultiChainCorrelation(split), split.Values.Length);
    }

    /// <summary>ESS of the mean of so many draws of such a correlation.</summary>
    internal static double Of(MultiChainCorrelation correlation, double draws) =>
        draws / Math.Max(AutocorrelationTime.Geyer(correlation), 1 / Math.Log10(draws));
}
