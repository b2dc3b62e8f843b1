using MathNet.Numerics;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Whether ranks are uniform, as those of simulation-based calibration must be (Talts et al. 2018, arXiv:1804.06788): the rank of the
/// true parameter among L posterior draws is one of L + 1 equally likely values.
/// </summary>
internal static class RankUniformity
{
    /// <summary>Counts the ranks in equal bins.</summary>
    /// <param name="ranks">Ranks, 0 to <paramref name="values"/> − 1.</param>
    /// <param name="values">Number of values a rank can take, L + 1; a multiple of <paramref name="bins"/>.</param>
    /// <param name="bins">Number of bins.</param>
    /// <exception cref="ArgumentException">The values do not divide into equal bins.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rank is not one of the values.</exception>
    public static int[] Histogram(ReadOnlySpan<int> ranks, int values, int bins)
    {
        if (bins < 1 || values % bins != 0)
        {
            throw new ArgumentException($"{values} values do not divide into {bins} equal bins.", nameof(bins));
        }

        int[] counts = new int[bins];
        foreach (int rank in ranks)
        {
            if (rank < 0 || rank >= values)
            {
                throw new ArgumentOutOfRangeException(nameof(ranks), rank, $"a rank is 0 to {values - 1}");
            }

            counts[rank / (values / bins)]++;
        }

        return counts;
    }

    /// <summary>p-value of Pearson's χ² against equal bins; approximate, and good when 5 or more are expected in a bin.</summary>
    public static double ChiSquaredPValue(ReadOnlySpan<int> histogram)
    {
        double total = 0;
        foreach (int count in histogram)
        {
            total += count;
        }

        double expected = total / histogram.Length, chiSquared = 0;
        foreach (int count in histogram)
        {
            chiSquared += (count - expected) * (count - expected) / expected;
        }

        return histogram.Length < 2 ? 1 : SpecialFunctions.GammaUpperRegularized((histogram.Length - 1) / 2.0, chiSquared / 2);
    }

    /// <summary>
    /// p-value of the simultaneous ECDF envelope of Säilynoja, Bürkner and Vehtari (2022, Statistics and Computing 32, 32), exact for
    /// ranks: with x_i the number of ranks below i, binomial under uniformity, the statistic is γ = min over i of
    /// 2·min(P(X_i ≤ x_i), P(X_i ≥ x_i)), and the p-value is the chance that uniform ranks give a γ as small or smaller.
    /// </summary>
    /// <remarks>
    /// 1. γ of the ranks; 2. at every i the values of x that keep the pointwise probability above γ; 3. the chance that the walk
    /// x_1, x_2, … stays inside, by its transitions x_{i+1} − x_i ~ Binomial(R − x_i, 1/(values − i)) (their section 3, the recursion
    /// that needs no simulation). More sensitive than χ² to ranks that lean to one side.
    /// </remarks>
    /// <param name="ranks">Ranks, 0 to <paramref name="values"/> − 1, at least one.</param>
    /// <param name="values">Number of values a rank can take, at least 2.</param>
    public static double EnvelopePValue(ReadOnlySpan<int> ranks, int values)
    {
        int[] below = Histogram(ranks, values, values);
        for (int i = 1; i < values; i++)
        {
            below[i] += below[i - 1];
        }

        int total = below[^1];
        double[] logFactorial = LogFactorials(total);
        double gamma = double.PositiveInfinity;
        double[] pointwise = new double[total + 1];
        for (int i = 1; i < values; i++)
        {
            Fill(pointwise, logFactorial, (double)i / values);
            gamma = Math.Min(gamma, pointwise[below[i - 1]]);
        }

        // Rounding must not tell equal probabilities apart.
        return 1 - Stays(gamma * (1 + 1e-9), values, logFactorial, out _);
    }

