using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>Running sums of Poisson terms times the mixture's weights, their differences and their upper sums.</summary>
/// <typeparam name="T">The lane type.</typeparam>
internal struct Terms<T>
    where T : unmanaged, ILane<T>
{
    private readonly T atTop;
    private readonly T top;
    private readonly T bottom;
    private T probability;
    private Point<T> sums;

    /// <param name="atTop">Poisson probability of <paramref name="top"/>.</param>
    /// <param name="top">The highest term that counts.</param>
    /// <param name="bottom">The lowest term that counts.</param>
    public Terms(T atTop, T top, T bottom)
    {
        T zero = T.Of(0.0);
        this.atTop = atTop;
        this.top = top;
        this.bottom = bottom;
        probability = zero;
        sums.Density = zero;
        sums.Slope = zero;
        sums.Curvature = zero;
        sums.Survival = zero;
    }

    /// <summary>Takes in term <paramref name="l"/>, one below the last; a lane ignores terms outside its own top and bottom, whatever its neighbours need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T l, T weight, T difference, T second, T upper, T inverse)
    {
        probability = T.Select(T.EqualBits(l, top), atTop, probability);
        probability = T.Select(T.Less(l, bottom), T.Of(0.0), probability);
        sums.Density = T.MultiplyAdd(probability, weight, sums.Density);
        sums.Slope = T.MultiplyAdd(probability, difference, sums.Slope);
        sums.Curvature = T.MultiplyAdd(probability, second, sums.Curvature);
        sums.Survival = T.MultiplyAdd(probability, upper, sums.Survival);
        probability = probability * (l * inverse);
    }

    /// <summary>The sums for weights of sum 1.</summary>
    public readonly Point<T> Sums(T inverseTotal)
    {
        Point<T> point = default;
        point.Density = sums.Density * inverseTotal;
        point.Slope = sums.Slope * inverseTotal;
        point.Curvature = sums.Curvature * inverseTotal;
        point.Survival = sums.Survival * inverseTotal;
        return point;
    }
}
