using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Summaries;

/// <summary>Binary search in ascending numbers, of which every lane looks for its own.</summary>
internal static class Search
{
    /// <summary>
    /// How many of <paramref name="ascending"/> are below <paramref name="x"/>, and how many are not above it. The numbers are followed by +∞, at least once, to a
    /// power of two, <paramref name="size"/>; x must be finite, or what stands behind counts too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Bounds<T>(in Strip ascending, long size, T x, out T below, out T notAbove)
        where T : unmanaged, ILane<T>
    {
        T lower = T.OfBits(0);
        T upper = T.OfBits(0);
        for (long step = size >> 1; step > 0; step >>= 1)
        {
            // A count grows by the step where the last number that this would count is still one to count.
            T last = T.OfBits(step - 1);
            T whole = T.OfBits(step);
            T least = T.Gather(ascending, T.AddBits(lower, last));
            T most = T.Gather(ascending, T.AddBits(upper, last));
            lower = T.Select(T.Less(least, x), T.AddBits(lower, whole), lower);
            upper = T.Select(T.LessOrEqual(most, x), T.AddBits(upper, whole), upper);
        }

        below = Place.ToNumber(lower);
        notAbove = Place.ToNumber(upper);
    }
}
