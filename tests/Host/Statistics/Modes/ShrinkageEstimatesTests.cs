using CsCheck;
using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics.Modes;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics.Modes;

public class ShrinkageEstimatesTests
{
    [Fact]
    public void Slide_1_is_the_weighted_mean_of_prior_and_data()
    {
        Observations observations = ReferenceTables.Of([[1.0, 2.0, 3.0, 4.0]]);
        Priors priors = new([0.2], [0.1], [1], [1]);
        ShrunkAreas areas = SlideEstimates.FluxesKnown(observations, priors, SlideEstimates.VariancePerObservation(observations, [0.04]), [0.9, 1.8, 2.9, 3.6]);
        // W = τ⁻² / (τ⁻² + M σ⁻²) = 100 / 200; z̄ − Ḡ = 2.5 + 0.02 − 2.3.
        ReferenceTables.Close(0.5, areas.PriorWeight[0], 1e-15);
        ReferenceTables.Close(0.5 * 0.2 + 0.5 * 0.22, areas.LogArea[0], 1e-15);
    }

    [Fact]
    public void Slide_2_for_complete_data_reads_as_on_the_slide()
    {
        double?[][] y = ReferenceTables.Simulate(2, 3, 7, 0.1);
        Observations observations = ReferenceTables.Of(y);
        Priors priors = ReferenceTables.UnequalPriors(3);
        double[] v = [0.01, 0.02, 0.005];
        (ShrunkAreas areas, double[] flux) = SlideEstimates.FluxesFitted(observations, priors, SlideEstimates.VariancePerObservation(observations, v));
        double precision = v.Sum(x => 1 / x);
        double meanArea = Enumerable.Range(0, 3).Sum(i => areas.LogArea[i] / v[i]) / precision;
        for (int j = 0; j < 7; j++)
        {
            ReferenceTables.Close(Enumerable.Range(0, 3).Sum(i => (y[i][j]!.Value + v[i] / 2) / v[i]) / precision - meanArea, flux[j], 1e-13);
        }

        for (int i = 0; i < 3; i++)
        {
            double w = 1 / (1 + 7 * priors.Tau[i] * priors.Tau[i] / v[i]);
            ReferenceTables.Close(w, areas.PriorWeight[i], 1e-14);
            ReferenceTables.Close(w * priors.LogArea[i] + (1 - w) * (y[i].Average()!.Value + v[i] / 2 - flux.Average()), areas.LogArea[i], 1e-13);
        }
    }

    [Fact]
    public void Slide_2_alternation_reaches_the_exact_conditional_mean()
    {
        Observations observations = ReferenceTables.Of(ReferenceTables.Simulate(5, 4, 12, 0.3, missing: 0.3));
        Priors priors = ReferenceTables.UnequalPriors(4);
        double[] variance = [.. observations.Instrument.Select((i, o) => 0.05 + 0.02 * i + 0.01 * (o % 3))];
        (ShrunkAreas areas, double[] flux) = SlideEstimates.FluxesFitted(observations, priors, variance);

        // A fixed point of both halves …
        ReferenceTables.Close(flux, SlideEstimates.Fluxes(observations, variance, areas.LogArea), 1e-13);
        ReferenceTables.Close(areas.LogArea, SlideEstimates.FluxesKnown(observations, priors, variance, flux).LogArea, 1e-13);
        // … that is reached from elsewhere; W is some .9 here, so the distance shrinks tenfold a round.
        double[] area = [1, -1, 2, 0.5];
        for (int round = 0; round < 200; round++)
        {
            area = SlideEstimates.FluxesKnown(observations, priors, variance, SlideEstimates.Fluxes(observations, variance, area)).LogArea;
        }

        ReferenceTables.Close(areas.LogArea, area, 1e-13);
    }

    [Fact]
    public void The_conditional_mode_solves_its_score_equation() =>
        Gen.Select(Gen.Double[-12, 4], Gen.Int[0, 5000], Gen.Double[0.1, 10], Gen.Double[-12, 1]).Sample((logSquares, n, alpha, logBeta) =>
        {
            double squares = Math.Exp(logSquares), beta = Math.Exp(logBeta);
            double v = ShrinkageEstimates.ConditionalModeVariance(squares, n, alpha, beta);
            // d/dv of −(α + 1 + n/2) ln v − (β + S/2)/v − n v/8, times v.
            double shape = alpha + 1 + n / 2.0;
            ReferenceTables.Close(shape + n * v / 8, (beta + squares / 2) / v, 1e-13, 0);
        });

    [Fact]
    public void Slide_3_differs_from_the_exact_mode_by_little_on_data_like_scatter()
    {
        const double alpha = 1.5;
        foreach (double sigma in (double[])[0.02, 0.05, 0.1])
        {
            foreach (int n in (int[])[41, 103, 1000])
            {
                double beta = sigma * sigma, squares = n * sigma * sigma;
                double slide = ShrinkageEstimates.SlideVariance(squares, n, 2 * (alpha + 1), 2 * beta);
                double exact = ShrinkageEstimates.ConditionalModeVariance(squares, n, alpha, beta);
                Assert.True(slide < exact);
                Assert.InRange(Math.Sqrt(slide / exact), 1 - 2e-4, 1);
                Assert.InRange(Math.Sqrt(exact) - Math.Sqrt(slide), 0, 1e-4);
            }
        }
    }

    [Fact]
    public void Slide_3_is_the_formula_on_the_slide()
    {
        double s = (0.8 + 0.1) / (7 + 2);
        Assert.Equal(2 / (1 + Math.Sqrt(1 + s)) * s, ShrinkageEstimates.SlideVariance(0.8, 7, 2, 0.1), 1e-16);
    }

    [Fact]
    public void Arrays_of_the_wrong_length_are_refused()
    {
        Observations observations = ReferenceTables.Of([[1.0, 2.0], [1.0, null]]);
        Priors priors = Priors.Uniform(2, 0.05, 1, 1);
        Assert.Throws<ArgumentException>(() => SlideEstimates.VariancePerObservation(observations, [1]));
        Assert.Throws<ArgumentException>(() => SlideEstimates.FluxesKnown(observations, priors, [1, 1], [0, 0]));
        Assert.Throws<ArgumentException>(() => SlideEstimates.FluxesKnown(observations, priors, [1, 1, 1], [0]));
        Assert.Throws<ArgumentException>(() => SlideEstimates.Fluxes(observations, [1, 1, 1], [0]));
    }
}
