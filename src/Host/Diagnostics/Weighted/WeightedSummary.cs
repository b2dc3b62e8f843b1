namespace GpuConcord.Host.Diagnostics.Weighted;

/// <summary>
/// What is reported of a parameter of one problem when its draws are independent and weighted. R̂ has no meaning there and is NaN; effective sample
/// sizes are those of the weights.
/// </summary>
internal static class WeightedSummary
{
    private const double TailEnd = 0.05;

    /// <summary>Summarises the draws of one parameter.</summary>
    /// <remarks>
    /// The error of a weighted mean of h is √Σ w²(h − h̄)² (Owen 2013, Monte Carlo theory, eq. 9.8), an effective sample size is Var(h) over its square: h is x itself for
    /// <see cref="BriefSummary.Ess"/>, and below its 5 % or 95 % quantile for <see cref="BriefSummary.EssTail"/>, the smaller; <see cref="BriefSummary.EssBulk"/> is 1/Σw².
    /// </remarks>
    /// <param name="draws">The draws.</param>
    /// <param name="weights">Their weights, not negative, of sum 1.</param>
    public static BriefSummary Of(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights)
    {
        double mean = 0;
        double squares = 0;
        for (int d = 0; d < draws.Length; d++)
        {
            mean += weights[d] * draws[d];
            squares += weights[d] * weights[d];
        }

        double variance = 0;
        double error = 0;
        for (int d = 0; d < draws.Length; d++)
        {
            double square = (draws[d] - mean) * (draws[d] - mean);
            variance += weights[d] * square;
            error += weights[d] * weights[d] * square;
        }

        Span<double> quantile = stackalloc double[5];
        WeightedQuantiles.Of(draws, weights, [0.025, TailEnd, 0.5, 1 - TailEnd, 0.975], quantile);
        double tail = Math.Min(Indicator(draws, weights, quantile[1]), Indicator(draws, weights, quantile[3]));
        return new BriefSummary(
            mean, Math.Sqrt(variance / (1 - squares)), quantile[0], quantile[2], quantile[4], variance / error, double.NaN, double.NaN, 1 / squares, tail, draws.Length);
    }

    /// <summary>Effective sample size of the share below <paramref name="limit"/>.</summary>
    private static double Indicator(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, double limit)
    {
        double share = 0;
        double below = 0;
        double all = 0;
        for (int d = 0; d < draws.Length; d++)
        {
            double square = weights[d] * weights[d];
            bool inside = draws[d] <= limit;
            share += inside ? weights[d] : 0;
            below += inside ? square : 0;
            all += square;
        }

        double error = ((1 - share) * (1 - share) * below) + (share * share * (all - below));
        return share * (1 - share) / error;
    }
}
