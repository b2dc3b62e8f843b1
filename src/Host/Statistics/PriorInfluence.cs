namespace GpuConcord.Host.Statistics;

/// <summary>
/// How much of a fitted area is the prior. Two measures that must not be confused: the slides' W, which pretends that the
/// fluxes are known, and the response matrix ∂B̂/∂b, which does not.
/// </summary>
public static class PriorInfluence
{
    /// <summary>
    /// W_i = 1 / (1 + n_i τ_i² / E[σ_i² | y]): the weight of b_i in B̂_i if every flux were known. This is what the slides'
    /// prior-influence tables hold, although they are headed 1 − W (Chen et al. 2019, arXiv:1711.09429). With fluxes
    /// fitted it understates the prior badly; see <see cref="ResponseMatrix(double[,], AreaPrior)"/>.
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
    /// ∂B̂/∂b = S_B⁻¹T⁻¹, N × N: how far the fitted area of the row's instrument moves with the prior mean of the column's
    /// instrument, at given variances. Rows sum to 1; a diagonal entry is an instrument's weight on its own prior.
    /// </summary>
    /// <param name="covariance">S_B⁻¹, covariance of B given the variances, N × N.</param>
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
                for (int k = 0; k < n; k++)
                {
                    response[i, k] += covariance[i, l] * prior.Precision[l, k];
                }
            }
        }
        return response;
    }

    /// <summary>
    /// The response matrix at given log variances, averaged over <paramref name="logVariances"/>: draws of log v from the
    /// posterior, or a single point such as the marginal mode. N × N; rows sum to 1.
    /// </summary>
    /// <exception cref="ArgumentException">No draw was given.</exception>
    public static double[,] ResponseMatrix(CollapsedPosterior posterior, IEnumerable<double[]> logVariances)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(logVariances);
        int n = posterior.Count, draws = 0;
        double[,] mean = new double[n, n];
        foreach (double[] logVariance in logVariances)
        {
            double[,] response = ResponseMatrix(posterior.AreasGiven(logVariance).Covariance, posterior.Areas);
            draws++;
            for (int i = 0; i < n; i++)
            {
                for (int k = 0; k < n; k++)
                {
                    mean[i, k] += (response[i, k] - mean[i, k]) / draws;
                }
            }
        }
        return draws > 0 ? mean : throw new ArgumentException("The response matrix is an average over draws of log v: at least one is needed.", nameof(logVariances));
    }

    /// <summary>
    /// The average response matrix when every instrument saw every source and the instruments are independent a priori, without a matrix to
    /// factor: given the mean flux the areas are independent, so that S_B⁻¹T⁻¹ = diag(q) + (τ²p)pᵀ/Σp with
    /// q_i = 1/(1 + mτ_i²/v_i) and p_i = q_i m/v_i. N × N; rows sum to 1.
    /// </summary>
    /// <param name="sources">m, number of sources.</param>
    /// <param name="prior">The prior of B, diagonal.</param>
    /// <param name="variances">Draws of v from the posterior, each of length N; at least one.</param>
    public static double[,] ResponseOfComplete(long sources, AreaPrior prior, IReadOnlyList<double[]> variances)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(variances);
        if (prior.Variance is not { } tauSquared)
        {
            throw new ArgumentException("The closed form is for independent instruments only; with a correlated prior use the other function.", nameof(prior));
        }

        if (variances.Count == 0)
        {
            throw new ArgumentException("The response matrix is an average over draws of the variances: at least one is needed.", nameof(variances));
        }

        int n = prior.Count;
        double[,] mean = new double[n, n];
        double[] p = new double[n];
        foreach (double[] variance in variances)
        {
            double total = 0;
            for (int i = 0; i < n; i++)
            {
                double weight = sources / variance[i], q = 1 / (1 + tauSquared[i] * weight);
                p[i] = q * weight;
                total += p[i];
                mean[i, i] += q / variances.Count;
            }
            double share = 1 / (total * variances.Count);
            for (int i = 0; i < n; i++)
            {
                double row = tauSquared[i] * p[i] * share;
                for (int k = 0; k < n; k++)
                {
                    mean[i, k] += row * p[k];
                }
            }
        }
        return mean;
    }
}
