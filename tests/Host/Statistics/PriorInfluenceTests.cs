using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public class PriorInfluenceTests
{
    [Fact]
    public void Slide_weights_are_those_of_known_fluxes()
    {
        double[] weight = PriorInfluence.WeightWereFluxesKnown([103, 0], AreaPrior.Independent(Priors.Uniform(2, 0.05, 1, 1)), [0.0016, 0.0016]);
        Tables.Close(1 / (1 + 103 * 0.0025 / 0.0016), weight[0], 1e-15);
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
        Tables.Close(narrow, PriorInfluence.WeightWereFluxesKnown([41], AreaPrior.Independent(Priors.Uniform(1, 0.025, 1, 1)), [sigma * sigma])[0], 1e-14);
    }

    /// <summary>Table 2 of the slides, XCAL medium band (103 sources), at the scatter of .039, .032 and .043 that its entries imply: both columns to the last printed digit.</summary>
    [Theory]
    [InlineData(0.025, 0.023, 0.016, 0.028)]
    [InlineData(0.05, 0.006, 0.004, 0.007)]
    public void The_slides_table_is_reproduced_to_its_rounding(double tau, double pn, double mos1, double mos2)
    {
        double[] weight = PriorInfluence.WeightWereFluxesKnown(
            [103, 103, 103], AreaPrior.Independent(Priors.Uniform(3, tau, 1, 1)), [0.039 * 0.039, 0.032 * 0.032, 0.043 * 0.043]);
        Assert.Equal([pn, mos1, mos2], weight.Select(w => Math.Round(w, 3)));
    }

    [Fact]
    public void The_closed_form_for_complete_data_is_the_matrix_it_stands_for()
    {
        var statistics = PatternStatistics.Of(Tables.Of(Tables.Simulate(5, 4, 30, 0.1)));
        var priors = Tables.UnequalPriors(4);
        var posterior = new CollapsedPosterior(statistics, priors);
        double[][] eta = [[-5, -4, -6, -3], [-2, -9, -4, -5]];
        double[,] expected = PriorInfluence.ResponseMatrix(posterior, eta);
        double[,] found = PriorInfluence.ResponseOfComplete(30, posterior.Areas, [.. eta.Select(e => Array.ConvertAll(e, Math.Exp))]);
        Tables.Close(expected, found, 1e-12);
        Assert.Throws<ArgumentException>(() => PriorInfluence.ResponseOfComplete(30, posterior.Areas, []));
        Assert.Throws<ArgumentException>(() => PriorInfluence.ResponseOfComplete(30, AreaPrior.Correlated([0, 0], Tables.Correlated([0.1, 0.1], 0.5)), [[1, 1]]));
    }

    [Fact]
    public void The_response_matrix_is_the_derivative_of_the_areas_and_its_rows_sum_to_one()
    {
        var observations = Tables.Of(Tables.Simulate(3, 4, 25, 0.1, missing: 0.3));
        var statistics = PatternStatistics.Of(observations);
        double[,] covariance = Tables.Correlated([0.05, 0.02, 0.1, 0.05], 0.3);
        double[] alpha = [1, 1, 1, 1], beta = [0.1, 0.1, 0.1, 0.1], eta = [-5, -4, -6, -3];
        CollapsedPosterior At(double[] b) => new(statistics, AreaPrior.Correlated(b, covariance), alpha, beta);

        var posterior = At([0, 0, 0, 0]);
        double[,] response = PriorInfluence.ResponseMatrix(posterior, [eta]);
        double[] origin = posterior.AreasGiven(eta).Mean;
        for (int k = 0; k < 4; k++)
        {
            Tables.Close(1, response[k, 0] + response[k, 1] + response[k, 2] + response[k, 3], 1e-12);
            // B̂ is linear in b: a step of 1 gives the derivative itself.
            var b = new double[4];
            b[k] = 1;
            double[] moved = At(b).AreasGiven(eta).Mean;
            for (int i = 0; i < 4; i++)
                Tables.Close(moved[i] - origin[i], response[i, k], 1e-12);
        }
    }

    [Fact]
    public void Draws_are_averaged()
    {
        var posterior = ReferenceCases.CollapsedCase("missing").Posterior();
        double[] one = [-4, -4, -4, -4, -4], two = [-6, -5, -3, -4, -7];
        double[,] a = PriorInfluence.ResponseMatrix(posterior, [one]), b = PriorInfluence.ResponseMatrix(posterior, [two]);
        double[,] both = PriorInfluence.ResponseMatrix(posterior, [one, two, one]);
        for (int i = 0; i < 5; i++)
        {
            for (int k = 0; k < 5; k++)
                Tables.Close((2 * a[i, k] + b[i, k]) / 3, both[i, k], 1e-14);
        }
        Assert.Throws<ArgumentException>(() => PriorInfluence.ResponseMatrix(posterior, []));
    }

    /// <summary>Many good sources: W says the prior hardly matters, yet only differences of areas are known.</summary>
    [Fact]
    public void W_understates_the_prior_when_fluxes_are_fitted()
    {
        var posterior = ReferenceCases.Modes.Single(c => c.Name is "xcal_shape").Posterior();
        double[] eta = [.. ((double[])[0.043, 0.032, 0.041]).Select(s => 2 * Math.Log(s))];
        double[] weight = PriorInfluence.WeightWereFluxesKnown(posterior.Statistics.ObservationCount, posterior.Areas, [.. eta.Select(e => Math.Exp(e))]);
        double[,] response = PriorInfluence.ResponseMatrix(posterior, [eta]);
        var covariance = posterior.AreasGiven(eta).Covariance;
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
        var prior = AreaPrior.Correlated([0, 0], Tables.Correlated([0.1, 0.1], 0.5));
        Assert.Throws<ArgumentException>(() => PriorInfluence.WeightWereFluxesKnown([1, 1], prior, [1, 1]));
        Assert.Throws<ArgumentException>(() => PriorInfluence.WeightWereFluxesKnown([1], AreaPrior.Independent(Priors.Uniform(2, 1, 1, 1)), [1, 1]));
        Assert.Throws<ArgumentException>(() => PriorInfluence.ResponseMatrix(new double[3, 3], prior));
    }
}
