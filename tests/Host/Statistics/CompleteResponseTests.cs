using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public sealed class CompleteResponseTests
{
    /// <summary>(E[S_B⁻¹] + Cov(E[B | v]))T⁻¹ with both from the general algebra, over a few hundred draws of v that do not fill their last block.</summary>
    [Fact]
    public void Is_the_law_of_total_covariance()
    {
        const int chains = 4, count = 4 * 75;
        CollapsedPosterior posterior = new(PatternStatistics.Of(ReferenceTables.Of(ReferenceTables.Simulate(5, 4, 30, 0.1))), ReferenceTables.UnequalPriors(4));
        Random random = new(2);
        double[][] variance = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, count).Select(_ => Math.Exp(-4 + (0.5 * ReferenceTables.Normal(random)))).ToArray())];
        double[,] covariance = new double[4, 4];
        double[][] means = new double[count][];
        for (int d = 0; d < count; d++)
        {
            (means[d], double[,] given) = posterior.AreasGiven([.. variance.Select(own => Math.Log(own[d]))]);
            Add(covariance, given, 1.0 / count);
        }

        double[] mean = [.. Enumerable.Range(0, 4).Select(i => means.Average(own => own[i]))];
        foreach (double[] own in means)
        {
            double[,] product = new double[4, 4];
            for (int i = 0; i < 16; i++)
            {
                product[i / 4, i % 4] = (own[i / 4] - mean[i / 4]) * (own[i % 4] - mean[i % 4]);
            }

            Add(covariance, product, 1.0 / count);
        }

        AreaResponse found = CompleteResponse.Of(posterior, Array.ConvertAll(variance, own => (ReadOnlyMemory<double>)own), DrawBatches.Of(count, chains));
        ReferenceTables.Close(PriorInfluence.ResponseMatrix(covariance, posterior.Areas), found.Matrix, 1e-11);
        Assert.All(found.Error.Cast<double>(), error => Assert.InRange(error, 1e-6, 0.1));
    }

    [Fact]
    public void Missing_data_and_correlated_priors_are_refused()
    {
        ReadOnlyMemory<double>[] draws = [new double[8], new double[8]];
        CollapsedPosterior missing = new(PatternStatistics.Of(ReferenceTables.Of([[1.0, 2.0, 3.0], [1.0, 2.0, null], [null, 1.0, 1.0]])), ReferenceTables.UnequalPriors(3));
        Assert.Throws<ArgumentException>(() => CompleteResponse.Of(missing, [.. draws, new double[8]], DrawBatches.Of(8, 2)));
        CollapsedPosterior tied = new(
            PatternStatistics.Of(ReferenceTables.Of([[1.0, 2.0], [1.0, 2.0]])), AreaPrior.Correlated([0, 0], ReferenceTables.Correlated([0.1, 0.1], 0.5)), [1, 1], [1, 1]);
        Assert.Throws<ArgumentException>(() => CompleteResponse.Of(tied, draws, DrawBatches.Of(8, 2)));
    }

    private static void Add(double[,] to, double[,] values, double factor)
    {
        for (int i = 0; i < 16; i++)
        {
            to[i / 4, i % 4] += factor * values[i / 4, i % 4];
        }
    }
}
