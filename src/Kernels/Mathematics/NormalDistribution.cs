using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Mathematics;

/// <summary>The standard normal distribution on lanes, from + − × ÷ and bit moves.</summary>
/// <remarks>
/// Φ(−t) = exp(−t²/2)·P(t)/Q(t), t ≥ 0, with P and Q of degrees 9 and 10 that interpolate Mills' ratio at the Chebyshev nodes
/// of (t − 4)/(t + 4) (the map of Schonfelder 1978, Math. Comp. 32, 1232): relative truncation 9e-17 for t ≤ 39. All
/// coefficients are positive, so nothing cancels.
/// </remarks>
internal static class NormalDistribution
{
    private const double InverseRootTwoPi = 0.3989422804014327;

    // exp(−t²/2) is a normal number up to here; the density there is 1e-306.
    private const double Furthest = 37.5;

    /// <summary>
    /// Φ(x) for every double: 0 below −38.6 (through the subnormals), 1 above 8.3, NaN stays. At most 6 ulp where
    /// <see cref="ILane{T}.MultiplyAdd"/> is fused; without it the relative error of the lower tail grows as x²/4 ulp.
    /// </summary>
    public static T Cdf<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T t = T.AtMost(T.Abs(x), T.Of(39.0));
        T square = t * t;
        T lost = T.MultiplyAdd(t, t, -square);
        T bell = Exponential.Exp(T.Of(-0.5) * square);
        T tail = MillsRatio(t) * T.MultiplyAdd(T.Of(-0.5) * lost, bell, bell);
        return T.Select(T.Greater(x, T.Of(0.0)), T.Of(1.0) - tail, tail);
    }

    /// <summary>
    /// Φ(x), and φ(x), the density, at little more than the cost of either. Absolute error below 2e-16; beyond |x| = 37.5 both are
    /// those at 37.5, within 1e-305 of the truth. NaN stays.
    /// </summary>
    public static T CdfAndDensity<T>(T x, out T density)
        where T : unmanaged, ILane<T>
    {
        T t = T.AtMost(T.Abs(x), T.Of(Furthest));
        T bell = Exponential.ExpOfModerate(T.Of(-0.5) * t * t);
        density = T.Of(InverseRootTwoPi) * bell;
        T tail = MillsRatio(t) * bell;
        return T.Select(T.Greater(x, T.Of(0.0)), T.Of(1.0) - tail, tail);
    }

    /// <summary>exp(t²/2)·Φ(−t) for 0 ≤ t ≤ 39.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T MillsRatio<T>(T t)
        where T : unmanaged, ILane<T>
    {
        T p = T.MultiplyAdd(t, T.Of(1.3993048118643565e-06), T.Of(3.757916535870989e-05));
        T q = T.MultiplyAdd(t, T.Of(3.5075370062550256e-06), T.Of(9.419699842335464e-05));
        p = T.MultiplyAdd(t, p, T.Of(0.0004941506706428816));
        q = T.MultiplyAdd(t, q, T.Of(0.0012421595801411335));
        p = T.MultiplyAdd(t, p, T.Of(0.004115983017212425));
        q = T.MultiplyAdd(t, q, T.Of(0.010411436397331716));
        p = T.MultiplyAdd(t, p, T.Of(0.023751350888201746));
        q = T.MultiplyAdd(t, q, T.Of(0.06076744505109421));
        p = T.MultiplyAdd(t, p, T.Of(0.0981308959658345));
        q = T.MultiplyAdd(t, q, T.Of(0.2561065130662715));
        p = T.MultiplyAdd(t, p, T.Of(0.2903132931433541));
        q = T.MultiplyAdd(t, q, T.Of(0.7848013162542371));
        p = T.MultiplyAdd(t, p, T.Of(0.5954446719693803));
        q = T.MultiplyAdd(t, q, T.Of(1.718839864814702));
        p = T.MultiplyAdd(t, p, T.Of(0.7758577209030002));
        q = T.MultiplyAdd(t, q, T.Of(2.5655989100829704));
        p = T.MultiplyAdd(t, p, T.Of(0.5));
        q = T.MultiplyAdd(t, q, T.Of(2.349600002608859));
        q = T.MultiplyAdd(t, q, T.Of(1.0));
        return p / q;
    }
}
