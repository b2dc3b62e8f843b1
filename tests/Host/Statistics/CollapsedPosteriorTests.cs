using CsCheck;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public class CollapsedPosteriorTests
{
    public static TheoryData<string> Names => ReferenceCases.CollapsedNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_integrated_log_joint(string name)
    {
        CollapsedCase reference = ReferenceCases.CollapsedCase(name);
        CollapsedPosterior posterior = reference.Posterior();
        foreach (CollapsedPoint point in reference.Points)
        {
            double[] gradient = new double[posterior.Count];
            ReferenceTables.Close(point.LogDensity, posterior.LogDensity(point.Eta, gradient), 1e-12, 1, "density");
            ReferenceTables.Close(point.LogDensity, posterior.LogDensity(point.Eta), 1e-12, 1, "density alone");
            ReferenceTables.Close(point.Gradient, gradient, 1e-12, point.Gradient.Max(Math.Abs) + 1, "gradient");
            posterior.Gradient(point.Eta, gradient);
            ReferenceTables.Close(point.Gradient, gradient, 1e-12, point.Gradient.Max(Math.Abs) + 1, "gradient alone");

            (double[] mean, double[,] covariance) = posterior.AreasGiven(point.Eta);
            ReferenceTables.Close(point.AreaMean, mean, 1e-12, 1, "mean of B");
            ReferenceTables.Close(ReferenceCases.Matrix(point.AreaCovariance), covariance, 1e-12, point.AreaCovariance.Max(row => row.Max()), "covariance of B");
        }
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(3, 2000)]
    [InlineData(13, 2)]
    [InlineData(20, 300)]
    public void The_sums_over_instruments_equal_the_matrix_form(int instruments, int sources)
    {
        PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Of(ReferenceTables.Simulate(11, instruments, sources, 0.1)));
        Priors priors = ReferenceTables.UnequalPriors(instruments);
        CollapsedPosterior sums = new(statistics, priors);
        CollapsedPosterior matrix = new(statistics, priors) { UsesCompleteForm = false };
        Assert.True(sums.UsesCompleteForm);
        Random random = new(2);
        for (int t = 0; t < 20; t++)
        {
            double[] eta = [.. Enumerable.Range(0, instruments).Select(_ => -4.6 + ReferenceTables.Normal(random))];
            double[] g = new double[instruments], h = new double[instruments];
            ReferenceTables.Close(matrix.LogDensity(eta, h), sums.LogDensity(eta, g), 1e-12, 1, "density");
            ReferenceTables.Close(h, g, 1e-12, h.Max(Math.Abs) + sources, "gradient");
        }
    }

    [Fact]
    public void A_diagonal_prior_given_as_a_matrix_changes_nothing()
    {
        PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Of(ReferenceTables.Simulate(4, 4, 30, 0.1, missing: 0.3)));
        Priors priors = ReferenceTables.UnequalPriors(4);
        CollapsedPosterior independent = new(statistics, priors);
        CollapsedPosterior matrix = new(statistics, AreaPrior.Correlated(priors.LogArea, ReferenceTables.Correlated(priors.Tau, 0)), priors.Alpha, priors.Beta);
        double[] eta = [-5, -4, -6, -3], g = new double[4], h = new double[4];
        ReferenceTables.Close(independent.LogDensity(eta, g), matrix.LogDensity(eta, h), 1e-12);
        ReferenceTables.Close(g, h, 1e-12, 30);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void Seventy_instruments_have_the_gradient_of_their_density(double missing)
    {
        const int n = 70;
        CollapsedPosterior posterior = new(PatternStatistics.Of(ReferenceTables.Of(ReferenceTables.Simulate(8, n, 40, 0.1, missing))), ReferenceTables.UnequalPriors(n));
        Random random = new(1);
        double[] eta = [.. Enumerable.Range(0, n).Select(_ => -4.6 + 0.5 * ReferenceTables.Normal(random))], gradient = new double[n];
        posterior.Gradient(eta, gradient);
        foreach (int i in (int[])[0, 33, 69])
        {
            // Sixth-order differences: truncation 1e-3⁶ and rounding 1e-16 · |density| / 1e-3 are both far below 1e-8.
            double Difference(int steps)
            {
                double[] up = (double[])eta.Clone(), down = (double[])eta.Clone();
                up[i] += 1e-3 * steps;
                down[i] -= 1e-3 * steps;
                return (posterior.LogDensity(up) - posterior.LogDensity(down)) / (2e-3 * steps);
            }
            ReferenceTables.Close(1.5 * Difference(1) - 0.6 * Difference(2) + 0.1 * Difference(3), gradient[i], 1e-8, 1, $"gradient[{i}]");
        }
    }

    [Fact]
    public void Sources_seen_once_change_nothing()
    {
        double?[][] y = ReferenceTables.Simulate(9, 3, 12, 0.1);
        double?[][] more = y.Select((row, i) => row.Append(i == 1 ? 40 : null).Append(i == 2 ? -3 : null).ToArray()).ToArray();
        Priors priors = ReferenceTables.UnequalPriors(3);
        double[] eta = [-5, -4, -6];
        Assert.Equal(
            new CollapsedPosterior(PatternStatistics.Of(ReferenceTables.Of(y)), priors).LogDensity(eta),
            new CollapsedPosterior(PatternStatistics.Of(ReferenceTables.Of(more)), priors).LogDensity(eta));
    }

    [Fact]
    public void Without_shared_sources_the_prior_is_all_there_is()
    {
        Priors priors = ReferenceTables.UnequalPriors(2);
        CollapsedPosterior posterior = new(PatternStatistics.Of(ReferenceTables.Of([[1, null], [null, 3]])), priors);
        double[] eta = [-5, -3], gradient = new double[2];
        double expected = Math.Log(priors.Tau[0] * priors.Tau[1]);
        for (int i = 0; i < 2; i++)
        {
            expected -= priors.Alpha[i] * eta[i] + priors.Beta[i] * Math.Exp(-eta[i]);
        }

        ReferenceTables.Close(expected, posterior.LogDensity(eta, gradient), 1e-14);
        ReferenceTables.Close([priors.Beta[0] * Math.Exp(5) - priors.Alpha[0], priors.Beta[1] * Math.Exp(3) - priors.Alpha[1]], gradient, 1e-14);
        (double[] mean, double[,] covariance) = posterior.AreasGiven(eta);
        Assert.Equal(priors.LogArea, mean);
        ReferenceTables.Close(new[,] { { priors.Tau[0] * priors.Tau[0], 0 }, { 0, priors.Tau[1] * priors.Tau[1] } }, covariance, 1e-14, 0);
    }

    [Fact]
    public void Shifting_a_source_or_permuting_instruments_changes_nothing() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[2, 40], Gen.Int[0, 10_000], Gen.Double[-20, 20], Gen.Double[0, 0.5]).Sample((n, m, seed, shift, missing) =>
        {
            double?[][] y = ReferenceTables.Simulate(seed, n, m, 0.1, missing);
            Priors priors = ReferenceTables.UnequalPriors(n);
            Random random = new(seed);
            double[] eta = [.. Enumerable.Range(0, n).Select(_ => -4.6 + ReferenceTables.Normal(random))];
            int[] order = [.. Enumerable.Range(0, n)];
            random.Shuffle(order);
            T[] Permute<T>(T[] values) => [.. order.Select(i => values[i])];

            CollapsedPosterior posterior = new(PatternStatistics.Of(ReferenceTables.Of(y)), priors);
            CollapsedPosterior twin = new(
                PatternStatistics.Of(ReferenceTables.Of([.. Permute(y).Select(row => row.Select((value, j) => value + shift * (j % 3 - 1)).ToArray())])),
                new Priors(Permute(priors.LogArea), Permute(priors.Tau), Permute(priors.Alpha), Permute(priors.Beta)));
            double[] gradient = new double[n], permuted = new double[n];
            ReferenceTables.Close(posterior.LogDensity(eta, gradient), twin.LogDensity(Permute(eta), permuted), 1e-11, n * m, "density");
            ReferenceTables.Close(Permute(gradient), permuted, 1e-11, n * m, "gradient");
            ReferenceTables.Close(Permute(posterior.AreasGiven(eta).Mean), twin.AreasGiven(Permute(eta)).Mean, 1e-11, 1, "mean of B");
        }, iter: 200);

    [Theory]
    [InlineData(800.0)]
    [InlineData(-800.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Variances_beyond_double_precision_have_no_density(double eta)
    {
        CollapsedPosterior posterior = ReferenceCases.CollapsedCase("missing").Posterior();
        double[] point = [-4, eta, -4, -4, -4], gradient = new double[5];
        Assert.Equal(double.NegativeInfinity, posterior.LogDensity(point, gradient));
        Assert.All(gradient, g => Assert.True(double.IsNaN(g)));
        Assert.Throws<DataException>(() => posterior.AreasGiven(point));
    }

    [Fact]
    public void Complete_data_keep_their_accuracy_at_tiny_and_huge_variances()
    {
        // Both instruments alike and equal data: with d = v/m + τ², Σ p = 2/d and the mean part is ½ ln(1/d) − ½ ln 2 + const.
        CollapsedPosterior posterior = new(PatternStatistics.Of(ReferenceTables.Of([[1, 4, 2], [1, 4, 2]])), Priors.Uniform(2, 0.05, 1.5, 1e-20));
        foreach (double eta in (double[])[-40, -20, 0, 40])
        {
            double v = Math.Exp(eta), d = 0.0025 + v / 3;
            double expected = -3 * eta - 2 * 1e-20 / v - (2 * eta + Math.Log(2 / v)) - 0.5 * Math.Log(d) - 0.5 * Math.Log(2) - 0.5 * Math.Log(3) + 2 * Math.Log(0.05);
            ReferenceTables.Close(expected, posterior.LogDensity([eta, eta]), 1e-14, 1, $"eta {eta}");
        }
    }

    [Fact]
    public void An_improper_prior_is_refused()
    {
        PatternStatistics statistics = PatternStatistics.Of(ReferenceTables.Of([[1.0], [2.0]]));
        DataException error = Assert.Throws<DataException>(() => new CollapsedPosterior(statistics, Priors.Uniform(2, 0.05, 0, 0)));
        Assert.StartsWith("I0: α = 0 and β = 0 do not make a proper prior", error.Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new CollapsedPosterior(statistics, Priors.Uniform(2, 0, 1.5, 0.01)));
        Assert.Throws<ArgumentException>(() => new CollapsedPosterior(statistics, Priors.Uniform(3, 0.05, 1.5, 0.01)));
        CollapsedPosterior posterior = new(statistics, Priors.Uniform(2, 0.05, 1.5, 0.01));
        Assert.Throws<ArgumentException>(() => posterior.LogDensity([0.0]));
        Assert.Throws<ArgumentException>(() => posterior.Gradient([0.0, 0.0], new double[1]));
    }
}
