using CsCheck;
using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class MonteCarloErrorTests
{
    private static readonly Func<double[], int, double>[] All =
    [
        (x, c) => MonteCarloError.Mean(x, c),
        (x, c) => MonteCarloError.Sd(x, c),
        (x, c) => MonteCarloError.Quantile(x, c, 0.025),
        (x, c) => MonteCarloError.Quantile(x, c, 0.5),
    ];

    [Fact]
    public void All_scale_with_the_unit() => Samples.Distinct.Sample(sample => All.All(error =>
        Samples.Same(8 * error(sample.Draws, sample.Chains), error([.. sample.Draws.Select(x => 8 * x - 3)], sample.Chains))));

    [Fact]
    public void Independent_draws_give_the_textbook_errors()
    {
        // S = 40,000 standard normal draws: 1/√S for the mean, 1/√(2S) for the standard deviation. The effective sample size is known to
        // √(2 (2M + 1)/S) ≈ 2 % with a window of 3 lags, the error to half of that.
        double[] draws = Ar1.Draws(8, 5000, 0, seed: 51);
        Assert.Equal(1, MonteCarloError.Mean(draws, 8) * Math.Sqrt(40_000), 4 * 0.01);
        Assert.Equal(1, MonteCarloError.Sd(draws, 8) * Math.Sqrt(80_000), 4 * 0.015);
    }

    [Fact]
    public void Errors_of_correlated_chains_are_as_large_as_stated()
    {
        // z = (estimate − truth)/stated error in 400 independent runs: Σz² is χ² with 400 degrees of freedom if the statement is true.
        const int Runs = 400;
        double mean = 0, median = 0;
        for (int run = 0; run < Runs; run++)
        {
            ParameterSummary summary = ParameterSummary.Of("x", Ar1.Draws(4, 250, 0.5, seed: 5200 + run), 4);
            mean += Math.Pow(summary.Mean / summary.McseMean, 2) / Runs;
            median += Math.Pow(summary.Median / summary.McseMedian, 2) / Runs;
        }

        Assert.Equal(1, mean, 4 * Math.Sqrt(2.0 / Runs));
        Assert.Equal(1, median, 4 * Math.Sqrt(2.0 / Runs));
    }

    [Fact]
    public void Undefined_with_the_effective_sample_size()
    {
        Assert.All(All, error => Assert.Equal(double.NaN, error(new double[80], 4)));
        Assert.All(All, error => Assert.Equal(double.NaN, error(Ar1.Draws(4, 5, 0, seed: 52), 4)));
    }

    [Fact]
    public void Millions_of_draws_do_not_tire_the_beta_distribution()
    {
        // Beta(10⁶, 10⁶): the order statistics one sigma from the median are √S/2 apart from it.
        double[] draws = [.. Enumerable.Range(0, 2_000_000).Select(i => (double)(i * 1_234_577L % 2_000_003))];
        double effective = EffectiveSampleSize.Quantile(draws, 4, 0.5);
        Assert.Equal(2_000_003 * 0.5 / Math.Sqrt(effective), MonteCarloError.Quantile(draws, 4, 0.5), 2_000_003 * 1e-3 * 0.5 / Math.Sqrt(effective) + 2);
    }
}
