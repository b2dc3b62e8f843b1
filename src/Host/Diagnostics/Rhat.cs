namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// R̂, the potential scale reduction: by what factor the spread of a quantity might still shrink if the chains ran on. 1 when they agree.
/// </summary>
/// <remarks>Draws are chain-major, <c>draws[chain * length + iteration]</c>, without warm-up.</remarks>
public static class Rhat
{
    /// <summary>
    /// Rank-normalised split R̂ (Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021, Bayesian Analysis 16, 667, § 4), the larger of two:
    /// (1) chains are split into halves, draws replaced by normal scores of their ranks, and split R̂ taken, which compares locations and needs
    /// no finite variance; (2) the same for the distances from the median, which compares scales.
    /// Below 1.01 the chains may be used.
    /// </summary>
    /// <param name="draws">Draws, chain-major; infinite ones are ranked like any other.</param>
    /// <param name="chains">Number of chains.</param>
    /// <returns>
    /// R̂; NaN when a draw is NaN, all draws or all distances are equal, the median is infinite, or a chain has fewer than four draws;
    /// infinite when no chain moves but they differ in location and distance.
    /// </returns>
    /// <exception cref="ArgumentException">The draws do not divide into that many chains.</exception>
    public static double RankNormalised(ReadOnlySpan<double> draws, int chains)
    {
        SortedDraws sorted = new(new Chains(draws, chains));
        return RankNormalised(sorted.Scores(), sorted.FoldedScores());
    }

    /// <summary>As the public function, from the split chains' scores and folded scores.</summary>
    internal static double RankNormalised(Chains scores, Chains folded) => Math.Max(Basic(scores), Basic(folded));

    /// <summary>
    /// √((B/W + n − 1)/n) of chains taken as they are (Vehtari et al. 2021, § 3.1): n draws a chain, B/n the variance of the chains' means, W the mean of their variances.
    /// </summary>
    internal static double Basic(Chains draws)
    {
        if (draws.Count < 2 || draws.Length < 2 || Moments.IsDegenerate(draws.Values))
        {
            return double.NaN;
        }

        double[] means = new double[draws.Count], variances = new double[draws.Count];
        for (int chain = 0; chain < means.Length; chain++)
        {
            means[chain] = Moments.Mean(draws[chain]);
            variances[chain] = Moments.Variance(draws[chain], means[chain]);
        }

        return Basic(means, variances, draws.Length);
    }

    /// <summary>The same from mean and variance of every chain of so many draws: two chains and two draws at least, not all equal.</summary>
    internal static double Basic(ReadOnlySpan<double> means, ReadOnlySpan<double> variances, int length)
    {
        double within = 0;
        foreach (double variance in variances)
        {
            within += variance / means.Length;
        }

        double between = length * Moments.Variance(means, Moments.Mean(means));
        return Math.Sqrt((between / within + length - 1) / length);
    }
}
