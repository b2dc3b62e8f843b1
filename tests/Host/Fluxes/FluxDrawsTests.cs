using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Devices;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Fluxes;

/// <summary>Draws of fluxes on request: each belongs to the draw of (B, v) at the same place.</summary>
public sealed class FluxDrawsTests
{
    private static readonly FitOptions Options = new() { Chains = 40, Draws = 250, WarmUp = 10, Thin = 2, Seed = 9, FluxDraws = ["S7", "S2", "S0"] };
    private static readonly Priors Prior = ReferenceTables.UnequalPriors(3) with { LogArea = [5.0, 5.5, 4.5] };
    private static readonly Observations Data = ReferenceTables.Of(
        ReferenceTables.Simulate(1, 3, 12, 0.3, missing: 0.3),
        [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 12).Select(j => (double?)(0.01 * (1 + i + (0.3 * j)))).ToArray())]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ResidualsFromTheConditionalMeanAreIndependentStandardNormals(bool known)
    {
        using Device device = Device.OpenSimd();
        PosteriorDraws draws = MadeUp();
        double[][] fluxes = Fluxes(draws, known, Options, device);
        Assert.Equal(3, fluxes.Length);
        double[][] residuals = [.. fluxes.Select((values, k) => Residuals(values, known, draws, Array.IndexOf(Data.Sources, Options.FluxDraws[k])))];
        int n = Options.Chains * Options.Draws;
        double error = 5 / Math.Sqrt(n);
        for (int k = 0; k < 3; k++)
        {
            Assert.InRange(residuals[k].Average(), -error, error);
            Assert.InRange(residuals[k].Average(z => z * z) - 1, -error * Math.Sqrt(2), error * Math.Sqrt(2));
            Assert.InRange(residuals[k].Average(z => z * z * z * z) - 3, -error * Math.Sqrt(96), error * Math.Sqrt(96));

            // Uncorrelated with B, with v, with other sources, and from draw to draw.
            foreach (double[] other in draws.LogArea.Concat(draws.Variance).Append(residuals[(k + 1) % 3]).Append([.. residuals[k].Skip(1), 0.0]))
            {
                double centre = other.Average();
                double scale = Math.Sqrt(other.Average(x => (x - centre) * (x - centre)));
                double correlation = residuals[k].Zip(other, (z, x) => z * (x - centre) / scale).Average();
                Assert.InRange(correlation, -error, error);
            }
        }
    }

    [Fact]
    public void ADrawDependsOnItsAddressAlone()
    {
        using Device device = Device.OpenSimd();
        PosteriorDraws draws = MadeUp();
        double[][] all = Fluxes(draws, false, Options, device);

        // Fewer chains, another choice of sources.
        int few = 3 * Options.Draws;
        PosteriorDraws first = draws with { LogArea = [.. draws.LogArea.Select(b => b[..few])], Variance = [.. draws.Variance.Select(v => v[..few])] };
        double[][] again = Fluxes(first, false, Options with { Chains = 3, FluxDraws = ["S0", "S7"] }, device);
        Assert.Equal(all[2][..few], again[0]);
        Assert.Equal(all[0][..few], again[1]);
        Assert.NotEqual(all[0], Fluxes(draws, false, Options with { Seed = 10 }, device)[0]);
    }

    [Theory]
    [MemberData(nameof(Ways.Accelerators), MemberType = typeof(Ways))]
    public void TheAcceleratorRouteAgreesToRounding(string way)
    {
        using Device device = Ways.Open(way);
        using Device lanes = Device.OpenSimd();
        PosteriorDraws draws = MadeUp();
        FluxBudget budget = new() { MostDraws = 256, MostRepresentatives = 64 };
        PatternStatistics statistics = PatternStatistics.Of(Data);
        (FluxTable table, double[][] fluxes) = FluxPosterior.Of(
            Data, statistics, AreaPrior.Independent(Prior), draws, Options, device, budget, null, TestContext.Current.CancellationToken);
        (FluxTable expected, double[][] expectedFluxes) = FluxPosterior.Of(
            Data, statistics, AreaPrior.Independent(Prior), draws, Options, lanes, budget, null, TestContext.Current.CancellationToken);
        ReferenceTables.Close(expected.Mean, table.Mean, 1e-12, what: "mean");
        ReferenceTables.Close(expected.Sd, table.Sd, 1e-12, what: "sd");
        ReferenceTables.Close(expected.Q2_5, table.Q2_5, 1e-10, what: "2.5 %");
        ReferenceTables.Close(expected.Q97_5, table.Q97_5, 1e-10, what: "97.5 %");
        ReferenceTables.Close(expected.McseMean, table.McseMean, 1e-12, what: "error");
        ReferenceTables.Close(expectedFluxes[0], fluxes[0], 1e-12, what: "draws");
    }

    [Fact]
    public void KnownVariancesGiveTheExactNormal()
    {
        using Device device = Device.OpenSimd();
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(Data, AreaPrior.Independent(Prior));
        (FluxTable table, _) = FluxPosterior.Of(Data, posterior, MadeUp(), Options with { FluxDraws = [] }, device);
        for (int j = 0; j < Data.SourceCount; j++)
        {
            if (table.InstrumentCount[j] == 0)
            {
                continue;
            }

            Assert.Equal(posterior.FluxMean[j], table.Mean[j]);
            Assert.Equal(posterior.FluxMean[j], table.Median[j]);
            Assert.Equal(posterior.FluxSd[j], table.Sd[j]);
            Assert.Equal(0.025, MathNet.Numerics.Distributions.Normal.CDF(table.Mean[j], table.Sd[j], table.Q2_5[j]), 1e-13);
            Assert.Equal(0.975, MathNet.Numerics.Distributions.Normal.CDF(table.Mean[j], table.Sd[j], table.Q97_5[j]), 1e-13);
            Assert.Equal(0.0, table.McseMean[j]);
            Assert.Equal(double.NaN, table.Rhat[j]);
        }
    }

    private static double[][] Fluxes(PosteriorDraws draws, bool known, FitOptions options, Device device) => known
        ? FluxPosterior.Of(Data, KnownVariancePosterior.Of(Data, AreaPrior.Independent(Prior)), draws, options, device).Chosen
        : FluxPosterior.Of(
            Data, PatternStatistics.Of(Data), AreaPrior.Independent(Prior), draws, options, device, new FluxBudget { DiagnosticDraws = 0 }).Chosen;

    private static double[] Residuals(double[] fluxes, bool known, PosteriorDraws draws, int source) => [.. fluxes.Select((flux, d) =>
    {
        double total = 0;
        double sum = 0;
        for (int o = Data.First[source]; o < Data.First[source + 1]; o++)
        {
            int i = Data.Instrument[o];
            double v = known ? Data.Variance![o] : draws.Variance[i][d];
            total += 1 / v;
            sum += (Data.Y[o] + (0.5 * v) - draws.LogArea[i][d]) / v;
        }

        return (flux - (sum / total)) * Math.Sqrt(total);
    })];

    private static PosteriorDraws MadeUp()
    {
        Random random = new(4);
        int n = Options.Chains * Options.Draws;
        return new PosteriorDraws(
            [.. Prior.LogArea.Select(b => Enumerable.Range(0, n).Select(_ => b + (0.1 * ReferenceTables.Normal(random))).ToArray())],
            [.. Prior.LogArea.Select(_ => Enumerable.Range(0, n).Select(_ => 0.1 * Math.Exp(ReferenceTables.Normal(random))).ToArray())],
            null,
            0,
            0);
    }
}
