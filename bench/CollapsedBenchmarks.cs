using BenchmarkDotNet.Attributes;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Models.LogNormal;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Bench;

/// <summary>
/// Transitions of the collapsed sampler, draw of B included: one operation is one kept draw of (v, B). The number of sources
/// must not matter; trajectory length must.
/// </summary>
[ShortRunJob]
public class CollapsedBenchmarks
{
    internal const int Transitions = Chains * Draws;
    private const int Chains = 4096;
    private const int Draws = 64;
    private Device device = null!;
    private ModelMemory memory = null!;
    private ChainBatch<CompleteModel> chains = null!;

    [Params(100, 10_000, 1_000_000)]
    public int Sources { get; set; }

    [Params(2, 6)]
    public int Leapfrogs { get; set; }

    /// <summary>Lanes other than the processor's own, for counting and timing.</summary>
    internal ILaneLaunch? Lanes { get; init; }

    [GlobalSetup]
    public void Setup()
    {
        PatternStatistics statistics = PatternStatistics.Of(SimulatedTable.Of(Sources));
        MarginalMode mode = MarginalMode.Find(new CollapsedPosterior(statistics, SimulatedTable.Priors));
        device = Lanes is null ? Device.OpenSimd() : Device.OpenSimd(Lanes);
        memory = ModelMemory.Complete(device, statistics, SimulatedTable.Priors);
        chains = new ChainBatch<CompleteModel>(device, memory.CompleteModel, [StreamKey.Of(1, 0)], Chains, 0);
        double[] scale = [.. Enumerable.Range(0, 3).Select(i => Math.Sqrt(mode.LogVarianceCovariance[i, i]))];
        chains.Tune([new Tuning(0.7, Leapfrogs, mode.LogVariance, scale)]);
        chains.Start();
        chains.Advance(100);
    }

    [Benchmark(OperationsPerInvoke = Transitions)]
    public double Draw() => chains.Sample(Draws, 1, (_, _, _, _) => { }, _ => { }, CancellationToken.None)[0].Acceptance;

    [Benchmark(OperationsPerInvoke = Transitions)]
    public double Transition() => chains.Advance(Draws)[0].Acceptance;

    [GlobalCleanup]
    public void Cleanup()
    {
        chains.Dispose();
        memory.Dispose();
        device.Dispose();
    }
}

/// <summary>One transition with missing data: 5 % of the observations of 100,000 sources missing, four patterns that bear on calibration.</summary>
[ShortRunJob]
public class PatternBenchmarks
{
    private const int Chains = 256;
    private const int Iterations = 8;
    private Device device = null!;
    private ModelMemory memory = null!;
    private ChainBatch<PatternModel> chains = null!;

    [GlobalSetup]
    public void Setup()
    {
        PatternStatistics statistics = PatternStatistics.Of(SimulatedTable.Of(100_000, missing: 0.05));
        device = Device.OpenSimd();
        memory = ModelMemory.Patterns(device, statistics, SimulatedTable.Priors);
        chains = new ChainBatch<PatternModel>(device, memory.PatternModel, [StreamKey.Of(1, 0)], Chains, 0);
        chains.Tune([new Tuning(0.7, 3, [-6.5, -6.9, -6.3], [0.005, 0.005, 0.005])]);
        chains.Start();
        chains.Advance(50);
    }

    [Benchmark(OperationsPerInvoke = Chains * Iterations)]
    public double Transition() => chains.Advance(Iterations)[0].Acceptance;

    [GlobalCleanup]
    public void Cleanup()
    {
        chains.Dispose();
        memory.Dispose();
        device.Dispose();
    }
}
