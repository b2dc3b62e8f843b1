namespace GpuConcord.Host.Statistics;

/// <summary>
/// How much of a fitted area is the prior. Two measures that must not be confused: the slides' W, which pretends that the
/// fluxes are known, and the response matrix ∂E[B]/∂b, which does not.
/// </summary>
public static class PriorInfluence
{
    /// <summary>
    /// W_i = 1 / (1 + n_i τ_i² / E[σ_i² | y]): the weight of b_i in B̂_i if every flux were known. This is what the slides'
    /// prior-influence tables hold, although they are headed 1 − W (Chen et al. 2019, arXiv:1711.09429). With fluxes
    /// fitted it understates the prior badly; see <see cref="ResponseMatrix"/>.
    /// </summary>
    /// <param name="count">n_i = |J_i|, sources seen by instrument i (not M, when data are missing), length N.</param>
    /// <param name="prior">The prior of B; its diagonal T gives τ_i².</param>
    /// <param name="variance">E[σ_i² | y], posterior mean of the variances, or the known variances, length N.</param>
    /// <returns>W, length N; 1 for an instrument without data.</returns>
    public static double[] WeightWereFluxesKnown(ReadOnlySpan<int> count, AreaPrior prior, ReadOnlySpan<double> variance)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (prior.Variance is null)
        {
            throw new ArgumentException("W is defined for independent instruments only; with a correlated prior use the response matrix.", nameof(prior));
        }

        if (count.Length != prior.Count || variance.Length != prior.Count)
        {
            throw new ArgumentException($"{count.Length} counts and {variance.Length} variances were given for {prior.Count} instruments.", nameof(count));
        }

        double[] weight = new double[prior.Count];
        for (int i = 0; i < weight.Length; i++)
        {
            weight[i] = 1 / (1 + count[i] * prior.Variance[i] / variance[i]);
        }

        return weight;
    }

    /// <summary>
    /// ∂E[B | y]/∂b = Cov(B | y) T⁻¹, N × N: how far the fitted area of the row's instrument moves with the prior mean of the column's
    /// instrument. Rows sum to 1; a diagonal entry is an instrument's weight on its own prior. With S_B⁻¹ for the covariance it is the
    /// response at given variances, which where they are fitted is another thing: v and B vary together.
    /// </summary>
    /// <param name="covariance">Cov(B | y), N × N.</param>
    /// <param name="prior">The prior of B.</param>
    public static double[,] ResponseMatrix(double[,] covariance, AreaPrior prior)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        ArgumentNullException.ThrowIfNull(prior);
        int n = prior.Count;
        if (covariance.GetLength(0) != n || covariance.GetLength(1) != n)
        {
            throw new ArgumentException($"The covariance is {covariance.GetLength(0)} × {covariance.GetLength(1)}: {n} × {n} is expected.", nameof(covariance));
        }

        double[,] response = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int l = 0; l < n; l++)
            {
                if (prior.Variance is not null)
                {
                    response[i, l] = covariance[i, l] * prior.Precision[l, l];
                    continue;
                }

                for (int k = 0; k < n; k++)
                {
                    response[i, k] += covariance[i, l] * prior.Precision[l, k];
                }
            }
        }

        return response;
    }
}
