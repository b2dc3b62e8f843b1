using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Mathematics;

/// <summary>The logarithm of the gamma function on lanes.</summary>
/// <remarks>
/// <list type="number">
/// <item>x ≥ 8: Stirling, (x − ½)(ln x − 1) + (½ ln 2π − ½) + S(1/x²)/x, with ln x − 1 in two parts.</item>
/// <item>0.75 ≤ x ≤ 2.25: (x − 1)(x − 2) times a factor near ½, which keeps every digit at the zeros 1 and 2.</item>
/// <item>Else the recurrence Γ(x + 1) = x·Γ(x) moves x into that interval: one step up, or up to six down.</item>
/// </list>
/// The coefficients interpolate at Chebyshev nodes in 60-digit arithmetic (truncation below 6e-18):
/// tests/data/elementary/log_gamma_coefficients.py.
/// </remarks>
public static class LogGamma
{
    private const double Large = 8.0;
    private const double CoreLow = 0.75;
    private const double CoreHigh = 2.25;
    private const int StepsDown = 6;

    // ½ ln 2π − ½
    private const double StirlingConstant = 0.4189385332046727;

    // Beyond this ln Γ exceeds the largest double.
    private const double Largest = 2.55e305;
    private const double Tiny = 1e-300;

    /// <summary>ln Γ(x) for x &gt; 0: +∞ at 0 and above 2.55e305, NaN below 0. At most 1.5 ulp, 2 where products are not fused into sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Of<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T large = T.GreaterOrEqual(x, T.Of(Large));
        T result = x;
        if (T.Any(T.Not(large)))
        {
            result = OfModerate(T.Select(large, T.Of(1.0), x));
        }

        if (T.Any(large))
        {
            result = T.Select(large, OfLarge(T.Select(large, x, T.Of(Large))), result);
        }

        T ordinary = T.Both(T.GreaterOrEqual(x, T.Of(Tiny)), T.LessOrEqual(x, T.Of(Largest)));
        return T.Any(T.Not(ordinary)) ? T.Select(ordinary, result, OfExtreme(x)) : result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T OfLarge<T>(T x)
        where T : unmanaged, ILane<T>
    {
        Logarithm.LogOfNormalInParts(x, T.Of(-1.0), out T high, out T low);
        T inverse = T.Of(1.0) / x;
        T z = inverse * inverse;
        T s = T.MultiplyAdd(z, T.Of(0.005065905360156132), T.Of(-0.001890382993887715));
        s = T.MultiplyAdd(z, s, T.Of(0.0008414700852503147));
        s = T.MultiplyAdd(z, s, T.Of(-0.0005952365845057049));
        s = T.MultiplyAdd(z, s, T.Of(0.0007936507897524059));
        s = T.MultiplyAdd(z, s, T.Of(-0.002777777777773988));
        s = T.MultiplyAdd(z, s, T.Of(0.08333333333333333));

        // x·high and what its rounding loses; the −½ of Stirling's x − ½ joins the small terms.
        T product = x * high;
        T lost = T.MultiplyAdd(x, high, -product);
        T small = T.MultiplyAdd(s, inverse, T.Of(StirlingConstant)) + T.MultiplyAdd(x, low, lost);
        return product + T.MultiplyAdd(T.Of(-0.5), high + low, small);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T OfModerate<T>(T x)
        where T : unmanaged, ILane<T>
    {
        // Γ(x) = Γ(1 + y)·factor, or Γ(1 + y)/factor for a step up; y itself never rounds.
        T one = T.Of(1.0);
        T up = T.Less(x, T.Of(CoreLow));
        T factor = T.Select(up, x, one);
        T argument = x;
        for (int step = 0; step < StepsDown; step++)
        {
            T above = T.Greater(argument, T.Of(CoreHigh));
            argument = T.Select(above, argument - one, argument);
            factor = T.Select(above, factor * argument, factor);
        }

        T y = T.Select(up, x, argument - one);
        Logarithm.LogOfNormalInParts(T.Max(factor, T.Of(Tiny)), T.Of(0.0), out T high, out T low);
        high = T.Select(up, -high, high);
        low = T.Select(up, -low, low);
        return high + (low + Core(y));
    }

    // ln Γ(1 + y) = y·(y − 1)·(9/16 − y/8 + P/Q), −¼ ≤ y ≤ 1¼.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Core<T>(T y)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T p = T.MultiplyAdd(y, T.Of(0.00023921950830749263), T.Of(0.005007399944909637));
        p = T.MultiplyAdd(y, p, T.Of(0.032825747358400534));
        p = T.MultiplyAdd(y, p, T.Of(0.08135226402571384));
        p = T.MultiplyAdd(y, p, T.Of(0.03733033369941977));
        p = T.MultiplyAdd(y, p, T.Of(-0.14728640366807683));
        p = T.MultiplyAdd(y, p, T.Of(-0.21095283995874922));
        p = T.MultiplyAdd(y, p, T.Of(-0.06526887312099862));
        p = T.MultiplyAdd(y, p, T.Of(0.01471566490153286));
        T q = T.MultiplyAdd(y, T.Of(-1.0489270338786455e-07), T.Of(0.0019200303212181728));
        q = T.MultiplyAdd(y, q, T.Of(0.04829564627613085));
        q = T.MultiplyAdd(y, q, T.Of(0.4334893312627354));
        q = T.MultiplyAdd(y, q, T.Of(1.8811740469862128));
        q = T.MultiplyAdd(y, q, T.Of(4.391752913135673));
        q = T.MultiplyAdd(y, q, T.Of(5.634199827256749));
        q = T.MultiplyAdd(y, q, T.Of(3.736324234717689));
        q = T.MultiplyAdd(y, q, T.Of(1.0));

        // The product of three factors, each with what its rounding lost, so that only the last rounding counts.
        T start = T.Of(0.5625);
        T line = T.MultiplyAdd(y, T.Of(-0.125), start);
        T lineLost = T.MultiplyAdd(y, T.Of(-0.125), start - line);
        T ratio = p / q;
        T h = line + ratio;
        T hLost = ratio - (h - line) + lineLost;
        T d = y - one;
        T dLost = y - (d + one);
        T product = y * d;
        T productLost = T.MultiplyAdd(y, dLost, T.MultiplyAdd(y, d, -product));
        return T.MultiplyAdd(product, h, T.MultiplyAdd(product, hLost, productLost * h));
    }

    // Γ(x) → 1/x at 0; −ln x also gives +∞ at 0 and NaN below, and x itself +∞ at the far end.
    private static T OfExtreme<T>(T x)
        where T : unmanaged, ILane<T> =>
        T.Select(T.Greater(x, T.Of(Largest)), T.Of(double.PositiveInfinity), -Logarithm.Log(x));
}
