using BenchmarkDotNet.Attributes;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Summaries;

namespace GpuConcord.Bench;

/// <summary>
/// The summary of one parameter, by the host on one core and by a device. Set GPUCONCORD_DEVICE to what <c>--device</c> takes;
/// <c>simd</c> unless set. (On <c>cpu</c>, ILGPU's CPU accelerator, a summary takes seconds.)
/// </summary>
[ShortRunJob]
public class SummaryBenchmarks
{
    private const int Chains = 64;
    private double[] draws = [];
    private Device device = null!;
    private DrawSummaries summaries = null!;

    /// <summary>Draws of a chain.</summary>
    [Params(200, 4_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        draws = new double[Chains * Length];
        for (int i = 0; i < draws.Length; i++)
        {
            draws[i] = (i % Length == 0 ? 0.0 : 0.5 * draws[i - 1]) + random.NextDouble();
        }

        device = DeviceChoice.Parse(Environment.GetEnvironmentVariable("GPUCONCORD_DEVICE") ?? "simd").Open();
        summaries = new DrawSummaries(device, Chains, Length);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        summaries.Dispose();
        device.Dispose();
    }

    [Benchmark(Baseline = true)]
    public double Host() => ParameterSummary.Of("x", draws, Chains).Mean;

    [Benchmark]
    public double OnDevice() => summaries.Of("x", draws, 1).Summary.Mean;
}
