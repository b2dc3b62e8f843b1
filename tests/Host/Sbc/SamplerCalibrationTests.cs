using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Sampling;
using GpuConcord.Tests.Host.Statistics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Sbc;

/// <summary>
/// Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788): parameters from the prior, data from the parameters; the rank
/// of the truth among posterior draws is uniform. G has a flat prior; simulated at G = 0, its rank is uniform all the same, since
/// posterior and simulation move together when a source brightens. Only the ranks of G see a half variance left out everywhere.
/// </summary>
public sealed class SamplerCalibrationTests
{
    private const int Instruments = 3;
    private const int Sources = 12;
    private const int Replicates = 1000;
    private const int Ranked = 127;
    private const int Bins = 16;

    // Chance fails one such suite in ten thousand: p per quantity, Bonferroni over the quantities ranked.
    private const double SuiteLevel = 1e-4;

    // InvGamma(4, 0.5): σ between 0.3 and 0.6, where the half variance matters.
    private static readonly Priors Prior = new([0, 0, 0], [0.2, 0.2, 0.2], [4, 4, 4], [0.5, 0.5, 0.5]);

    private static readonly string[] Names =
        [.. Enumerable.Range(0, Instruments).Select(i => $"B[{i}]"), .. Enumerable.Range(0, Instruments).Select(i => $"v[{i}]"), "G[0]", "G[7]", "mean of G"];

    [Theory(Explicit = true)]
    [InlineData(Sampler.Collapsed)]
    [InlineData(Sampler.BlockGibbs)]
    [InlineData(Sampler.Gibbs)]
    public void Ranks_are_uniform(Sampler sampler)
    {
        using Device device = Device.OpenSimd(cores: 1);
        FitOptions options = new() { Sampler = sampler, Chains = 32, WarmUp = 60, Draws = 4, Thin = 25, Estimates = [] };
        Check(Ranks((replicate, data) =>
        {
            FitOptions own = options with { Problem = (ulong)replicate, FluxDraws = data.Sources };
            Fit fit = FitParts.Run(data, Prior, own, device, null, CancellationToken.None);
            return new ReferenceDraws(fit.LogArea, fit.Variance, fit.LogFlux);
        }));
    }

    [Fact(Explicit = true)]
    public void A_sound_reference_is_calibrated() => Check(Ranks(Reference(Fault.None)));

    [Fact(Explicit = true)]
    public void A_missing_half_variance_shows_in_the_fluxes_alone()
    {
        double[] p = [.. Ranks(Reference(Fault.NoHalfVariance)).Select(histogram => RankUniformity.ChiSquaredPValue(histogram))];
        Report(p);
        double level = SuiteLevel / p.Length;
        Assert.All(p[..^3], value => Assert.InRange(value, level, 1.0));
        Assert.All(p[^3..], value => Assert.InRange(value, 0.0, level));
    }

    private static Func<int, Observations, ReferenceDraws> Reference(Fault fault) => (replicate, data) =>
        ReferenceGibbs.Run(data, Prior, fault, chains: 4, warmUp: 60, draws: 32, thin: 15, seed: replicate);

    /// <summary>For every quantity a histogram of the rank of the truth among <see cref="Ranked"/> draws.</summary>
    private static int[][] Ranks(Func<int, Observations, ReferenceDraws> sample)
    {
        int[][] histograms = [.. Names.Select(_ => new int[Bins])];
        Parallel.For(0, Replicates, replicate =>
        {
            (Observations data, double[] truth) = Simulate(replicate);
            ReferenceDraws draws = sample(replicate, data);
            double[] mean = [.. Enumerable.Range(0, Ranked).Select(d => draws.LogFlux.Average(flux => flux[d]))];
            double[][] ranked = [.. draws.LogArea, .. draws.Variance, draws.LogFlux[0], draws.LogFlux[7], mean];
            for (int q = 0; q < ranked.Length; q++)
            {
                int rank = ranked[q].Take(Ranked).Count(value => value < truth[q]);
                Interlocked.Increment(ref histograms[q][rank * Bins / (Ranked + 1)]);
            }
        });
        return histograms;
    }

    private static (Observations Data, double[] Truth) Simulate(int replicate)
    {
        System.Random random = new(replicate);
        double[] area = [.. Prior.Tau.Select(tau => Normal.Sample(random, 0, tau))];
        double[] variance = [.. Prior.Alpha.Zip(Prior.Beta, (alpha, beta) => beta / Gamma.Sample(random, alpha, 1.0))];
        double?[][] y = [.. area.Select(_ => new double?[Sources])];
        for (int i = 0; i < Instruments; i++)
        {
            for (int j = 0; j < Sources; j++)
            {
                // A fifth of the cells is missing, always the same ones.
                y[i][j] = (i + j) % 5 == 0 ? null : Normal.Sample(random, area[i] - (0.5 * variance[i]), Math.Sqrt(variance[i]));
            }
        }

        return (ReferenceTables.Of(y), [.. area, .. variance, 0, 0, 0]);
    }

    private static void Check(int[][] histograms)
    {
        double[] p = [.. histograms.Select(histogram => RankUniformity.ChiSquaredPValue(histogram))];
        Report(p);
        for (int q = 0; q < p.Length; q++)
        {
            Assert.True(
                p[q] > SuiteLevel / p.Length,
                $"ranks of {Names[q]} are not uniform, p = {p[q]:G3}: {string.Join(' ', histograms[q])}, expected about {Replicates / Bins} each");
        }
    }

    private static void Report(double[] p) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", Names.Zip(p, (name, value) => $"{name} p = {value:G2}")));
}
