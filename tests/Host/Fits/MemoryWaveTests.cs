using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Models.LogT;
using GpuConcord.Tests.Host.Photometry;
using GpuConcord.Tests.Host.Sampling;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>
/// With hardly more memory than the least that will do, everything runs in waves, and not a bit changes. The least is found by doubling a
/// limit that is too small until the work goes through.
/// </summary>
public sealed class MemoryWaveTests
{
    private const int Chains = 1000;
    private static readonly FitOptions Options = new() { Chains = Chains, WarmUp = 4, Draws = 6, Thin = 2 };

    [Theory]
    [InlineData(Sampler.Exact)]
    [InlineData(Sampler.Collapsed)]
    [InlineData(Sampler.BlockGibbs)]
    [InlineData(Sampler.Gibbs)]
    public void Chains_draw_the_same_numbers_in_waves(Sampler sampler)
    {
        (PosteriorDraws whole, PosteriorDraws waves) = Compare(device => Draw(Options with { Sampler = sampler }, device), sampler.ToString());
        Same(whole.LogArea, waves.LogArea, $"{sampler}: B");
        Same(whole.Variance, waves.Variance, $"{sampler}: σ²");
        if (whole.Tuning is { } tuning)
        {
            Assert.Equal((tuning.Acceptance, tuning.Divergences, tuning.AutocorrelationTime),
                (waves.Tuning!.Acceptance, waves.Tuning.Divergences, waves.Tuning.AutocorrelationTime));
        }
    }

    /// <summary>Draws, weights and every number of the table of fluxes, snapshots behind quantiles included.</summary>
    [Fact]
    public void A_log_t_fit_is_the_same_in_waves()
    {
        LogTReference reference = LogTReference.Of("fitted");
        FitOptions options = Options with { Draws = 45, Thin = 1, Estimates = [] };
        (Fit whole, Fit waves) = Compare(
            device => Fitting.Run(reference.Options, LogTReference.Observations, reference.Prior.ToPriors(), options, device, null,
                TestContext.Current.CancellationToken), "log-t");
        Same(whole.LogArea, waves.LogArea, "B");
        Same(whole.Variance, waves.Variance, "σ²");
        Same(
            [whole.Fluxes.Mean, whole.Fluxes.Sd, whole.Fluxes.Q2_5, whole.Fluxes.Median, whole.Fluxes.Q97_5, whole.Fluxes.McseMean, whole.Fluxes.Rhat],
            [waves.Fluxes.Mean, waves.Fluxes.Sd, waves.Fluxes.Q2_5, waves.Fluxes.Median, waves.Fluxes.Q97_5, waves.Fluxes.McseMean, waves.Fluxes.Rhat],
            "fluxes");
        Same([whole.Weights!.Mean, whole.Weights.McseMean], [waves.Weights!.Mean, waves.Weights.McseMean], "weights");
    }

    /// <summary>Fluxes of a collapsed fit are summed up in pieces.</summary>
    [Fact]
    public void Fluxes_are_the_same_in_pieces()
    {
        SamplingCase islands = SamplingCase.Islands();
        using Device roomy = Device.OpenSimd();
        PosteriorDraws draws = islands.Run(Options, roomy);
        PatternStatistics statistics = PatternStatistics.Of(islands.Observations);
        CollapsedPosterior posterior = new(statistics, islands.Priors);
        (FluxTable whole, FluxTable pieces) = Compare(
            device => FluxPosterior.Of(islands.Observations, statistics, posterior, draws, Options, device, null, CancellationToken.None).Table,
            "fluxes",
            mustTell: false);
        Same([whole.Mean, whole.Sd, whole.Q2_5, whole.Median, whole.Q97_5, whole.Rhat], [pieces.Mean, pieces.Sd, pieces.Q2_5, pieces.Median, pieces.Q97_5, pieces.Rhat], "fluxes");
    }

    [Fact]
    public void A_sweep_is_the_same_in_waves()
    {
        Observations data = ReferenceTables.Of(ReferenceTables.Simulate(seed: 3, instruments: 3, sources: 40, sigma: 0.1));
        SweepProblem[] problems =
        [
            .. Enumerable.Range(1, 20).Select(k => new SweepProblem { Data = "test", Observations = data, Priors = Priors.Uniform(3, 0.01 * k, 1.5, 0.01), Label = "" }),
        ];

        // Twenty problems a wave: the plan does not help, memory runs out.
        SweepOptions options = new() { WarmUp = 8, Draws = 8, Wave = 20 };
        (SweepPosterior[] whole, SweepPosterior[] waves) = Compare<SweepPosterior[]>(
            device => [.. Sweeping.Run(problems, options, device, null, TestContext.Current.CancellationToken).Posteriors], "sweep");
        for (int k = 0; k < whole.Length; k++)
        {
            Assert.True(whole[k].Areas.AsSpan().SequenceEqual(waves[k].Areas), $"B of problem {k} differs");
            Assert.True(whole[k].Variances.AsSpan().SequenceEqual(waves[k].Variances), $"σ² of problem {k} differs");
        }
    }

