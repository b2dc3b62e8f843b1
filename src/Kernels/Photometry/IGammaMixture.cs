using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// A density of x = h·S up to a constant factor, as a shape times a factor that changes from one grid point to the next by a constant
/// ratio: walking along a grid needs no exponential.
/// </summary>
/// <remarks>Passed by ref, never by in: the compiler would copy an in argument of a generic type before every call, 200 bytes each time.</remarks>
/// <typeparam name="T">The lane type.</typeparam>
internal interface IDensity<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>The shape at x ≥ 0.</summary>
    T Shape(T x);

    /// <summary>The factor at x ≥ 0.</summary>
    T Factor(T x);

    /// <summary>Ratio of the factors at x + step and x.</summary>
    T Ratio(T step);

    /// <summary>Sum of shapes at x, x + step … x + 7 step, each times its factor over the factor at x: eight independent chains of arithmetic.</summary>
    T SumOfEight(T x, T step, T ratio);
}

/// <summary>The aperture posterior of x = h·S, evaluated: a mixture Σ W_l Gamma(x; l + 1, 1) with log-concave weights.</summary>
/// <typeparam name="T">The lane type.</typeparam>
internal interface IGammaMixture<T> : IDensity<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>Density at x = 0, which is W₀.</summary>
    T AtZero { get; }

    /// <summary>The largest x that may be asked for; the posterior beyond it is nothing.</summary>
    T Largest { get; }

    /// <summary>Density, its slope and curvature, and survival at one point 0 ≤ x ≤ <see cref="Largest"/>.</summary>
    void At(T x, out Point<T> point);

    /// <summary>The same without the survival.</summary>
    void Local(T x, out Point<T> point);

    /// <summary>Density, slope and survival at two points at once: independent chains of arithmetic in one loop over the terms.</summary>
    void At(T low, T high, out Point<T> atLow, out Point<T> atHigh);
}

/// <summary>What a posterior is at one point.</summary>
/// <typeparam name="T">The lane type.</typeparam>
internal struct Point<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>p(x).</summary>
    public T Density;

    /// <summary>p′(x).</summary>
    public T Slope;

    /// <summary>p″(x).</summary>
    public T Curvature;

    /// <summary>P(X &gt; x).</summary>
    public T Survival;
}
