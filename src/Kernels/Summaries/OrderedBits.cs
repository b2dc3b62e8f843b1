using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Summaries;

/// <summary>What <see cref="OrderedBits"/> changes.</summary>
/// <param name="Values">Numbers, or the integers made of them; as many as lanes.</param>
public readonly record struct OrderedBitsArguments(ArrayView<double> Values);

/// <summary>
/// Turns doubles into signed 64-bit integers in the same order, and these back: of a negative one all bits but the sign change. For a sort of integers, one
/// number a lane. (AscendingDouble of ILGPU.Algorithms 1.5.3 puts negative numbers in the wrong order.)
/// </summary>
public readonly struct OrderedBits : IKernel<OrderedBitsArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in OrderedBitsArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Strip values = T.At(arguments.Values, (long)index * T.Width);
        T x = T.Load(values, 0);
        T positive = T.EqualBits(T.AndBits(x, T.OfBits(long.MinValue)), T.OfBits(0));
        T.Store(values, 0, T.Select(positive, x, T.XorBits(x, T.OfBits(long.MaxValue))));
    }
}
