namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Pareto-smoothed importance sampling (Vehtari, Simpson, Gelman, Yao and Gabry 2024, JMLR 25, 72): the largest weights are replaced
/// by quantiles of a generalised Pareto distribution fitted to them; its shape k̂ tells whether the weights can be trusted.
/// </summary>
internal static class ParetoSmoothing
{
    // Fewer weights than this do not make a tail.
    private const int FewestTail = 5;

    // Bins of log weights below the largest.
    private const int Bins = 512;
    private const double LeastBinned = -8;

    /// <summary>Weights in the tail of <paramref name="draws"/> draws: min(S/5, 3√S), rounded up; draws are taken as independent.</summary>
    public static int TailLength(int draws) => (int)Math.Ceiling(Math.Min(0.2 * draws, 3 * Math.Sqrt(draws)));

    /// <summary>
    /// The k̂ above which <paramref name="draws"/> draws do not suffice, min(1 − 1/log₁₀ S, 0.7) (section 3.2.4 of the paper).
    /// </summary>
    public static double Threshold(int draws) => Math.Min(1 - (1 / Math.Log10(draws)), 0.7);

    /// <summary>Smooths log weights in place.</summary>
    /// <remarks>
    /// 1. Subtract the largest; 2. fit the tail's excess over the largest weight below it; 3. the ordered tail becomes the quantiles at
    /// (i − ½)/n, i = 1 … n; 4. no weight exceeds the largest raw one. The result is not normalised. The digits are those of the R
    /// package loo with r_eff = 1.
    /// </remarks>
    /// <param name="logWeights">Log importance ratios up to a constant, finite, at least one.</param>
    /// <returns>k̂; +∞ when the tail is constant or too short to fit, and weights are then only shifted.</returns>
    public static double Smooth(Span<double> logWeights)
    {
        Shift(logWeights);
        double shape = Tail(logWeights, out int[] order, out double[] smooth);
        for (int t = 0; t < smooth.Length; t++)
        {
            logWeights[order[order.Length - smooth.Length + t]] = Math.Log(smooth[t]);
        }

        return shape;
    }

    /// <summary>Smooths weights in place whose logarithms are known, as the other overload does.</summary>
    /// <param name="logWeights">Log importance ratios up to a constant, finite but for −∞, at least one; their largest is taken from them.</param>
    /// <param name="weights">What they are the logarithms of, the largest 1.</param>
    public static double Smooth(Span<double> logWeights, Span<double> weights)
    {
        Shift(logWeights);
        double shape = Tail(logWeights, out int[] order, out double[] smooth);
        for (int t = 0; t < smooth.Length; t++)
        {
            weights[order[order.Length - smooth.Length + t]] = smooth[t];
        }

        return shape;
    }

    private static void Shift(Span<double> logWeights)
    {
        double largest = double.NegativeInfinity;
        foreach (double weight in logWeights)
        {
            largest = Math.Max(largest, weight);
        }

        for (int s = 0; s < logWeights.Length; s++)
        {
            logWeights[s] -= largest;
        }
    }

    /// <summary>
    /// k̂ of shifted log weights, and what the weights that end <paramref name="order"/>, their places in ascending order, become; none where nothing is to be fitted.
    /// </summary>
    private static double Tail(ReadOnlySpan<double> logWeights, out int[] order, out double[] smooth)
    {
        (order, smooth) = ([], []);
        int tail = TailLength(logWeights.Length);
        if (tail < FewestTail || logWeights.Length <= tail)
        {
            return double.PositiveInfinity;
        }

        (double[] sorted, order) = Largest(logWeights, tail + 1);
        int first = sorted.Length - tail;
        if (sorted[^1] - sorted[first] < 100 * 2.220446049250313e-16)
        {
            return double.PositiveInfinity;
        }

        double cutoff = Math.Exp(sorted[first - 1]);
        double[] excess = new double[tail];
        for (int t = 0; t < tail; t++)
        {
            excess[t] = Math.Exp(sorted[first + t]) - cutoff;
        }

        GeneralizedPareto fit = GeneralizedPareto.Estimate(excess);
        if (!double.IsFinite(fit.Shape))
        {
            return double.PositiveInfinity;
        }

        smooth = excess;
        for (int t = 0; t < tail; t++)
        {
            smooth[t] = Math.Min(1, fit.Quantile((t + 0.5) / tail) + cutoff);
        }

        return fit.Shape;
    }

    /// <summary>
    /// At least the <paramref name="count"/> largest of the numbers, none above 0, in ascending order, and where each stands: the numbers above a limit that a histogram tells,
    /// put in order. Where some are equal, all are sorted, so that which of them comes first is the same however few are asked for.
    /// </summary>
    private static (double[] Sorted, int[] Order) Largest(ReadOnlySpan<double> numbers, int count)
    {
        Span<int> bins = stackalloc int[Bins];
        bins.Clear();
        foreach (double number in numbers)
        {
            bins[Bin(number)]++;
        }

        int limit = 0;
        for (int above = bins[0]; above < count; above += bins[limit])
        {
            limit++;
        }

        List<int> chosen = [];
        for (int s = 0; s < numbers.Length; s++)
        {
            if (Bin(numbers[s]) <= limit)
            {
                chosen.Add(s);
            }
        }

        double[] sorted = new double[chosen.Count];
        for (int k = 0; k < sorted.Length; k++)
        {
            sorted[k] = numbers[chosen[k]];
        }

        int[] order = [.. chosen];
        sorted.AsSpan().Sort(order.AsSpan());
        for (int k = sorted.Length - count; k > 0 && k < sorted.Length; k++)
        {
            if (sorted[k] == sorted[k - 1])
            {
                sorted = numbers.ToArray();
                order = [.. Enumerable.Range(0, sorted.Length)];
                sorted.AsSpan().Sort(order.AsSpan());
                break;
            }
        }

        return (sorted, order);
    }

    /// <summary>A bin of a number that is not above 0: 0 for the largest, the last one for all below −8 and what is no number.</summary>
    private static int Bin(double number) => number >= LeastBinned ? (int)(number * (1 - Bins) / -LeastBinned) : Bins - 1;
}
