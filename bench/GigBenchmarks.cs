using BenchmarkDotNet.Attributes;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Bench;

/// <summary>
/// Draws of the generalized inverse Gaussian (density ∝ v^(−k−1) exp(−(a·v + b/v)/2)), one operation a draw: at the parameters
/// of a fitted variance with 400 observations, at the far end of the half-variance term, and as a plain inverse gamma.
/// </summary>
[ShortRunJob]
public class GigBenchmarks
{
    internal const int Draws = Chains * DrawsPerLane;
    private const int Chains = 2048;
    private const int DrawsPerLane = 256;
    private Device device = null!;
    private Memory sums = null!;

    [Params(1, 4, 8)]
    public int LaneWidth { get; set; }

    [Params(1, 2)]
    public int Cores { get; set; }

    /// <summary>Lanes other than the processor's own, for counting and timing.</summary>
    internal ILaneLaunch? Lanes { get; init; }

    [GlobalSetup]
    public void Setup()
    {
        device = Lanes is null ? Device.OpenSimd(LaneWidth, Cores) : Device.OpenSimd(Lanes);
        sums = device.Allocate(Chains);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        sums.Dispose();
        device.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Draws, Description = "k = 200, a = 25, b = 1.5")]
    public void Typical() => Run(200.0, 25.0, 1.5);

    [Benchmark(OperationsPerInvoke = Draws, Description = "k = 0.5, a = 1e6, b = 1e6")]
    public void Concentrated() => Run(0.5, 1e6, 1e6);

    [Benchmark(OperationsPerInvoke = Draws, Description = "k = 200, a = 0, b = 1.5 (inverse gamma)")]
    public void InverseGamma() => Run(200.0, 0.0, 1.5);

    private void Run(double k, double a, double b) =>
        device.Launch<Kernel, Arguments>(Chains, new Arguments(sums.View, StreamKey.Of(1, 0), k, a, b));

    public readonly record struct Arguments(ArrayView<double> Sums, StreamKey Key, double K, double A, double B);

    public readonly struct Kernel : IKernel<Arguments>
    {
        public static void Run<T>(int index, in Arguments arguments)
            where T : unmanaged, ILane<T>
        {
            long lane = (long)index * T.Width;
            T sum = T.Of(0.0);
            for (long i = 0; i < DrawsPerLane; i++)
            {
                Stream<T> stream = new(arguments.Key, T.Count(lane), i);
                sum += GeneralizedInverseGaussian.Draw(stream, 0, T.Of(arguments.K), T.Of(arguments.A), T.Of(arguments.B));
            }

            T.Store(T.At(arguments.Sums, lane), 0, sum);
        }
    }
}
