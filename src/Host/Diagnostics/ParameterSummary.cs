namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// What is reported of one parameter: its marginal posterior, how far each number may be off for want of draws, and whether the chains agree.
/// All in the parameter's unit, except R̂ and the effective sample sizes.
/// </summary>
/// <param name="Name">Name of the parameter, as in <c>B[pn]</c>.</param>
/// <param name="Mean">Posterior mean.</param>
/// <param name="Sd">Posterior standard deviation.</param>
/// <param name="Q2_5">2.5 % quantile, lower end of the central 95 % interval.</param>
/// <param name="Median">50 % quantile.</param>
/// <param name="Q97_5">97.5 % quantile, upper end of the central 95 % interval.</param>
/// <param name="McseMean">Monte Carlo standard error of <paramref name="Mean"/>.</param>
/// <param name="McseSd">Monte Carlo standard error of <paramref name="Sd"/>.</param>
/// <param name="McseQ2_5">Monte Carlo standard error of <paramref name="Q2_5"/>.</param>
/// <param name="McseMedian">Monte Carlo standard error of <paramref name="Median"/>.</param>
/// <param name="McseQ97_5">Monte Carlo standard error of <paramref name="Q97_5"/>.</param>
/// <param name="Rhat">Rank-normalised split R̂, see <see cref="Diagnostics.Rhat.RankNormalised(ReadOnlySpan{double}, int)"/>.</param>
/// <param name="EssBulk">Effective sample size for location, see <see cref="EffectiveSampleSize.Bulk"/>.</param>
/// <param name="EssTail">Effective sample size for intervals, see <see cref="EffectiveSampleSize.Tail(ReadOnlySpan{double}, int)"/>.</param>
public sealed record ParameterSummary(
    string Name,
    double Mean,
    double Sd,
    double Q2_5,
    double Median,
    double Q97_5,
    double McseMean,
    double McseSd,
    double McseQ2_5,
    double McseMedian,
    double McseQ97_5,
    double Rhat,
    double EssBulk,
    double EssTail)
{
    /// <summary>
    /// Summarises the draws of one parameter with a single sort. Quantiles are R's type 7; everything else is defined where the member's own function is.
    /// </summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="draws">Draws without warm-up, chain-major: <c>draws[chain * length + iteration]</c>.</param>
    /// <param name="chains">Number of chains.</param>
    /// <returns>
    /// The summary. A NaN among the draws makes every number NaN; equal draws make all but mean, standard deviation and quantiles NaN;
    /// an infinite draw leaves R̂, bulk ESS and the quantiles it does not touch.
    /// </returns>
    /// <exception cref="ArgumentException">The draws do not divide into that many chains.</exception>
    public static ParameterSummary Of(string name, ReadOnlySpan<double> draws, int chains)
    {
        Chains sample = new(draws, chains);
        SortedDraws sorted = new(sample);
        Chains split = sample.Split();
        Chains scores = sorted.Scores();
        double mean = Moments.Mean(draws);
        double sd = Math.Sqrt(Moments.Variance(draws, mean));
        return new ParameterSummary(
            name,
            mean,
            sd,
            Quantile.Of(sorted.Values, 0.025),
            sorted.Median,
            Quantile.Of(sorted.Values, 0.975),
            sd / Math.Sqrt(EffectiveSampleSize.OfChains(split)),
            MonteCarloError.Sd(draws, mean, EffectiveSampleSize.Sd(split, mean)),
            MonteCarloError.Quantile(split, sorted.Values, 0.025),
            MonteCarloError.Quantile(split, sorted.Values, 0.5),
            MonteCarloError.Quantile(split, sorted.Values, 0.975),
            Diagnostics.Rhat.RankNormalised(scores, sorted.FoldedScores()),
            EffectiveSampleSize.OfChains(scores),
            EffectiveSampleSize.Tail(split, sorted.Values));
    }
}
