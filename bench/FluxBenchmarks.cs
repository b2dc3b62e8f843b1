using BenchmarkDotNet.Attributes;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Bench;

/// <summary>
/// Mean, sd and three quantiles of every log flux from 12,800 draws of (B, v): complete data of three instruments, and the same with a
/// fifth of the observations missing. The time must grow no faster than the number of sources; allocations must stay near the
/// table's own 80 bytes a source.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
public class FluxBenchmarks
{
    private readonly FitOptions options = new() { Chains = 64, Draws = 200, WarmUp = 200 };
    private Device device = null!;
    private Observations observations = null!;
    private PatternStatistics statistics = null!;
    private CollapsedPosterior posterior = null!;
    private PosteriorDraws draws = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Sources { get; set; }

    [Params(0.0, 0.2)]
    public double Missing { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        observations = SimulatedTable.Of(Sources, Missing);
        statistics = PatternStatistics.Of(observations);
        posterior = new CollapsedPosterior(statistics, SimulatedTable.Priors);
        device = Device.OpenSimd();
        draws = LogNormalSampling.Run(
            statistics, SimulatedTable.Priors, WeighedMode.All(posterior), options, device, null, CancellationToken.None);
    }

    [Benchmark]
    public double Summaries() => Fluxes(new FluxBudget { DiagnosticDraws = 0 });

    /// <summary>With R̂ and effective sample sizes from draws of G, where the catalogue is small enough to get them.</summary>
    [Benchmark]
    public double SummariesAndDiagnostics() => Fluxes(new FluxBudget());

    [GlobalCleanup]
    public void Cleanup() => device.Dispose();

    private double Fluxes(FluxBudget budget) =>
        FluxPosterior.Of(observations, statistics, posterior.Areas, draws, options, device, budget).Table.Mean[0];
}
