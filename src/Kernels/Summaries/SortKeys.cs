using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Summaries;

/// <summary>What <see cref="SortKeys"/> reads and writes.</summary>
/// <param name="Draws">The draws.</param>
/// <param name="Keys">As many numbers as lanes.</param>
/// <param name="Count">Number of draws.</param>
/// <param name="Folded">1 for distances from <paramref name="Median"/>, 0 for the draws themselves.</param>
/// <param name="Median">In the unit of the draws.</param>
public readonly record struct SortKeysArguments(ArrayView<double> Draws, ArrayView<double> Keys, int Count, int Folded, double Median);

/// <summary>What is sorted, one a lane: the draws, or their distances from the median; +∞ behind them.</summary>
public readonly struct SortKeys : IKernel<SortKeysArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in SortKeysArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long lane = (long)index * T.Width;
        T x = T.Load(T.At(arguments.Draws, lane), 0);
        if (arguments.Folded != 0)
        {
            x = T.Abs(x - T.Of(arguments.Median));
        }

        T within = T.Less(Place.Numbers<T>(lane), T.Of(arguments.Count));
        T.Store(T.At(arguments.Keys, lane), 0, T.Select(within, x, T.Of(double.PositiveInfinity)));
    }
}
