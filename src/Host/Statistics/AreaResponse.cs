namespace GpuConcord.Host.Statistics;

/// <summary>∂E[B_i | y]/∂b_k, how far the posterior mean of an area moves with each prior mean, and how well it is known.</summary>
/// <param name="Matrix">The response, N × N; rows sum to 1.</param>
/// <param name="Error">Monte Carlo standard error of every entry, N × N: 0 where the posterior is known exactly, NaN where the draws are too few to tell.</param>
internal readonly record struct AreaResponse(double[,] Matrix, double[,] Error)
{
    /// <summary>The response of a normal posterior of known covariance S_B⁻¹: S_B⁻¹T⁻¹ without any error.</summary>
    public static AreaResponse Exact(double[,] covariance, AreaPrior prior)
    {
        double[,] matrix = PriorInfluence.ResponseMatrix(covariance, prior);
        return new AreaResponse(matrix, new double[matrix.GetLength(0), matrix.GetLength(1)]);
    }

    /// <summary>
    /// Cov(B)T⁻¹ from batches of draws, and its error from their scatter: √(Σ_k (m_k/m)² (R_k − R)² · K/(K − 1)) for K batches of m_k draws, R_k the
    /// response by the draws of batch k about the mean of all.
    /// </summary>
    /// <param name="batches">The sums of each batch.</param>
    /// <param name="exact">What of Cov(B) is known and not in the sums, N × N; null when nothing is.</param>
    /// <param name="prior">The prior of B.</param>
    /// <param name="group">A number for each instrument: those with different ones are independent, whatever the draws say; null when all are of one.</param>
    public static AreaResponse Of(CovarianceSums[] batches, double[,]? exact, AreaPrior prior, int[]? group = null)
    {
        int n = prior.Count;
        double total = batches.Sum(batch => batch.Count);
        double[] mean = new double[n];
        foreach (CovarianceSums batch in batches)
        {
            for (int i = 0; i < n; i++)
            {
                mean[i] += batch.Sum(i) / total;
            }
        }

        double[,] covariance = exact is null ? new double[n, n] : (double[,])exact.Clone();
        double[][,] own = new double[batches.Length][,];
        for (int k = 0; k < batches.Length; k++)
        {
            own[k] = batches[k].Covariance(mean);
            double share = batches[k].Count / total;
            for (int i = 0; i < n; i++)
            {
                for (int l = 0; l < n; l++)
                {
                    own[k][i, l] = group is null || group[i] == group[l] ? own[k][i, l] : 0;
                    covariance[i, l] += share * own[k][i, l];
                }
            }
        }

        return new AreaResponse(PriorInfluence.ResponseMatrix(covariance, prior), Errors(batches, own, total, prior));
    }

    private static double[,] Errors(CovarianceSums[] batches, double[][,] own, double total, AreaPrior prior)
    {
        int n = prior.Count;
        double[,] mean = new double[n, n];
        double[][,] responses = [.. own.Select(covariance => PriorInfluence.ResponseMatrix(covariance, prior))];
        double[,] error = new double[n, n];
        double few = batches.Length / (batches.Length - 1.0);
        for (int i = 0; i < n; i++)
        {
            for (int l = 0; l < n; l++)
            {
                for (int k = 0; k < batches.Length; k++)
                {
                    mean[i, l] += batches[k].Count / total * responses[k][i, l];
                }

                for (int k = 0; k < batches.Length; k++)
                {
                    double deviation = batches[k].Count / total * (responses[k][i, l] - mean[i, l]);
                    error[i, l] += few * deviation * deviation;
                }

                error[i, l] = batches.Length > 1 ? Math.Sqrt(error[i, l]) : double.NaN;
            }
        }

        return error;
    }
}
