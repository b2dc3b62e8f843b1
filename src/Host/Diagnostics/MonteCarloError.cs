using MathNet.Numerics;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Monte Carlo standard error: how far an estimate from these draws lies from what infinitely many would give, one standard deviation, in the unit of the draws.
/// </summary>
/// <remarks>
/// Draws are chain-major, <c>draws[chain * length + iteration]</c>, without warm-up. NaN where the effective sample size it rests on is.
/// </remarks>
internal static class MonteCarloError
{
    /// <summary>Φ(−1) and Φ(1) with the seven digits of the R package <c>posterior</c>; the error is read off between these two quantiles.</summary>
    private const double LowerSigma = 0.1586553, UpperSigma = 0.8413447;

    /// <summary>Error of the posterior mean, sd/√ESS.</summary>
    /// <param name="draws">Draws, chain-major.</param>
    /// <param name="chains">Number of chains.</param>
    /// <exception cref="ArgumentException">The draws do not divide into that many chains.</exception>
    public static double Mean(ReadOnlySpan<double> draws, int chains) =>
        Math.Sqrt(Moments.Variance(draws, Moments.Mean(draws)) / EffectiveSampleSize.Mean(draws, chains));

    /// <summary>
    /// Error of the posterior standard deviation by the delta method, √((m₄ − m₂²)/ESS/(4 m₂)) with central moments m₂ and m₄; assumes no normality
    /// (Kenney and Keeping 1951, p. 141).
    /// </summary>
    /// <inheritdoc cref="Mean" path="/param|/exception"/>
    public static double Sd(ReadOnlySpan<double> draws, int chains)
    {
        double mean = Moments.Mean(draws);
        return Sd(draws, mean, EffectiveSampleSize.Sd(new Chains(draws, chains).Split(), mean));
    }

    /// <summary>
    /// Error of a quantile (Vehtari et al. 2021, § 4.4): the probability of the estimate is Beta(ESS·p + 1, ESS·(1 − p) + 1); half the distance between
    /// the order statistics at that distribution's one-sigma points.
    /// </summary>
    /// <inheritdoc cref="Mean" path="/exception"/>
    /// <param name="draws">Draws, chain-major.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="probability">Probability of the quantile, 0 to 1.</param>
    public static double Quantile(ReadOnlySpan<double> draws, int chains, double probability)
    {
        Chains sample = new(draws, chains);
        return Quantile(sample.Split(), new SortedDraws(sample).Values, probability);
    }

    internal static double Sd(ReadOnlySpan<double> draws, double mean, double effective)
    {
        double second = 0, fourth = 0;
        foreach (double draw in draws)
        {
            double square = (draw - mean) * (draw - mean);
            second += square;
            fourth += square * square;
        }

        return Sd(second / draws.Length, fourth / draws.Length, effective);
    }

    /// <summary>The same from the central moments.</summary>
    internal static double Sd(double second, double fourth, double effective) => Math.Sqrt((fourth - second * second) / effective / second / 4);

    internal static double Quantile(Chains split, double[] sorted, double probability)
    {
        double effective = EffectiveSampleSize.Quantile(split, sorted, probability);
        if (double.IsNaN(effective))
        {
            return double.NaN;
        }

        (int lower, int upper) = OrderStatistics(sorted.Length, effective, probability);
        return (sorted[upper] - sorted[lower]) / 2;
    }

    /// <summary>Indices of the two order statistics of so many draws, half of whose distance is the error of a quantile.</summary>
    internal static (int Lower, int Upper) OrderStatistics(int count, double effective, double probability)
    {
        double a = effective * probability + 1, b = effective * (1 - probability) + 1;
        // The order statistics just outside the beta quantiles, found by bisection on their index: no inverse needed.
        int lower = FirstIndex(count, k => SpecialFunctions.BetaRegularized(a, b, k) > LowerSigma) - 1;
        int upper = FirstIndex(count, k => SpecialFunctions.BetaRegularized(a, b, k) >= UpperSigma);
        return (Math.Max(lower, 1) - 1, Math.Max(upper, 1) - 1);
    }

    /// <summary>Smallest k of 0 … count with the rising predicate true at k/count; it is true at 1.</summary>
    private static int FirstIndex(int count, Func<double, bool> risen)
    {
        int below = -1, at = count;
        while (at - below > 1)
        {
            int middle = (below + at) / 2;
            if (risen((double)middle / count))
            {
                at = middle;
            }
            else
            {
                below = middle;
            }
        }

        return at;
    }
}
