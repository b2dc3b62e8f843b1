namespace GpuConcord.Host.Statistics;

/// <summary>∂E[B]/∂b from draws of B alone, for any model of the scatter.</summary>
public static class PosteriorResponse
{
    /// <summary>
    /// ∂E[B_i | y]/∂b_k = Cov(B_i, [T⁻¹(B − b)]_k | y), N × N: how far the posterior mean of an area moves with each prior mean, everything
    /// else following. Rows sum to 1.
    /// </summary>
    /// <remarks>
    /// The common shift u = 1ᵀT⁻¹(B − b) of a connected component is independent of the differences within it, and its variance is known
    /// (<see cref="ExactInvariant"/>): only the differences' covariance is estimated, so that the rows sum to 1 whatever the number of draws.
    /// Components must be independent a priori.
    /// </remarks>
    /// <param name="areas">Draws of B, one array an instrument, all of the same length.</param>
    /// <param name="prior">The prior of B.</param>
    /// <param name="components">The connected components of the instrument graph.</param>
    public static double[,] Of(double[][] areas, AreaPrior prior, int[][] components)
    {
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(components);
        int n = prior.Count;
        var covariance = new double[n, n];
        foreach (int[] component in components)
        {
            double precision = ExactInvariant.Variance(prior, component);
            double[][] differences = Differences(areas, prior, component, precision);
            for (int a = 0; a < component.Length; a++)
            {
                for (int c = 0; c <= a; c++)
                {
                    double sum = 0;
                    for (int d = 0; d < differences[a].Length; d++)
                        sum += differences[a][d] * differences[c][d];
                    covariance[component[a], component[c]] = covariance[component[c], component[a]] = (1 / precision) + (sum / (differences[a].Length - 1));
                }
            }
        }
        return PriorInfluence.ResponseMatrix(covariance, prior);
    }

    /// <summary>B − b less its component's common shift, less the mean over the draws.</summary>
    private static double[][] Differences(double[][] areas, AreaPrior prior, int[] component, double precision)
    {
        int draws = areas[0].Length;
        double[] weight = [.. component.Select(i => ExactInvariant.Covariance(prior, [i], component) / precision)];
        double[][] differences = [.. component.Select(i => Array.ConvertAll(areas[i], area => area - prior.Mean[i]))];
        for (int d = 0; d < draws; d++)
        {
            double shift = 0;
            for (int a = 0; a < weight.Length; a++)
                shift += weight[a] * differences[a][d];
            for (int a = 0; a < weight.Length; a++)
                differences[a][d] -= shift;
        }
        foreach (double[] values in differences)
        {
            double mean = values.Average();
            for (int d = 0; d < draws; d++)
                values[d] -= mean;
        }
        return differences;
    }
}
