using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Summaries;

/// <summary>What <see cref="LaggedProducts"/> and <see cref="LagFold"/> read and write.</summary>
/// <param name="Series">Series after series, laid out by <paramref name="Layout"/>; a tile more may be read behind the last.</param>
/// <param name="Means">Mean of every half of every series.</param>
/// <param name="Partials">32 numbers a slice, the slices of a lag of a series together.</param>
/// <param name="Sums">32 numbers a lag of a series; their sum is the result.</param>
/// <param name="Layout">How the halves lie.</param>
/// <param name="FirstLag">The first lag.</param>
/// <param name="Lags">How many.</param>
/// <param name="Slices">Into how many parts the halves are shared out.</param>
public readonly record struct LagArguments(
    ArrayView<double> Series, ArrayView<double> Means, ArrayView<double> Partials, ArrayView<double> Sums, SplitLayout Layout, int FirstLag, int Lags, int Slices);

/// <summary>
/// Σ (x_i − x̄)(x_{i + lag} − x̄) over the halves of chains, x̄ being the mean of each half, for several lags of several series at once: a tile takes every
/// <see cref="LagArguments.Slices"/>th half, and in it lane p the products p, p + 32, ….
/// </summary>
public readonly struct LaggedProducts : IKernel<LagArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in LagArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int lane = index * T.Width;
        int tile = lane / Tiles.Width;
        int part = (int)Tiles.Within(lane);
        SplitLayout layout = arguments.Layout;
        int result = tile / arguments.Slices;
        int series = result / arguments.Lags;
        int lag = arguments.FirstLag + (result % arguments.Lags);
        T sum = T.Of(0.0);
        T end = T.Of(layout.Length - lag);
        for (int half = tile % arguments.Slices; half < layout.Rows; half += arguments.Slices)
        {
            long row = ((long)series * layout.Rows) + half;
            T mean = T.LoadUniform(T.At(arguments.Means, row), 0);
            Strip values = T.At(arguments.Series, (row * layout.Stride) + part);
            for (int start = 0; start < layout.Length - lag; start += Tiles.Width)
            {
                T within = T.Less(Place.Numbers<T>(start + part), end);
                T product = (T.Load(values, start) - mean) * (T.Load(values, start + lag) - mean);
                sum += T.Select(within, product, T.Of(0.0));
            }
        }

        T.Store(T.At(arguments.Partials, lane), 0, sum);
    }
}
