using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Mathematics;

/// <summary>
/// Natural logarithms on lanes, from + − × ÷ and bit moves (ILGPU's own double logarithm is a CORDIC loop where libdevice is
/// absent, with relative errors up to 1e-9 near 1).
/// </summary>
/// <remarks>
/// x = 2ᵏ·(1 + f) with 1 + f in [√½, √2); with s = f/(2 + f), ln(1 + f) = 2·artanh(s) = f − s·(f − R(s²)), the remez fit R of
/// fdlibm's e_log.c (Sun Microsystems, 1993); k·ln 2 is added in two parts. The largest error found is 0.85 ulp, fused or not.
/// </remarks>
public static class Logarithm
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const long SqrtHalfBits = 0x3FE6A09E667F3BCD;
    private const long OneBits = 0x3FF0000000000000;
    private const long MantissaBits = 0x000FFFFFFFFFFFFF;

    // 2⁵² as bits: or-ing a small integer into it, then subtracting, turns the integer into a double.
    private const long TwoTo52Bits = 0x4330000000000000;
    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>ln x for every double: −∞ at 0, NaN below 0, +∞ at +∞. At most 1 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T ordinary = T.Both(T.GreaterOrEqual(x, T.Of(SmallestNormal)), T.LessOrEqual(x, T.Of(double.MaxValue)));
        T result = LogOfNormal(x);
        return T.Any(T.Not(ordinary)) ? Special(x, ordinary, result) : result;
    }

    /// <summary>ln x for positive, finite x of at least 2.3e-308; anything else gives garbage. At most 1 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LogOfNormal<T>(T x)
        where T : unmanaged, ILane<T>
    {
        Reduce(x, out T k, out T f);
        return Assemble(k, f, T.Of(0.0));
    }

    /// <summary>ln(1 + x), accurate near 0: −∞ at −1, NaN below, +∞ at +∞. At most 1 ulp.</summary>
    public static T Log1p<T>(T x)
        where T : unmanaged, ILane<T>
    {
        // Where 1 + x needs no power of two, f = x itself carries every digit; elsewhere the digits lost in 1 + x come back as a
        // correction.
        T one = T.Of(1.0);
        T sum = one + x;
        Reduce(sum, out T k, out T f);
        T lost = T.Select(T.Less(x, one), x - (sum - one), one - (sum - x)) / sum;
        T near = T.Both(T.Greater(x, T.Of(-0.29)), T.Less(x, T.Of(0.41)));
        T zero = T.Of(0.0);
        T result = Assemble(T.Select(near, zero, k), T.Select(near, x, f), T.Select(near, zero, lost));

        T ordinary = T.Both(T.GreaterOrEqual(sum, T.Of(SmallestNormal)), T.LessOrEqual(sum, T.Of(double.MaxValue)));
        if (T.Any(T.Not(ordinary)))
        {
            result = Special(sum, ordinary, result);
        }

        // Keeps the sign of −0 and subnormals exact.
        return T.Select(T.Less(T.Abs(x), T.Of(1e-300)), x, result);
    }

    /// <summary>
    /// ln x + <paramref name="offset"/> as an unevaluated sum high + low that carries about ten bits more than a double, for a
    /// normal x; offset is 0, or −1 where x ≥ 3.
    /// </summary>
    internal static void LogOfNormalInParts<T>(T x, T offset, out T high, out T low)
        where T : unmanaged, ILane<T>
    {
        Reduce(x, out T k, out T f);
        T leading = T.MultiplyAdd(k, T.Of(Ln2High), offset);
        high = leading + f;
        low = f - (high - leading) + Remainder(k, f, T.Of(0.0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce<T>(T x, out T k, out T f)
        where T : unmanaged, ILane<T>
    {
        T shifted = T.AddBits(x, T.OfBits(OneBits - SqrtHalfBits));
        T exponent = T.ShiftRightBits(shifted, 52);
        k = T.OrBits(exponent, T.OfBits(TwoTo52Bits)) - T.Of(4503599627370496.0 + 1023.0);
        T mantissa = T.AddBits(T.AndBits(shifted, T.OfBits(MantissaBits)), T.OfBits(SqrtHalfBits));
        f = mantissa - T.Of(1.0);
    }

    private static T Assemble<T>(T k, T f, T correction)
        where T : unmanaged, ILane<T> => T.MultiplyAdd(k, T.Of(Ln2High), f + Remainder(k, f, correction));

    // What is left of k·ln 2 + ln(1 + f) + correction when the exact k·Ln2High + f is taken off.
    private static T Remainder<T>(T k, T f, T correction)
        where T : unmanaged, ILane<T>
    {
        T s = f / (T.Of(2.0) + f);
        T z = s * s;
        T w = z * z;
        T even = T.MultiplyAdd(w, T.MultiplyAdd(w, T.Of(1.531383769920937332e-01), T.Of(2.222219843214978396e-01)), T.Of(3.999999999940941908e-01)) * w;
        T odd = T.MultiplyAdd(
            w,
            T.MultiplyAdd(w, T.MultiplyAdd(w, T.Of(1.479819860511658591e-01), T.Of(1.818357216161805012e-01)), T.Of(2.857142874366239149e-01)),
            T.Of(6.666666666666735130e-01)) * z;
        T halfSquare = T.Of(0.5) * f * f;
        T small = T.MultiplyAdd(k, T.Of(Ln2Low), correction);
        return T.MultiplyAdd(s, halfSquare + (odd + even), small) - halfSquare;
    }

    private static T Special<T>(T x, T ordinary, T result)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        T subnormal = T.Both(T.Greater(x, zero), T.Less(x, T.Of(SmallestNormal)));
        T scaled = LogOfNormal(T.Select(subnormal, x * T.Of(18014398509481984.0), T.Of(1.0))) - T.Of(37.429947750237047);
        T extreme = T.Select(
            T.Both(T.GreaterOrEqual(x, zero), T.LessOrEqual(x, zero)),
            T.Of(double.NegativeInfinity),
            T.Select(T.Greater(x, zero), x, T.Of(double.NaN)));
        return T.Select(ordinary, result, T.Select(subnormal, scaled, extreme));
    }
}