    /// <summary>
    /// The simultaneous ECDF envelope itself: the widest of the bounds above that uniform ranks leave with a probability of at most
    /// <paramref name="level"/> at any place.
    /// </summary>
    /// <param name="total">Number of ranks, at least one.</param>
    /// <param name="values">Number of values a rank can take, at least 2.</param>
    /// <param name="level">Probability, between 0 and 1.</param>
    /// <returns>The fewest and the most ranks below i, for i = 1 … <paramref name="values"/> − 1.</returns>
    public static (int Low, int High)[] Envelope(int total, int values, double level)
    {
        double[] logFactorial = LogFactorials(total);

        // Any place left costs at least its own pointwise probability, and all places together at most their sum.
        double wide = level / values, narrow = level;
        (int Low, int High)[] bounds = [];
        for (int step = 0; step < 16; step++)
        {
            double limit = step == 0 ? wide : Math.Sqrt(wide * narrow);
            if (1 - Stays(limit, values, logFactorial, out (int Low, int High)[] tried) <= level)
            {
                (wide, bounds) = (limit, tried);
            }
            else
            {
                narrow = limit;
            }
        }

        return bounds;
    }

    /// <summary>The chance that uniform ranks stay, everywhere, where the pointwise probability is above a limit; and where that is.</summary>
    private static double Stays(double limit, int values, double[] logFactorial, out (int Low, int High)[] bounds)
    {
        bounds = new (int, int)[values - 1];
        double[] pointwise = new double[logFactorial.Length];
        int low = 0, high = 0;
        double[] inside = [1];
        for (int i = 1; i < values; i++)
        {
            Fill(pointwise, logFactorial, (double)i / values);
            int first = Array.FindIndex(pointwise, p => p > limit), last = Array.FindLastIndex(pointwise, p => p > limit);
            if (first < 0)
            {
                return 0;
            }

            inside = Step(inside, low, high, first, last, 1.0 / (values - i + 1), logFactorial);
            bounds[i - 1] = (low, high) = (first, last);
        }

        double stays = 0;
        foreach (double probability in inside)
        {
            stays += probability;
        }

        return Math.Clamp(stays, 0, 1);
    }

    private static double[] LogFactorials(int total)
    {
        double[] logFactorial = new double[total + 1];
        for (int k = 2; k <= total; k++)
        {
            logFactorial[k] = logFactorial[k - 1] + Math.Log(k);
        }

        return logFactorial;
    }

    /// <summary>2·min(P(X ≤ x), P(X ≥ x)) of every x, X ~ Binomial(R, p).</summary>
    private static void Fill(double[] pointwise, double[] logFactorial, double p)
    {
        int total = pointwise.Length - 1;
        double sum = 0;
        for (int x = 0; x <= total; x++)
        {
            pointwise[x] = sum += Mass(logFactorial, total, x, p);
        }

        sum = 0;
        for (int x = total; x >= 0; x--)
        {
            sum += Mass(logFactorial, total, x, p);
            pointwise[x] = 2 * Math.Min(pointwise[x], sum);
        }
    }

    /// <summary>The probabilities of x_{i+1} in first … last, the walk having stayed inside so far.</summary>
    private static double[] Step(double[] inside, int low, int high, int first, int last, double p, double[] logFactorial)
    {
        int total = logFactorial.Length - 1;
        double[] next = new double[last - first + 1];
        for (int x = low; x <= high; x++)
        {
            if (inside[x - low] == 0)
            {
                continue;
            }

            for (int y = Math.Max(x, first); y <= last; y++)
            {
                next[y - first] += inside[x - low] * Mass(logFactorial, total - x, y - x, p);
            }
        }

        return next;
    }

    private static double Mass(double[] logFactorial, int trials, int successes, double p)
    {
        if (p >= 1)
        {
            return successes == trials ? 1 : 0;
        }

        return Math.Exp(
            logFactorial[trials] - logFactorial[successes] - logFactorial[trials - successes]
            + (successes * Math.Log(p)) + ((trials - successes) * SpecialFunctions.Log1p(-p)));
    }
}
