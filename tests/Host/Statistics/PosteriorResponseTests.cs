using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Statistics;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public sealed class PosteriorResponseTests
{
    /// <summary>Draws of a known normal: ∂E[B]/∂b = S⁻¹T⁻¹, here of three instruments with known variances, two of which share sources.</summary>
    [Fact]
    public void Is_the_response_of_a_Gaussian_posterior_and_its_rows_sum_to_one()
    {
        double?[][] y = ReferenceTables.Simulate(seed: 2, instruments: 3, sources: 30, sigma: 0.2);
        for (int j = 0; j < 30; j++)
        {
            y[2][j] = null;
        }

        y[2][0] = 0.0;
        for (int i = 0; i < 2; i++)
        {
            y[i][0] = null;
        }

        Observations data = ReferenceTables.Of(y);
        AreaPrior prior = AreaPrior.Independent(ReferenceTables.UnequalPriors(3));
        KnownVariancePosterior exact = KnownVariancePosterior.Of(data, prior, [.. data.Y.Select(_ => 0.04)]);
        double[][] draws = Draws(exact, 200_000);
        double[,] expected = PriorInfluence.ResponseMatrix(exact.AreaCovariance, prior);
        double[,] found = PosteriorResponse.Of(draws, prior, ConnectedComponents.Of(data).Members);
        for (int i = 0; i < 3; i++)
        {
            ReferenceTables.Close(1.0, found[i, 0] + found[i, 1] + found[i, 2], 1e-12);
            for (int k = 0; k < 3; k++)
            {
                ReferenceTables.Close(expected[i, k], found[i, k], 0.01);
            }
        }
        Assert.Equal(1.0, found[2, 2], 1e-12);
    }

    /// <summary>Two pairs of instruments that share no source, tied by the prior: rows sum to 1 within a pair and to 0 over the other.</summary>
    [Fact]
    public void Components_that_the_prior_ties_are_taken_together()
    {
        double?[][] y = ReferenceTables.Simulate(seed: 4, instruments: 5, sources: 30, sigma: 0.2);
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 30; j++)
            {
                y[i][j] = i / 2 == j / 12 ? y[i][j] : null;
            }
        }

        Observations data = ReferenceTables.Of(y);
        double[,] correlation = SymmetricMatrix.Identity(5);
        correlation[0, 2] = correlation[2, 0] = 0.9;
        correlation[1, 3] = correlation[3, 1] = -0.5;
        AreaPrior prior = AreaPrior.Of(ReferenceTables.UnequalPriors(5) with { Correlation = correlation });
        int[][] components = ConnectedComponents.Of(data).Members;
        Assert.Equal(3, components.Length);
        KnownVariancePosterior exact = KnownVariancePosterior.Of(data, prior, [.. data.Y.Select(_ => 0.04)]);
        double[,] expected = PriorInfluence.ResponseMatrix(exact.AreaCovariance, prior);
        double[,] found = PosteriorResponse.Of(Draws(exact, 200_000), prior, components);
        Assert.True(Math.Abs(expected[0, 2]) > 0.05, "the response across the components is expected to matter");
        for (int i = 0; i < 5; i++)
        {
            foreach (int[] component in components)
            {
                Assert.Equal(component.Contains(i) ? 1.0 : 0.0, component.Sum(k => found[i, k]), 1e-12);
            }

            for (int k = 0; k < 5; k++)
            {
                Assert.Equal(expected[i, k], found[i, k], 0.01);
            }
        }
    }

    private static double[][] Draws(KnownVariancePosterior exact, int count)
    {
        Random random = new(3);
        int n = exact.AreaMean.Length;
        Matrix<double> factor = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(exact.AreaCovariance).Cholesky().Factor;
        double[][] draws = [.. exact.AreaMean.Select(_ => new double[count])];
        for (int d = 0; d < count; d++)
        {
            double[] z = Enumerable.Range(0, n).Select(_ => ReferenceTables.Normal(random)).ToArray();
            for (int i = 0; i < n; i++)
            {
                draws[i][d] = exact.AreaMean[i];
                for (int k = 0; k <= i; k++)
                {
                    draws[i][d] += factor[i, k] * z[k];
                }
            }
        }
        return draws;
    }
}
