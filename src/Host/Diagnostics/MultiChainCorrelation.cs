namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Autocorrelation of a quantity sampled by several chains, ρ̂_t = 1 − (W − autocovariance_t)/var⁺ (Vehtari et al. 2021, § 3.2).
/// Each chain's autocovariance is about its own mean; chains that disagree appear as correlation that never ends.
/// </summary>
internal sealed class MultiChainCorrelation
{
    private readonly Func<int, double> autocovariance;

    /// <summary>Correlation of chains of at least two draws, all finite and not all equal.</summary>
    public MultiChainCorrelation(Chains draws)
        : this(draws, Means(draws))
    {
    }

    /// <summary>Correlation from what was computed of such chains elsewhere.</summary>
    /// <param name="means">Mean of every chain.</param>
    /// <param name="length">Draws of a chain.</param>
    /// <param name="autocovariance">At a lag, about the chains' means, averaged over them, with divisor <paramref name="length"/>.</param>
    public MultiChainCorrelation(ReadOnlySpan<double> means, int length, Func<int, double> autocovariance)
    {
        this.autocovariance = autocovariance;
        Length = length;
        double biased = autocovariance(0);
        Within = biased * Length / (Length - 1);
        Total = biased + (means.Length > 1 ? Moments.Variance(means, Moments.Mean(means)) : 0);
    }

    private MultiChainCorrelation(Chains draws, double[] means)
        : this(means, draws.Length, new PooledAutocovariance(draws, means).At)
    {
    }

    /// <summary>n, the length of a chain: lags run from 0 to n − 1.</summary>
    public int Length { get; }

    /// <summary>W, the mean over chains of the unbiased variance within a chain.</summary>
    public double Within { get; }

    /// <summary>var⁺ = W (n − 1)/n + B/n, the variance of the quantity with what the chains disagree on (Vehtari et al. 2021, § 3.1).</summary>
    public double Total { get; }

    /// <summary>ρ̂ at a lag.</summary>
    public double this[int lag] => 1 - (Within - autocovariance(lag)) / Total;

    private static double[] Means(Chains draws)
    {
        double[] means = new double[draws.Count];
        for (int chain = 0; chain < means.Length; chain++)
        {
            means[chain] = Moments.Mean(draws[chain]);
        }

        return means;
    }
}