    [Fact]
    public void A_sweep_that_cannot_fit_says_so()
    {
        Observations data = ReferenceTables.Of(ReferenceTables.Simulate(seed: 3, instruments: 3, sources: 40, sigma: 0.1));
        SweepProblem problem = new() { Data = "test", Observations = data, Priors = Priors.Uniform(3, 0.05, 1.5, 0.01), Label = "" };
        using Device device = Device.OpenSimd();
        device.MemoryLimit = 4096;
        string message = Assert.Throws<DeviceMemoryException>(
            () => Sweeping.Run([problem, problem], new SweepOptions(), device, null, TestContext.Current.CancellationToken)).Message;
        Assert.EndsWith("Even one problem at a time does not fit: sweep with fewer chains or draws.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Photometry_is_the_same_in_smaller_launches()
    {
        ApertureProblem[] problems = [.. MadeApertures.Catalogue(3000, seed: 7).Where(p => p.N + p.M > 0)];
        (PosteriorSummary[] whole, PosteriorSummary[] waves) = Compare(
            device =>
            {
                using Memory? ballast = Ballast(device);
                using ExactPhotometry exact = new(device);
                PosteriorSummary[] summaries = new PosteriorSummary[problems.Length];
                exact.Solve(problems, summaries);
                return summaries;
            },
            "exact photometry");
        Assert.Equal(whole, waves);

        (whole, waves) = Compare(
            device =>
            {
                using Memory? ballast = Ballast(device);
                using CiaoPhotometry ciao = new(device, new CiaoRule { Resolution = 0.1 });
                PosteriorSummary[] summaries = new PosteriorSummary[problems.Length];
                ciao.Solve(problems, [.. problems.Select(p => ((p.R * p.N) - p.M) / ((p.R * p.F) - p.G))], summaries);
                return summaries;
            },
            "CIAO photometry");
        Assert.Equal(whole, waves);
    }

    /// <summary>What a device with all memory makes, and one with hardly enough.</summary>
    private static (T Whole, T Waves) Compare<T>(Func<Device, T> work, string what, bool mustTell = true)
    {
        using Device roomy = Device.OpenSimd();
        roomy.Notice = notice => Assert.Fail($"{what}: {notice}");
        T whole = work(roomy);
        for (long limit = 1 << 12; limit < 1L << 30; limit += limit / 4)
        {
            using Device tight = Device.OpenSimd();
            tight.MemoryLimit = limit;
            List<string> notices = [];
            tight.Notice = notices.Add;
            try
            {
                T waves = work(tight);
                Assert.True(!mustTell || notices.Count > 0, $"{what}: nothing was said in {limit} bytes");
                Assert.All(notices, notice => Assert.EndsWith("with the same results.", notice, StringComparison.Ordinal));
                return (whole, waves);
            }
            catch (DeviceMemoryException)
            {
                // Below the least.
            }
        }

        throw new InvalidOperationException($"{what} runs in no memory at all");
    }

    /// <summary>Fills most of a small device, which the plan does not see.</summary>
    private static Memory? Ballast(Device device) => device.MemoryLimit < 1L << 30 ? device.Allocate(device.FreeMemory / sizeof(double) / 4 * 3) : null;

    private static PosteriorDraws Draw(FitOptions options, Device device)
    {
        SamplingCase islands = SamplingCase.Islands();
        if (options.Sampler is not Sampler.Exact)
        {
            return islands.Run(options, device);
        }

        double[] variance = [.. islands.Observations.Y.Select((_, o) => 0.1 + (0.01 * (o % 7)))];
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(islands.Observations, AreaPrior.Independent(islands.Priors), variance);
        return ExactSampling.Run(posterior, options, device, null, CancellationToken.None);
    }

    private static void Same(double[][] expected, double[][] found, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.True(
                expected[k].AsSpan().SequenceEqual(found[k]) || expected[k].Zip(found[k]).All(pair => pair.First.Equals(pair.Second)),
                $"{what}: row {k} differs");
        }
    }
}
