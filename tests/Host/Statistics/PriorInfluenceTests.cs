using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public class PriorInfluenceTests
{
    [Fact]
    public void Slide_weights_are_those_of_known_fluxes()
    {
        double[] weight = PriorInfluence.WeightWereFluxesKnown([103, 0], AreaPrior.Independent(Priors.Uniform(2, 0.05, 1, 1)), [0.0016, 0.0016]);
        ReferenceTables.Close(1 / (1 + 103 * 0.0025 / 0.0016), weight[0], 1e-15);
        Assert.Equal(1, weight[1]);
    }

    /// <summary>
    /// Table 2 of the slides, 2XMM: read as W the two columns (τ = .025, .05) give one σ² for each entry to 2 %; read as
    /// 1 − W, as the heading has it, they differ by about 4 in σ.
    /// </summary>
    [Theory]
    [InlineData(0.093, 0.025)]
    [InlineData(0.075, 0.020)]
    [InlineData(0.082, 0.022)]
    [InlineData(0.250, 0.076)]
    [InlineData(0.216, 0.065)]
    [InlineData(0.222, 0.067)]
    public void The_slides_tables_hold_W_and_not_its_complement(double narrow, double wide)
    {
        double Sigma(double w, double tau) => Math.Sqrt(41 * tau * tau * w / (1 - w));
        Assert.InRange(Sigma(wide, 0.05) / Sigma(narrow, 0.025), 0.98, 1.02);
        Assert.InRange(Sigma(1 - wide, 0.05) / Sigma(1 - narrow, 0.025), 3.4, 4.2);
        // The function inverts: the σ read off a table entry gives the entry back.
        double sigma = Sigma(narrow, 0.025);
        ReferenceTables.Close(narrow, PriorInfluence.WeightWereFluxesKnown([41], AreaPrior.Independent(Priors.Uniform(1, 0.025, 1, 1)), [sigma * sigma])[0], 1e-14);
    }

    /// <summary>
    /// The slides' Table 2 at the scatter that its first column implies, to the last printed digit of both columns, with the sources of each band (41, 41, 42; 94,
    /// 103, 108). One entry of 36 is a digit off, 2XMM medium pn at τ = .05 (.077, printed .076): the authors fitted the scatter anew for each τ.
    /// </summary>
    [Theory]
    [InlineData("2XMM hard", 41, new[] { 0.0512, 0.0456, 0.0479 }, new[] { 0.093, 0.075, 0.082 }, new[] { 0.025, 0.020, 0.022 })]
    [InlineData("2XMM medium", 41, new[] { 0.0924, 0.0841, 0.0855 }, new[] { 0.250, 0.216, 0.222 }, new[] { 0.076, 0.065, 0.067 }, 1)]
    [InlineData("2XMM soft", 42, new[] { 0.0518, 0.0461, 0.0441 }, new[] { 0.093, 0.075, 0.069 }, new[] { 0.025, 0.020, 0.018 })]
    [InlineData("XCAL hard", 94, new[] { 0.0247, 0.0338, 0.0433 }, new[] { 0.010, 0.019, 0.031 }, new[] { 0.003, 0.005, 0.008 })]
    [InlineData("XCAL medium", 103, new[] { 0.039, 0.032, 0.043 }, new[] { 0.023, 0.016, 0.028 }, new[] { 0.006, 0.004, 0.007 })]
    [InlineData("XCAL soft", 108, new[] { 0.038, 0.0274, 0.0217 }, new[] { 0.021, 0.011, 0.007 }, new[] { 0.005, 0.003, 0.002 })]
    public void The_slides_table_is_reproduced_to_its_rounding(string row, int sources, double[] sigma, double[] narrow, double[] wide, int off = 0)
    {
        Assert.NotEmpty(row);
        Assert.Equal(narrow, Printed(sources, 0.025, sigma));
        double[] found = Printed(sources, 0.05, sigma);
        Assert.Equal(off, wide.Zip(found).Count(pair => pair.First != pair.Second));
        Assert.All(wide.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.00101));
    }

    /// <summary>
    /// The slides' Table 1, neon lines: where two lines an instrument leave the scatter near its prior's .009, one σ gives both columns. Elsewhere in that table the
    /// posterior of σ moves with τ, and no single σ can.
    /// </summary>
    [Theory]
    [InlineData("RGS1", 0.00914, 0.063, 0.016)]
    [InlineData("XIS0", 0.00961, 0.069, 0.018)]
    [InlineData("XIS1", 0.00975, 0.071, 0.019)]
    [InlineData("XIS2", 0.00914, 0.063, 0.016)]
    public void So_is_its_table_of_few_lines_where_the_scatter_is_the_priors(string row, double sigma, double narrow, double wide)
    {
        Assert.NotEmpty(row);
        Assert.Equal([narrow], Printed(2, 0.025, [sigma]));
        Assert.Equal([wide], Printed(2, 0.05, [sigma]));
    }

    private static double[] Printed(int sources, double tau, double[] sigma) =>
    [
        .. PriorInfluence.WeightWereFluxesKnown(
            [.. sigma.Select(_ => sources)], AreaPrior.Independent(Priors.Uniform(sigma.Length, tau, 1, 1)), [.. sigma.Select(s => s * s)]).Select(w => Math.Round(w, 3)),
    ];

    [Fact]
    public void The_response_matrix_is_the_derivative_of_the_areas_and_its_rows_sum_to_one()
    {
        Observations observations = ReferenceTables.Of(ReferenceTables.Simulate(3, 4, 25, 0.1, missing: 0.3));
        PatternStatistics statistics = PatternStatistics.Of(observations);
        double[,] covariance = ReferenceTables.Correlated([0.05, 0.02, 0.1, 0.05], 0.3);
        double[] alpha = [1, 1, 1, 1], beta = [0.1, 0.1, 0.1, 0.1], eta = [-5, -4, -6, -3];
        CollapsedPosterior At(double[] b) => new(statistics, AreaPrior.Correlated(b, covariance), alpha, beta);

        CollapsedPosterior posterior = At([0, 0, 0, 0]);
        double[,] response = PriorInfluence.ResponseMatrix(posterior.AreasGiven(eta).Covariance, posterior.Areas);
        double[] origin = posterior.AreasGiven(eta).Mean;
        for (int k = 0; k < 4; k++)
        {
            ReferenceTables.Close(1, response[k, 0] + response[k, 1] + response[k, 2] + response[k, 3], 1e-12);
            // B̂ is linear in b: a step of 1 gives the derivative itself.
            double[] b = new double[4];
            b[k] = 1;
            double[] moved = At(b).AreasGiven(eta).Mean;
            for (int i = 0; i < 4; i++)
            {
                ReferenceTables.Close(moved[i] - origin[i], response[i, k], 1e-12);
            }
        }
    }

    /// <summary>Many good sources: W says the prior hardly matters, yet only differences of areas are known.</summary>
    [Fact]
    public void W_understates_the_prior_when_fluxes_are_fitted()
    {
        CollapsedPosterior posterior = ReferenceCases.Modes.Single(c => c.Name is "xcal_shape").Posterior();
        double[] eta = [.. ((double[])[0.043, 0.032, 0.041]).Select(s => 2 * Math.Log(s))];
        double[] weight = PriorInfluence.WeightWereFluxesKnown(posterior.Statistics.ObservationCount, posterior.Areas, [.. eta.Select(e => Math.Exp(e))]);
        double[,] response = PriorInfluence.ResponseMatrix(posterior.AreasGiven(eta).Covariance, posterior.Areas);
        double[,] covariance = posterior.AreasGiven(eta).Covariance;
        for (int i = 0; i < 3; i++)
        {
            Assert.True(weight[i] < 0.01);
            Assert.True(response[i, i] > 1.0 / 3);
            Assert.True(covariance[i, i] > 0.0025 / 3, "sd(B) never falls below (Σ τ⁻²)^(−½)");
        }
    }

    [Fact]
    public void Shapes_and_priors_that_do_not_fit_are_refused()
    {
        AreaPrior prior = AreaPrior.Correlated([0, 0], ReferenceTables.Correlated([0.1, 0.1], 0.5));
        Assert.Throws<ArgumentException>(() => PriorInfluence.WeightWereFluxesKnown([1, 1], prior, [1, 1]));
        Assert.Throws<ArgumentException>(() => PriorInfluence.WeightWereFluxesKnown([1], AreaPrior.Independent(Priors.Uniform(2, 1, 1, 1)), [1, 1]));
        Assert.Throws<ArgumentException>(() => PriorInfluence.ResponseMatrix(new double[3, 3], prior));
    }
}
