using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Tests.Host.Fits;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>Known variances: independent draws of the closed-form posterior.</summary>
public sealed class ExactSamplingTests
{
    private static readonly FitOptions Options = new() { Sampler = Sampler.Exact, Chains = 96, Draws = 600 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Draws_have_the_exact_mean_and_covariance(int instruments)
    {
        KnownVariancePosterior posterior = Posterior(instruments);
        using Device device = Device.OpenSimd();
        PosteriorDraws draws = ExactSampling.Run(posterior, Options, device, null, CancellationToken.None);
        Assert.Empty(draws.Variance);
        Agreement agreement = new();
        int count = draws.LogArea[0].Length;
        for (int i = 0; i < instruments; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                double expected = posterior.AreaCovariance[i, k];
                double found = draws.LogArea[i].Zip(draws.LogArea[k], (a, b) => (a - posterior.AreaMean[i]) * (b - posterior.AreaMean[k])).Average();
                double spread = (expected * expected) + (posterior.AreaCovariance[i, i] * posterior.AreaCovariance[k, k]);
                agreement.Add($"covariance {i},{k}", found, Math.Sqrt(spread / count), expected);
            }

            agreement.Add($"mean {i}", draws.LogArea[i].Average(), Math.Sqrt(posterior.AreaCovariance[i, i] / count), posterior.AreaMean[i]);
        }

        agreement.Require($"exact draws of {instruments} areas");
    }

    [Fact]
    public void Draws_are_independent()
    {
        using Device device = Device.OpenSimd();
        PosteriorDraws draws = ExactSampling.Run(Posterior(3), Options, device, null, CancellationToken.None);
        foreach (double[] area in draws.LogArea)
        {
            double effective = EffectiveSampleSize.Mean(area, Options.Chains);
            Assert.InRange(effective / area.Length, 0.95, 1.05);
            Assert.Equal(area.Length, area.Distinct().Count());
        }
    }

    private static KnownVariancePosterior Posterior(int instruments)
    {
        double?[][] y = ReferenceTables.Simulate(seed: 3, instruments, sources: 20, sigma: 0.2, missing: 0.2);
        double?[][] variance = [.. y.Select((row, i) => row.Select((value, j) => value is null ? null : (double?)(0.01 * (1 + i + (j % 4)))).ToArray())];
        return KnownVariancePosterior.Of(ReferenceTables.Of(y, variance), AreaPrior.Independent(ReferenceTables.UnequalPriors(instruments)));
    }
}
