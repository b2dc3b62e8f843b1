using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// Sums over the mixture, gathered while its terms pass from the last to the first: the upper sums, summed again and again,
/// are the rising-factorial moments Σ W u, Σ W u(u+1)/2, Σ W u(u+1)(u+2)/6 of u = j + 1, at one addition each.
/// </summary>
/// <typeparam name="T">The lane type.</typeparam>
internal struct Moments<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>Σ W.</summary>
    public T Total;

    private T first;
    private T second;
    private T third;

    public Moments(T zero)
    {
        Total = zero;
        first = zero;
        second = zero;
        third = zero;
    }

    /// <summary>Takes in the next lower term.</summary>
    public void Add(T weight)
    {
        Total += weight;
        first += Total;
        second += first;
        third += second;
    }

    /// <summary>
    /// Mean, variance and third central moment of x, where x given term l is Gamma(k = l + 1): by the law of total cumulance
    /// E k, E k + Var k, and 2 E k + 3 Var k + κ₃(k).
    /// </summary>
    /// <param name="start">The first term's number.</param>
    /// <param name="mean">E x.</param>
    /// <param name="variance">Var x.</param>
    /// <param name="skew">E(x − E x)³.</param>
    public readonly void OfMixture(T start, out T mean, out T variance, out T skew)
    {
        T one = T.Of(1.0);
        T inverse = one / Total;
        T u = first * inverse;
        T uu = T.MultiplyAdd(T.Of(2.0) * second, inverse, -u);
        T uuu = (T.Of(6.0) * third * inverse) - T.MultiplyAdd(T.Of(3.0), uu, T.Of(2.0) * u);
        T spread = uu - (u * u);
        T tilt = uuu - (u * T.MultiplyAdd(T.Of(3.0), spread, u * u));
        mean = u + start;
        variance = mean + spread;
        skew = T.MultiplyAdd(T.Of(3.0), spread, T.MultiplyAdd(T.Of(2.0), mean, tilt));
    }
}
