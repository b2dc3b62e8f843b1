using BenchmarkDotNet.Attributes;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.ExtraScatter;
using GpuConcord.Host.Sampling.Collapsed;
using ExtraScatterModel = GpuConcord.Kernels.Models.ExtraScatter.ExtraScatterModel;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Bench;

/// <summary>
/// One transition of the collapsed sampler when every observation has a known variance of its own: two passes over the sources a
/// leapfrog step, so that the cost follows their number. Three leapfrogs, as the search for step and length tends to choose.
/// </summary>
[ShortRunJob]
public class ExtraScatterBenchmarks
{
    private const int Chains = 256;
    private const int Iterations = 8;
    private Device device = null!;
    private SourceMemory memory = null!;
    private ChainBatch<ExtraScatterModel> chains = null!;

    [Params(16, 100, 1000, 10_000)]
    public int Sources { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Observations observations = SimulatedTable.Of(Sources, missing: 0.05);
        double[] known = [.. observations.Y.Select((_, o) => 1e-4 * (1 + (o % 16)))];
        device = Device.OpenSimd();
        memory = new SourceMemory(device, observations, known, SimulatedTable.Priors);
        chains = new ChainBatch<ExtraScatterModel>(device, memory.Model, [StreamKey.Of(1, 0)], Chains, 0);
        double width = Math.Sqrt(2.0 / Sources);
        chains.Tune([new Tuning(0.5, 3, [-6.5, -6.9, -6.3], [width, width, width])]);
        chains.Start();
        chains.Advance(Iterations);
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
