namespace GpuConcord.Host.Statistics;

/// <summary>
/// The prior-weighted shift u = 1ᵀT⁻¹(B − b) of a connected component. The data know nothing of a common shift, so
/// u | y ~ N(0, 1ᵀT⁻¹1) exactly: whatever the variances, the data, the missing pattern, in the log-t model too. The
/// sharpest test there is of any sampler's B.
/// </summary>
internal static class ExactInvariant
{
    /// <summary>u_k = Σ_{i in component} [T⁻¹(B − b)]_i.</summary>
    /// <param name="areas">B, length N: a draw, or a posterior mean (then u_k = 0).</param>
    /// <param name="prior">The prior of B.</param>
    /// <param name="component">Instruments of one connected component.</param>
    public static double Value(ReadOnlySpan<double> areas, AreaPrior prior, ReadOnlySpan<int> component)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (areas.Length != prior.Count)
        {
            throw new ArgumentException($"{areas.Length} areas were given for {prior.Count} instruments.", nameof(areas));
        }

        double sum = 0;
        foreach (int i in component)
        {
            for (int k = 0; k < areas.Length; k++)
            {
                if (prior.Precision[i, k] != 0)
                {
                    sum += prior.Precision[i, k] * (areas[k] - prior.Mean[k]);
                }
            }
        }
        return sum;
    }

    /// <summary>Variance of u_k, prior and posterior alike: Σ_{i,k in component} [T⁻¹]_ik.</summary>
    public static double Variance(AreaPrior prior, ReadOnlySpan<int> component) => Covariance(prior, component, component);

    /// <summary>
    /// Covariance of the invariants of two components, prior and posterior alike: Σ_{i in one, k in other} [T⁻¹]_ik; zero
    /// unless T correlates the two.
    /// </summary>
    public static double Covariance(AreaPrior prior, ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        ArgumentNullException.ThrowIfNull(prior);
        double sum = 0;
        foreach (int i in one)
        {
            foreach (int k in other)
            {
                sum += prior.Precision[i, k];
            }
        }
        return sum;
    }
}
