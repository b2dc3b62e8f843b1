using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Fluxes;

public sealed class NormalDepartureTests
{
    /// <summary>Mixtures N(m_d, s_d²) whose mean and variance move together as far as they can, which is what skews a mixture most.</summary>
    [Theory]
    [InlineData(0.01, 0.002)]
    [InlineData(0.02, 0.02)]
    [InlineData(0.05, 0.01)]
    [InlineData(0.001, 0.05)]
    public void No_quantile_departs_further(double spread, double shift)
    {
        double[] steps = [.. Enumerable.Range(0, 400).Select(d => Normal.InvCDF(0, 1, (d + 0.5) / 400))];
        double[] variance = [.. steps.Select(step => Math.Exp(spread * step))];
        double[] mean = [.. steps.Select(step => shift * step)];
        double total = variance.Average() + mean.Average(m => m * m);
        double bound = new NormalDeparture([variance, [.. variance.Select(_ => 1.0)]]).Of(mean.Average(m => m * m) / total);
        foreach (double p in (double[])[0.025, 0.5, 0.975])
        {
            double normal = Normal.InvCDF(0, 1, p);
            double departure = Math.Abs(Quantile(mean, variance, p) / Math.Sqrt(total) - normal);
            Assert.True(departure <= bound, $"quantile {p} departs by {departure:g4}, bound {bound:g4}");
        }
    }

    [Fact]
    public void Fewer_components_move_no_quantile_of_a_large_catalogue_by_more_than_the_departure_that_is_allowed()
    {
        Observations observations = ReferenceTables.Of(ReferenceTables.Simulate(3, 3, 20_000, 0.1, missing: 0.05));
        FluxTable Fluxes(double spread, double nearlyNormal)
        {
            FitOptions options = new() { Chains = 4, Draws = 256, WarmUp = 1 };
            Random random = new(4);
            double[][] variance = PosteriorDraws.Arrays(3, 1024);
            foreach (double[] values in variance)
            {
                for (int d = 0; d < values.Length; d++)
                {
                    values[d] = 0.01 * Math.Exp(spread * ReferenceTables.Normal(random));
                }
            }

            using Device device = Device.OpenSimd();
            PosteriorDraws draws = new(PosteriorDraws.Arrays(3, 1024), variance, null, 0, 0);
            return FluxPosterior.Of(
                observations, PatternStatistics.Of(observations), AreaPrior.Independent(ReferenceTables.UnequalPriors(3)), draws, options, device,
                new FluxBudget { DiagnosticDraws = 0, NearlyNormal = nearlyNormal }).Table;
        }

        FluxTable quick = Fluxes(0.005, 1e-4);
        FluxTable slow = Fluxes(0.005, 0);
        Assert.Equal(slow.Mean, quick.Mean);
        Assert.Equal(slow.Sd, quick.Sd);
        Assert.NotEqual(slow.Q2_5, quick.Q2_5);
        for (int j = 0; j < observations.SourceCount; j++)
        {
            double allowed = 1e-4 * slow.Sd[j];
            Assert.Equal(slow.Q2_5[j], quick.Q2_5[j], allowed);
            Assert.Equal(slow.Median[j], quick.Median[j], allowed);
            Assert.Equal(slow.Q97_5[j], quick.Q97_5[j], allowed);
        }

        // Where v is not known to a few per cent nobody is nearly normal.
        Assert.Equal(Fluxes(0.3, 0).Q2_5, Fluxes(0.3, 1e-4).Q2_5);
    }

    [Fact]
    public void Small_catalogues_keep_every_component()
    {
        FluxBudget budget = new();
        Assert.Equal(budget.Representatives(1000), budget.NearlyNormalComponents(1000));
        Assert.Equal(32, budget.NearlyNormalComponents(1_000_000));
    }

    private static double Quantile(double[] mean, double[] variance, double probability)
    {
        (double low, double high) = (-10, 10);
        for (int step = 0; step < 60; step++)
        {
            double middle = 0.5 * (low + high);
            double below = mean.Zip(variance, (m, v) => Normal.CDF(m, Math.Sqrt(v), middle)).Average();
            (low, high) = below < probability ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }
}
