namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Integrated autocorrelation time τ = 1 + 2 Σ ρ_t of a multi-chain sample, in iterations: S draws tell as much about the mean as S/τ independent ones.
/// </summary>
/// <remarks>
/// Draws are chain-major, <c>draws[chain * length + iteration]</c>. The result is NaN when a draw is NaN or infinite, when all draws are equal, and when
/// a chain has fewer than three draws. Both estimates count disagreement between chains as correlation.
/// </remarks>
internal static class AutocorrelationTime
{
    /// <summary>
    /// Sums of correlations this close to a limit are at it. Indicators of quantiles often give a pair of exactly 0, and the order of a sum must not
    /// decide where a sequence stops.
    /// </summary>
    private const double Rounding = 1e-12;

    /// <summary>
    /// Sokal's automatic window: the sum stops at the first lag M ≥ <paramref name="window"/> · τ̂(M)
    /// (Sokal 1997, "Monte Carlo methods in statistical mechanics", § 3). Its standard error is about τ √((4M + 2)/S).
    /// </summary>
    /// <remarks>
    /// The autocovariance is about the mean of all chains and its divisor is the number of pairs, so that many short chains estimate it without the
    /// bias a short chain's own mean brings. What is left is a relative −2M/S.
    /// </remarks>
    /// <param name="draws">Draws, chain-major.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="window">c, the length of the window in units of τ; 5 is customary.</param>
    /// <returns>
    /// τ̂ in iterations; NaN also when the window does not close within half a chain, that is for chains shorter than 2 c τ, and when it closes on a sum
    /// that is not positive: strongly antithetic chains need <see cref="Geyer(ReadOnlySpan{double}, int)"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The draws do not divide into that many chains.</exception>
    public static double Sokal(ReadOnlySpan<double> draws, int chains, double window = 5)
    {
        Chains sample = new(draws, chains);
        if (sample.Length < 3 || Moments.IsDegenerate(draws))
        {
            return double.NaN;
        }

        double[] centres = new double[chains];
        Array.Fill(centres, Moments.Mean(draws));
        PooledAutocovariance autocovariance = new(sample, centres);
        double time = 1, length = sample.Length;
        for (int lag = 1; lag <= sample.Length / 2; lag++)
        {
            time += 2 * autocovariance[lag] / autocovariance[0] * (length / (length - lag));
            if (lag >= window * time - Rounding)
            {
                return time > Rounding ? time : double.NaN;
            }
        }

        return double.NaN;
    }

    /// <summary>
    /// Geyer's initial monotone sequence (Geyer 1992) on the autocorrelation of Vehtari et al. (2021, § 3.2): what the effective sample size rests on, but
    /// without splitting the chains and without its upper bound. Each autocorrelation summed is about 1/n too low, so prefer
    /// <see cref="Sokal"/> for many short chains.
    /// </summary>
    /// <param name="draws">Draws, chain-major.</param>
    /// <param name="chains">Number of chains.</param>
    /// <returns>τ̂ in iterations; below 1, and down to slightly below 0, for antithetic chains.</returns>
    /// <exception cref="ArgumentException">The draws do not divide into that many chains.</exception>
    public static double Geyer(ReadOnlySpan<double> draws, int chains)
    {
        Chains sample = new(draws, chains);
        return sample.Length < 3 || Moments.IsDegenerate(draws) ? double.NaN : Geyer(new MultiChainCorrelation(sample));
    }

    /// <summary>
    /// τ̂ by Geyer's initial monotone sequence, with the conventions of the R package <c>posterior</c>: the sum of a reversible chain's
    /// autocorrelations over adjacent pairs of lags is positive and decreasing, so the sum stops at the first pair that is not positive, and a pair
    /// larger than its predecessor is cut to it. Half of the first left-out pair is kept where positive, which steadies antithetic chains.
    /// </summary>
    internal static double Geyer(MultiChainCorrelation correlation)
    {
        double even = 1, odd = correlation[1];
        List<double> rho = [even, odd];
        int last = 0;
        while (last < correlation.Length - 5 && even + odd > Rounding)
        {
            last += 2;
            even = correlation[last];
            odd = correlation[last + 1];
            bool kept = even + odd >= -Rounding;
            rho.Add(kept || even > 0 ? even : 0);
            rho.Add(kept ? odd : 0);
        }

        for (int t = 2; t <= last - 2; t += 2)
        {
            double previous = rho[t - 2] + rho[t - 1];
            if (rho[t] + rho[t + 1] > previous)
            {
                rho[t] = rho[t + 1] = previous / 2;
            }
        }

        // With no pair beyond the first (halves of 3–5 draws, or perfect alternation) posterior still counts lag 0: τ̂ = 2, not 0.
        double sum = 0;
        for (int t = 0; t < Math.Max(last, 1); t++)
        {
            sum += rho[t];
        }

        return -1 + 2 * sum + rho[last];
    }
}
