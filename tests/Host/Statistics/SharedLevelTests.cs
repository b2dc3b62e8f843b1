using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public class SharedLevelTests
{
    [Fact]
    public void Of_independent_areas_it_is_that_of_the_components_by_themselves()
    {
        Priors priors = new(new double[4], [0.02, 0.06, 0.1, 0.05], [1, 1, 1, 1], [1, 1, 1, 1]);
        int[][] components = [[0, 2], [1, 3]];
        ReferenceTables.Close([SharedLevel.Sd(priors, components[0]), SharedLevel.Sd(priors, components[1])], SharedLevel.Sds(AreaPrior.Of(priors), components), 1e-14);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.9)]
    public void It_is_what_unlimited_data_leave_of_every_area(double correlation)
    {
        // Two bands of three instruments with τ of their own; a million sources without scatter tie the instruments of a band.
        double[] tau = [0.02, 0.06, 0.1, 0.05, 0.03, 0.04];
        double[,] matrix = SymmetricMatrix.Identity(6);
        for (int i = 0; i < 3; i++)
        {
            matrix[i, i + 3] = matrix[i + 3, i] = correlation;
        }

        AreaPrior prior = AreaPrior.Of(new Priors(new double[6], tau, tau, tau) { Correlation = matrix });
        double?[][] y = [.. Enumerable.Range(0, 6).Select(i => Enumerable.Range(0, 200).Select(j => i < 3 == j < 100 ? (double?)1 : null).ToArray())];
        double?[][] variance = [.. y.Select(row => row.Select(value => (double?)1e-8).ToArray())];
        double[,] covariance = KnownVariancePosterior.Of(ReferenceTables.Of(y, variance), prior).AreaCovariance;
        double[] levels = SharedLevel.Sds(prior, [[0, 1, 2], [3, 4, 5]]);
        for (int i = 0; i < 6; i++)
        {
            ReferenceTables.Close(levels[i / 3], Math.Sqrt(covariance[i, i]), 1e-5, 0);
        }
    }
}
