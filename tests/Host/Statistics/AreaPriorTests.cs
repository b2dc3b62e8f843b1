using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public class AreaPriorTests
{
    [Fact]
    public void A_diagonal_covariance_is_the_independent_prior()
    {
        AreaPrior independent = AreaPrior.Independent(new Priors([0.5, -1], [0.05, 0.2], [1, 1], [1, 1]));
        AreaPrior correlated = AreaPrior.Correlated([0.5, -1], ReferenceTables.Correlated([0.05, 0.2], 0));
        ReferenceTables.Close(independent.Precision, correlated.Precision, 1e-15, 0);
        ReferenceTables.Close(independent.LogDeterminant, correlated.LogDeterminant, 1e-15);
        Assert.Equal(new[] { 0.05 * 0.05, 0.2 * 0.2 }, independent.Variance);
        Assert.Null(correlated.Variance);
    }

    [Fact]
    public void Precision_inverts_a_correlated_covariance()
    {
        AreaPrior prior = AreaPrior.Correlated([0, 0], ReferenceTables.Correlated([0.1, 0.2], 0.5));
        // T = [[.01, .01], [.01, .04]], |T| = 3e-4.
        ReferenceTables.Close(new double[,] { { 0.04 / 3e-4, -0.01 / 3e-4 }, { -0.01 / 3e-4, 0.01 / 3e-4 } }, prior.Precision, 1e-14, 0);
        ReferenceTables.Close(Math.Log(3e-4), prior.LogDeterminant, 1e-14);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.05)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Tau_that_is_no_standard_deviation_is_refused(double tau)
    {
        DataException error = Assert.Throws<DataException>(() => AreaPrior.Independent(new Priors([0, 0], [0.05, tau], [1, 1], [1, 1])));
        Assert.StartsWith($"τ of instrument 2 is {tau}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrices_that_are_no_covariance_are_refused()
    {
        Assert.Contains("positive definite", Assert.Throws<DataException>(() => AreaPrior.Correlated([0, 0], ReferenceTables.Correlated([0.1, 0.1], 1.01))).Message,
            StringComparison.Ordinal);
        Assert.Contains("row 2, column 1", Assert.Throws<DataException>(() => AreaPrior.Correlated([0, 0], new[,] { { 1, 0.5 }, { 0.4, 1 } })).Message, StringComparison.Ordinal);
        Assert.Contains("b of instrument 1", Assert.Throws<DataException>(() =>
            AreaPrior.Correlated([double.NegativeInfinity, 0], ReferenceTables.Correlated([0.1, 0.1], 0))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AreaPrior.Correlated([0, 0, 0], ReferenceTables.Correlated([0.1, 0.1], 0)));
    }

    [Fact]
    public void A_correlation_of_the_priors_makes_a_full_T()
    {
        Priors priors = new([0.5, -1], [0.05, 0.2], [1, 1], [1, 1]);
        Assert.NotNull(AreaPrior.Of(priors).Variance);
        AreaPrior tied = AreaPrior.Of(priors with { Correlation = ReferenceTables.Correlated([1, 1], 0.6) });
        AreaPrior expected = AreaPrior.Correlated([0.5, -1], ReferenceTables.Correlated([0.05, 0.2], 0.6));
        Assert.Null(tied.Variance);
        ReferenceTables.Close(expected.Precision, tied.Precision, 1e-13, 0);
        ReferenceTables.Close(expected.LogDeterminant, tied.LogDeterminant, 1e-14);
        Assert.Throws<ArgumentException>(() => AreaPrior.Of(priors with { Correlation = ReferenceTables.Correlated([1, 1, 1], 0.6) }));
    }
}
