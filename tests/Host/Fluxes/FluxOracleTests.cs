using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Fluxes;

/// <summary>Fluxes of the default sampler against long runs of an independent block Gibbs sampler (tests/data/posterior).</summary>
public sealed class FluxOracleTests
{
    private const double MostErrors = 5.0;
    private static readonly string[] Bands = ["1.0-2.0", "2.0-4.5", "4.5-12.0"];

    public static TheoryData<string> Names =>
        [.. Bands.Select(band => "epic-hmxb_" + band), "xcal_shape", "noisy", "pair", "e0102_shape", "sparse12"];

    [Theory]
    [MemberData(nameof(Names))]
    public void MeanSdAndQuantilesAgreeWithinMonteCarloError(string name)
    {
        PosteriorOracle oracle = PosteriorOracle.Of(name);
        Observations observations = Read(name);
        PatternStatistics statistics = PatternStatistics.Of(observations);
        Priors priors = oracle.Priors;
        CollapsedPosterior posterior = new(statistics, priors);
        FitOptions options = new() { Chains = 256, Draws = 100, WarmUp = 200 };
        using Device device = Device.OpenSimd();
        PosteriorDraws draws = LogNormalSampling.Run(
            statistics, priors, WeighedMode.All(posterior), options, device, null, CancellationToken.None);
        (FluxTable table, _) = FluxPosterior.Of(observations, statistics, posterior, draws, options, device, null, CancellationToken.None);

        List<double> scores = [];
        foreach ((string parameter, OracleParameter expected) in oracle.Posterior.Where(p => p.Key.StartsWith('G')))
        {
            int j = Array.IndexOf(observations.Sources, parameter[2..^1]);
            void Compare(string figure, double found, double truth, double oracleError, double ownError)
            {
                double z = (found - truth) / Math.Sqrt((oracleError * oracleError) + (ownError * ownError));
                scores.Add(z);
                Assert.True(Math.Abs(z) <= MostErrors, $"{parameter} {figure}: found {found:R}, oracle {truth:R}, {z:F1} standard errors apart");
            }

            // Errors of sd and quantiles are those of a normal sample of the effective size: the fluxes are close to normal.
            double sd = table.Sd[j];
            double outer = Math.Sqrt(0.025 * 0.975) / 0.05845 * sd;
            double middle = Math.Sqrt(Math.PI / 2) * sd;
            double own = 1 / Math.Sqrt(table.EssBulk[j]);
            double tail = 1 / Math.Sqrt(table.EssTail[j]);
            double other = 1 / Math.Sqrt(expected.Ess);
            Compare("mean", table.Mean[j], expected.Mean, expected.McseMean, table.McseMean[j]);
            Compare("sd", table.Sd[j], expected.Sd, sd * other / Math.Sqrt(2), sd * own / Math.Sqrt(2));
            Compare("q025", table.Q2_5[j], expected.Q025, outer * other, outer * tail);
            Compare("median", table.Median[j], expected.Median, middle * other, middle * own);
            Compare("q975", table.Q97_5[j], expected.Q975, outer * other, outer * tail);
            Assert.InRange(table.Rhat[j], 0.99, 1.01);

            // Integrating areas and fluxes out leaves less error than their draws have.
            Assert.True(table.McseMean[j] < sd * own);
        }

        double meanSquare = scores.Average(z => z * z);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: mean z² {meanSquare:F2}, largest {scores.Max(Math.Abs):F2} of {scores.Count}");
        Assert.InRange(meanSquare, 0.0, 3.0);
    }

    private static Observations Read(string name) => name.StartsWith("epic", StringComparison.Ordinal)
        ? TableReader.Read("epic-hmxb").Bands.Single(band => string.Equals(band.Band, name[10..], StringComparison.Ordinal))
        : TableReader.Read(Path.Combine(AppContext.BaseDirectory, "data", "modes", name + ".csv")).Bands[0];
}
