using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogNormal;

/// <summary>What a caller sees of the Gibbs samplers besides their draws.</summary>
public sealed class GibbsSamplingTests
{
    [Theory]
    [InlineData(Sampler.BlockGibbs)]
    [InlineData(Sampler.Gibbs)]
    public void Progress_reaches_the_end_of_each_stage(Sampler sampler)
    {
        Reports reports = new();
        PosteriorDraws draws = Run(new FitOptions { Sampler = sampler, Chains = 4, WarmUp = 30, Draws = 7, Thin = 3 }, reports, CancellationToken.None);
        Assert.Equal(4 * 7, draws.LogArea[0].Length);
        Assert.Null(draws.Tuning);
        foreach (string stage in (string[])["warm-up", "sampling"])
        {
            double[] fractions = [.. reports.All.Where(report => string.Equals(report.Stage, stage, StringComparison.Ordinal)).Select(report => report.Fraction)];
            Assert.Equal(fractions.Order(), fractions);
            Assert.Equal(1.0, fractions[^1]);
        }
    }

    [Theory]
    [InlineData("warm-up")]
    [InlineData("sampling")]
    public void Cancelling_ends_the_run_at_the_next_block(string stage)
    {
        using CancellationTokenSource source = new();
        Reports reports = new() { Seen = report => { if (string.Equals(report.Stage, stage, StringComparison.Ordinal)) { source.Cancel(); } } };
        Assert.Throws<OperationCanceledException>(() =>
            Run(new FitOptions { Sampler = Sampler.Gibbs, Chains = 4, WarmUp = 300, Draws = 300 }, reports, source.Token));
        Assert.Equal(stage, reports.All[^1].Stage);
        Assert.Single(reports.All, report => string.Equals(report.Stage, stage, StringComparison.Ordinal));
    }

    [Fact]
    public void Chains_start_wider_than_the_posterior()
    {
        PosteriorDraws first = Run(new FitOptions { Sampler = Sampler.Gibbs, ShiftMove = false, Chains = 512, WarmUp = 0, Draws = 1 }, null, CancellationToken.None);
        PosteriorDraws later = Run(new FitOptions { Sampler = Sampler.Gibbs, Chains = 512, WarmUp = 100, Draws = 1 }, null, CancellationToken.None);

        // One sweep of single updates keeps the common shift to a per cent: the starting spread still shows, 3 % uncertain each.
        Assert.InRange(SdOfShift(first) / SdOfShift(later), GibbsSampling.Dispersion * 0.8, GibbsSampling.Dispersion * 1.2);
    }

    private static double SdOfShift(PosteriorDraws draws)
    {
        double[] shift = [.. Enumerable.Range(0, draws.LogArea[0].Length).Select(d => draws.LogArea.Average(area => area[d]))];
        return Math.Sqrt(Moments.Variance(shift, Moments.Mean(shift)));
    }

    private static PosteriorDraws Run(FitOptions options, Reports? reports, CancellationToken cancellation)
    {
        SamplingCase problem = SamplingCase.Of("xcal_shape");
        PatternStatistics statistics = PatternStatistics.Of(problem.Observations);
        WeighedMode[] modes = WeighedMode.All(new CollapsedPosterior(statistics, problem.Priors));
        using Device device = Device.OpenSimd();
        return GibbsSampling.Run(problem.Observations, statistics, problem.Priors, modes, options, device, reports, cancellation);
    }

    private sealed class Reports : IProgress<FitProgress>
    {
        public List<FitProgress> All { get; } = [];

        public Action<FitProgress> Seen { get; init; } = _ => { };

        public void Report(FitProgress value)
        {
            All.Add(value);
            Seen(value);
        }
    }
}
