using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Summaries;

/// <summary>What <see cref="SortStep"/> reads and writes.</summary>
/// <param name="From">Numbers, as many as lanes, a power of two; none NaN.</param>
/// <param name="To">The same numbers, one step nearer their order.</param>
/// <param name="Block">Length of the runs that this phase puts in order, ascending and descending in turn; a power of two.</param>
/// <param name="Distance">Between the two numbers that are compared; a power of two below <paramref name="Block"/>.</param>
public readonly record struct SortStepArguments(ArrayView<double> From, ArrayView<double> To, int Block, int Distance);

/// <summary>
/// One step of Batcher's bitonic sort (1968, "Sorting networks and their applications"), one number a lane: for devices on which ILGPU.Algorithms' radix sort
/// does not run.
/// </summary>
public readonly struct SortStep : IKernel<SortStepArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in SortStepArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long lane = (long)index * T.Width;
        T place = T.Count(lane);
        T own = T.Load(T.At(arguments.From, lane), 0);
        T other = T.Gather(T.At(arguments.From, 0), T.XorBits(place, T.OfBits(arguments.Distance)));
        T ascending = T.EqualBits(T.AndBits(place, T.OfBits(arguments.Block)), T.OfBits(0));
        T first = T.EqualBits(T.AndBits(place, T.OfBits(arguments.Distance)), T.OfBits(0));
        T smaller = T.Either(T.Both(ascending, first), T.Both(T.Not(ascending), T.Not(first)));
        T.Store(T.At(arguments.To, lane), 0, T.Select(smaller, T.Min(own, other), T.Max(own, other)));
    }
}
