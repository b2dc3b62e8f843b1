using BenchmarkDotNet.Attributes;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Models.LogT;

namespace GpuConcord.Bench;

/// <summary>
/// Iterations of the log-t sampler; one operation is one latent variance ψ drawn, with its share of the areas, the fluxes and σ². ν = 3 has a
/// sampler of its own, ν = 4 the general one; 103 sources keep a chain in the cache, 26,368 do not.
/// </summary>
[ShortRunJob]
public class LogTBenchmarks
{
    internal const int Updates = 3 * 103 * 256 * 64;
    private Device device = null!;
    private ScaleMixtureMemory memory = null!;
    private Memory conditionals = null!;
    private ScaleMixtureSampling<LogTModel> sampling = null!;
    private int iterations;
    private int next = 1;

    [Params(3.0, 4.0)]
    public double Nu { get; set; }

    [Params(103, 26_368)]
    public int Sources { get; set; }

    /// <summary>Lanes other than the processor's own, for counting and timing.</summary>
    internal ILaneLaunch? Lanes { get; init; }

    [GlobalSetup]
    public void Setup()
    {
        // The same number of updates either way.
        int chains = Sources > 1000 ? 32 : 256;
        iterations = (int)(Updates / (3L * Sources * chains));
        Observations data = SimulatedTable.Of(Sources);
        device = Lanes is null ? Device.OpenSimd() : Device.OpenSimd(Lanes);
        memory = new ScaleMixtureMemory(device, data, PatternStatistics.Of(data), AreaPrior.Independent(SimulatedTable.Priors));
        double n = Sources;
        conditionals = device.Upload([.. Row(1.5 + (0.5 * n)), .. Row((0.5 * n * Nu) - 1.5), .. Row(0.017)]);
        double[] scale = [.. Row(0.004)];
        LogTModel model = new(conditionals.View, 0.5 * (Nu + 1.0), 3, 3);
        sampling = new ScaleMixtureSampling<LogTModel>(device, memory, model, new ScaleMixtureStarts(scale, scale, false, false), [], new FitOptions { Chains = chains });
        sampling.Advance(0, 5);
    }

    [Benchmark(OperationsPerInvoke = Updates)]
    public void LatentUpdates()
    {
        sampling.Advance(next, iterations);
        next += iterations;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        sampling.Dispose();
        conditionals.Dispose();
        memory.Dispose();
        device.Dispose();
    }

    private static IEnumerable<double> Row(double value) => Enumerable.Repeat(value, 3);
}
