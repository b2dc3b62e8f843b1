namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Autocorrelation of a quantity sampled by several chains, ρ̂_t = 1 − (W − autocovariance_t)/var⁺ (Vehtari et al. 2021, § 3.2).
/// Each chain's autocovariance is about its own mean; chains that disagree appear as correlation that never ends.
/// </summary>
internal sealed class MultiChainCorrelation
{
    private readonly PooledAutocovariance autocovariance;

    /// <summary>Correlation of chains of at least two draws, all finite and not all equal.</summary>
    public MultiChainCorrelation(Chains draws)
    {
        double[] means = new double[draws.Count];
        for (int chain = 0; chain < means.Length; chain++)
        {
            means[chain] = Moments.Mean(draws[chain]);
        }

        autocovariance = new PooledAutocovariance(draws, means);
        double biased = autocovariance[0];
        Within = biased * Length / (Length - 1);
        Total = biased + (means.Length > 1 ? Moments.Variance(means, Moments.Mean(means)) : 0);
    }

    /// <summary>n, the length of a chain: lags run from 0 to n − 1.</summary>
    public int Length => autocovariance.Length;

    /// <summary>W, the mean over chains of the unbiased variance within a chain.</summary>
    public double Within { get; }

    /// <summary>var⁺ = W (n − 1)/n + B/n, the variance of the quantity with what the chains disagree on (Vehtari et al. 2021, § 3.1).</summary>
    public double Total { get; }

    /// <summary>ρ̂ at a lag.</summary>
    public double this[int lag] => 1 - (Within - autocovariance[lag]) / Total;
}
