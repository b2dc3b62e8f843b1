namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// What is reported of a parameter of one problem among many: cheaper than <see cref="ParameterSummary"/>, with fewer Monte Carlo errors. All in the
/// parameter's unit, except R̂ and the effective sample size.
/// </summary>
/// <param name="Mean">Posterior mean.</param>
/// <param name="Sd">Posterior standard deviation.</param>
/// <param name="Q2_5">2.5 % quantile, lower end of the central 95 % interval.</param>
/// <param name="Median">50 % quantile.</param>
/// <param name="Q97_5">97.5 % quantile.</param>
/// <param name="Ess">Effective sample size of the mean, see <see cref="EffectiveSampleSize.Mean"/>.</param>
/// <param name="Rhat">Nested R̂ over superchains (Margossian et al. 2024), see <see cref="NestedRhat"/>; rank-normalised split R̂ where there are no superchains.</param>
/// <param name="SplitRhat">Rank-normalised split R̂, see <see cref="Diagnostics.Rhat.RankNormalised(ReadOnlySpan{double}, int)"/>.</param>
/// <param name="EssBulk">Effective sample size for location, see <see cref="EffectiveSampleSize.Bulk"/>.</param>
/// <param name="EssTail">Effective sample size for intervals, see <see cref="EffectiveSampleSize.Tail(ReadOnlySpan{double}, int)"/>.</param>
/// <param name="Draws">Number of draws.</param>
public readonly record struct BriefSummary(
    double Mean, double Sd, double Q2_5, double Median, double Q97_5, double Ess, double Rhat, double SplitRhat, double EssBulk, double EssTail, int Draws)
{
    /// <summary>Monte Carlo standard error of <see cref="Mean"/>.</summary>
    public double McseMean => Sd / Math.Sqrt(Ess);

    /// <summary>Summarises the draws of one parameter.</summary>
    /// <param name="draws">Draws without warm-up, chain-major: <c>draws[chain * length + iteration]</c>.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="superchains">The superchain of each chain, for nested R̂; empty when there are none.</param>
    /// <exception cref="ArgumentException">The draws do not divide into that many chains, or the superchains differ in size.</exception>
    public static BriefSummary Of(ReadOnlySpan<double> draws, int chains, ReadOnlySpan<int> superchains)
    {
        Chains sample = new(draws, chains);
        SortedDraws sorted = new(sample);
        Chains split = sample.Split();
        Chains scores = sorted.Scores();
        double rhat = Diagnostics.Rhat.RankNormalised(scores, sorted.FoldedScores());
        double mean = Moments.Mean(draws);
        return new BriefSummary(
            mean,
            Math.Sqrt(Moments.Variance(draws, mean)),
            Quantile.Of(sorted.Values, 0.025),
            sorted.Median,
            Quantile.Of(sorted.Values, 0.975),
            EffectiveSampleSize.OfChains(split),
            superchains.IsEmpty ? rhat : NestedRhat.Of(draws, superchains),
            rhat,
            EffectiveSampleSize.OfChains(scores),
            EffectiveSampleSize.Tail(split, sorted.Values),
            draws.Length);
    }
}
