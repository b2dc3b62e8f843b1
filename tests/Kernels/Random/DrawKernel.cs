using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Tests.Kernels.Random;

/// <summary>A draw with up to three parameters, to make on any device.</summary>
public interface IDraw
{
    static abstract T At<T>(in Stream<T> stream, T p1, T p2, T p3)
        where T : unmanaged, ILane<T>;
}

/// <summary>One draw an iteration and lane.</summary>
/// <param name="Parameters">Three columns of parameters, one row a lane.</param>
/// <param name="Draws">Draw of iteration i, lane l at [i · Lanes + l].</param>
/// <param name="Key">Key of the stream.</param>
/// <param name="FirstChain">Chain of lane 0.</param>
/// <param name="FirstIteration">The first iteration.</param>
/// <param name="Iterations">Number of iterations.</param>
/// <param name="Lanes">Number of lanes.</param>
public readonly record struct DrawArguments(
    ArrayView<double> Parameters, ArrayView<double> Draws, StreamKey Key, long FirstChain, long FirstIteration, long Iterations, long Lanes);

/// <summary>Draws.</summary>
public readonly struct DrawKernel<TDraw> : IKernel<DrawArguments>
    where TDraw : IDraw
{
    public static void Run<T>(int index, in DrawArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long lane = (long)index * T.Width;
        Strip parameters = T.At(arguments.Parameters, lane);
        Strip draws = T.At(arguments.Draws, lane);
        T p1 = T.Load(parameters, 0);
        T p2 = T.Load(parameters, arguments.Lanes);
        T p3 = T.Load(parameters, 2 * arguments.Lanes);
        T chain = T.Count(arguments.FirstChain + lane);
        for (long i = 0; i < arguments.Iterations; i++)
        {
            Stream<T> stream = new(arguments.Key, chain, arguments.FirstIteration + i);
            T.Store(draws, i * arguments.Lanes, TDraw.At(stream, p1, p2, p3));
        }
    }
}

/// <summary>What to draw: a block of chains and iterations of one stream.</summary>
public readonly record struct Block()
{
    public ulong Seed { get; init; } = 1;

    public ulong Problem { get; init; }

    public int FirstChain { get; init; }

    public int Chains { get; init; } = 2048;

    public int FirstIteration { get; init; }

    public int Iterations { get; init; } = 128;

    /// <summary>The draws of this block, iteration by iteration, with the same parameters for every chain.</summary>
    public double[] Take<TDraw>(Device device, double p1 = 0.0, double p2 = 0.0, double p3 = 0.0)
        where TDraw : IDraw => Take<TDraw>(device, _ => (p1, p2, p3));

    /// <summary>The draws of this block, with parameters that differ from chain to chain.</summary>
    public double[] Take<TDraw>(Device device, Func<int, (double P1, double P2, double P3)> parametersOfChain)
        where TDraw : IDraw
    {
        double[] table = new double[3 * Chains];
        for (int lane = 0; lane < Chains; lane++)
        {
            (table[lane], table[Chains + lane], table[(2 * Chains) + lane]) = parametersOfChain(FirstChain + lane);
        }

        using Memory parameters = device.Upload(table);
        using Memory draws = device.Allocate((long)Chains * Iterations);
        device.Launch<DrawKernel<TDraw>, DrawArguments>(
            Chains,
            new DrawArguments(parameters.View, draws.View, StreamKey.Of(Seed, Problem), FirstChain, FirstIteration, Iterations, Chains));
        return draws.ToArray();
    }
}
