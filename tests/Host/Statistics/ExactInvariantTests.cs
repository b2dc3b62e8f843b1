using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public class ExactInvariantTests
{
    [Fact]
    public void Is_the_prior_weighted_shift_of_the_component()
    {
        AreaPrior prior = AreaPrior.Independent(new([1, 0, 2], [0.1, 0.2, 0.05], [1, 1, 1], [1, 1, 1]));
        ReferenceTables.Close(0.3 / 0.01 - 0.5 / 0.0025, ExactInvariant.Value([1.3, 7, 1.5], prior, [0, 2]), 1e-14);
        ReferenceTables.Close(1 / 0.01 + 1 / 0.0025, ExactInvariant.Variance(prior, [0, 2]), 1e-14);
        Assert.Equal(0, ExactInvariant.Covariance(prior, [0, 2], [1]));
        Assert.Throws<ArgumentException>(() => ExactInvariant.Value([1.0], prior, [0]));
    }

    /// <summary>Given any v: mean 0 and covariance EᵀT⁻¹E, exactly, with correlated areas and across components.</summary>
    [Fact]
    public void Keeps_its_prior_law_given_any_variances()
    {
        Observations observations = ReferenceTables.Of([[1, 2, null, null], [1.5, 2.1, null, null], [null, null, 0.3, 4], [null, null, 0.5, 4.4]]);
        ConnectedComponents components = ConnectedComponents.Of(observations);
        double[] b = [0.1, 0.2, 0.3, 0.4], alpha = [1, 1, 1, 1], beta = [0.1, 0.1, 0.1, 0.1];
        AreaPrior prior = AreaPrior.Correlated(b, ReferenceTables.Correlated([0.05, 0.1, 0.02, 0.05], 0.4));
        CollapsedPosterior posterior = new(PatternStatistics.Of(observations), prior, alpha, beta);
        foreach (double[] eta in (double[][])[[-4, -4, -4, -4], [-8, -2, -5, -3], [1, 0, -6, 2]])
        {
            (double[] mean, double[,] covariance) = posterior.AreasGiven(eta);
            for (int k = 0; k < 2; k++)
            {
                ReferenceTables.Close(0, ExactInvariant.Value(mean, prior, components.Members[k]), 1e-11, Math.Sqrt(ExactInvariant.Variance(prior, components.Members[k])), "mean");
                for (int l = 0; l < 2; l++)
                {
                    double expected = ExactInvariant.Covariance(prior, components.Members[k], components.Members[l]);
                    ReferenceTables.Close(expected, Covariance(covariance, prior, components.Members[k], components.Members[l]), 1e-11,
                        ExactInvariant.Variance(prior, components.Members[k]), "covariance");
                }
            }
        }
    }

    private static double Covariance(double[,] covariance, AreaPrior prior, int[] one, int[] other)
    {
        double sum = 0;
        for (int a = 0; a < prior.Count; a++)
        {
            for (int c = 0; c < prior.Count; c++)
            {
                sum += one.Sum(i => prior.Precision[i, a]) * covariance[a, c] * other.Sum(k => prior.Precision[k, c]);
            }
        }
        return sum;
    }
}
