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
        double[,] found = PosteriorResponse.Of(draws, prior, ConnectedComponents.Of(data).Members, 64).Matrix;
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
        double[,] found = PosteriorResponse.Of(Draws(exact, 200_000), prior, components, 64).Matrix;
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

    /// <summary>
    /// Draws that correlate along a chain, of a normal whose response is known: over many runs the distances from it are as large as the errors say,
    /// with many chains and with few.
    /// </summary>
    [Theory]
    [InlineData(64, 200)]
    [InlineData(4, 4000)]
    public void The_error_is_that_of_chains_whose_draws_correlate(int chains, int length)
    {
        const double rho = 0.9;
        const int runs = 60;
        double[,] covariance = { { 0.010, 0.004, 0.001 }, { 0.004, 0.020, 0.006 }, { 0.001, 0.006, 0.030 } };
        Matrix<double> factor = Matrix<double>.Build.DenseOfArray(covariance).Cholesky().Factor;
        AreaPrior prior = AreaPrior.Independent(ReferenceTables.UnequalPriors(3) with { LogArea = [3, 4, 5] });
        double[][] squares = [new double[9], new double[9]];
        double[,] expected = Centred(covariance, prior);
        Random random = new(8);
        for (int run = 0; run < runs; run++)
        {
            double[][] draws = [.. Enumerable.Range(0, 3).Select(_ => new double[chains * length])];
            for (int c = 0; c < chains; c++)
            {
                double[] z = [.. Enumerable.Range(0, 3).Select(_ => ReferenceTables.Normal(random))];
                for (int d = 0; d < length; d++)
                {
                    for (int i = 0; i < 3; i++)
                    {
                        draws[i][(c * length) + d] = prior.Mean[i] + factor.Row(i).DotProduct(Vector<double>.Build.Dense(z));
                    }

                    z = [.. z.Select(own => (rho * own) + (Math.Sqrt(1 - (rho * rho)) * ReferenceTables.Normal(random)))];
                }
            }

            AreaResponse found = PosteriorResponse.Of(draws, prior, [[0, 1, 2]], chains);
            for (int k = 0; k < 9; k++)
            {
                squares[0][k] += Math.Pow(found.Matrix[k / 3, k % 3] - expected[k / 3, k % 3], 2) / runs;
                squares[1][k] += Math.Pow(found.Error[k / 3, k % 3], 2) / runs;
            }
        }

        Assert.All(squares[0].Zip(squares[1]), pair => Assert.InRange(Math.Sqrt(pair.First / pair.Second), 0.75, 1.3));
    }

    /// <summary>Cov(B)T⁻¹ with the level's variance put at its exact value, as the function does.</summary>
    private static double[,] Centred(double[,] covariance, AreaPrior prior)
    {
        double total = prior.Variance!.Sum(own => 1 / own);
        Matrix<double> take = Matrix<double>.Build.DenseIdentity(3) - Matrix<double>.Build.Dense(3, 3, (_, k) => 1 / (prior.Variance![k] * total));
        double[,] centred = (take * Matrix<double>.Build.DenseOfArray(covariance) * take.Transpose()).Add(1 / total).ToArray();
        return PriorInfluence.ResponseMatrix(centred, prior);
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
