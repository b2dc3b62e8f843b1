using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>What is known of where a solution lies: above <see cref="Below"/> and below <see cref="Above"/>.</summary>
/// <typeparam name="T">The lane type.</typeparam>
internal struct Bounds<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>The solution is greater than this.</summary>
    public T Below;

    /// <summary>The solution is less than this.</summary>
    public T Above;

    public Bounds(T below, T above)
    {
        Below = below;
        Above = above;
    }

    /// <summary>
    /// <paramref name="x"/> + <paramref name="move"/> when that lies inside; otherwise half way from <paramref name="x"/> to the bound
    /// it would cross, at most to 2x + 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Step(T x, T move)
    {
        T next = x + move;
        T half = T.Of(0.5);
        T farthest = T.MultiplyAdd(T.Of(2.0), x, T.Of(1.0));
        T up = T.Min(T.Select(T.Less(next, Above), next, half * (x + Above)), farthest);
        return T.Select(T.Less(Below, next), up, half * (x + Below));
    }
}
