using System.Runtime.Intrinsics;

namespace GpuConcord.Host.Diagnostics.Weighted;

/// <summary>
/// What is reported of a parameter of one problem when its points are weighted, and evenly spread in blocks. R̂ has no meaning there and is NaN; bulk and tail effective sample
/// sizes are those that independent points of these weights would have: a lower limit that says whether weights can be trusted.
/// </summary>
internal static class WeightedSummary
{
    private const double TailEnd = 0.05;

    /// <summary>Summarises the draws of one parameter.</summary>
    /// <remarks>
    /// The error of the mean is that of <see cref="BlockError"/>, and <see cref="BriefSummary.Ess"/> Var(x) over its square. Were the points independent, the error of a
    /// weighted mean of h would be √Σ w²(h − h̄)² (Owen 2013, Monte Carlo theory, eq. 9.8): with h the share below the 5 % or the 95 % quantile, the larger,
    /// <see cref="BriefSummary.EssTail"/> is Var(h) over its square; <see cref="BriefSummary.EssBulk"/> is 1/Σw².
    /// </remarks>
    /// <param name="draws">The draws.</param>
    /// <param name="weights">Their weights, not negative, of sum 1.</param>
    /// <param name="blocks">First draw and the one after the last of each block that is independent of the others.</param>
    public static BriefSummary Of(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, ReadOnlySpan<(int First, int End)> blocks)
    {
        (double mean, double squares) = Sums(draws, weights);
        double variance = Spread(draws, weights, mean);
        double error = BlockError.OfMean(draws, weights, mean, blocks);
        Span<double> quantile = stackalloc double[5];
        WeightedQuantiles.Of(draws, weights, [0.025, TailEnd, 0.5, 1 - TailEnd, 0.975], quantile);
        double tail = Math.Min(Indicator(draws, weights, quantile[1], squares), Indicator(draws, weights, quantile[3], squares));
        return new BriefSummary(
            mean, Math.Sqrt(variance / (1 - squares)), quantile[0], quantile[2], quantile[4], variance / (error * error), double.NaN, double.NaN, 1 / squares, tail, draws.Length);
    }

    /// <summary>Effective sample size of the share below <paramref name="limit"/>.</summary>
    private static double Indicator(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, double limit, double squares)
    {
        Vector512<double> shares = default, parts = default, limits = Vector512.Create(limit);
        int d = 0;
        for (; d <= draws.Length - Vector512<double>.Count; d += Vector512<double>.Count)
        {
            Vector512<double> weight = Vector512.LessThanOrEqual(Vector512.Create(draws[d..]), limits) & Vector512.Create(weights[d..]);
            shares += weight;
            parts += weight * weight;
        }

        (double share, double below) = (EightLanes.Sum(shares), EightLanes.Sum(parts));
        for (; d < draws.Length; d++)
        {
            double weight = draws[d] <= limit ? weights[d] : 0;
            share += weight;
            below += weight * weight;
        }

        double error = ((1 - share) * (1 - share) * below) + (share * share * (squares - below));
        return share * (1 - share) / error;
    }

    /// <summary>Σwx and Σw², over eight lanes whatever the processor has.</summary>
    private static (double Mean, double Squares) Sums(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights)
    {
        Vector512<double> means = default, squares = default;
        int d = 0;
        for (; d <= draws.Length - Vector512<double>.Count; d += Vector512<double>.Count)
        {
            Vector512<double> weight = Vector512.Create(weights[d..]);
            means += weight * Vector512.Create(draws[d..]);
            squares += weight * weight;
        }

        (double mean, double square) = (EightLanes.Sum(means), EightLanes.Sum(squares));
        for (; d < draws.Length; d++)
        {
            mean += weights[d] * draws[d];
            square += weights[d] * weights[d];
        }

        return (mean, square);
    }

    /// <summary>Σw(x − x̄)², likewise.</summary>
    private static double Spread(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, double mean)
    {
        Vector512<double> variances = default, centre = Vector512.Create(mean);
        int d = 0;
        for (; d <= draws.Length - Vector512<double>.Count; d += Vector512<double>.Count)
        {
            Vector512<double> from = Vector512.Create(draws[d..]) - centre;
            variances += Vector512.Create(weights[d..]) * from * from;
        }

        double variance = EightLanes.Sum(variances);
        for (; d < draws.Length; d++)
        {
            variance += weights[d] * (draws[d] - mean) * (draws[d] - mean);
        }

        return variance;
    }
}
