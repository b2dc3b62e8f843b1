using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Summaries;

/// <summary>Adds up the slices that <see cref="LaggedProducts"/> wrote.</summary>
public readonly struct LagFold : IKernel<LagArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in LagArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long lane = (long)index * T.Width;
        long result = lane / Tiles.Width;
        Strip partials = T.At(arguments.Partials, (result * arguments.Slices * Tiles.Width) + Tiles.Within(lane));
        T sum = T.Of(0.0);
        for (int slice = 0; slice < arguments.Slices; slice++)
        {
            sum += T.Load(partials, (long)slice * Tiles.Width);
        }

        T.Store(T.At(arguments.Sums, lane), 0, sum);
    }
}
