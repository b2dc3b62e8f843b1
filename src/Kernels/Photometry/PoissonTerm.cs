using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// One Poisson probability in closed form, at full relative precision for any count: the saddle-point form
/// exp(−δ(l) − D(l, x)) / √(2πl) of Loader (2000, "Fast and accurate computation of binomial probabilities").
/// </summary>
internal static class PoissonTerm
{
    private const double TwoTo52 = 4503599627370496.0;
    private const double TwoPi = 6.283185307179586;

    /// <summary>x rounded to a whole number, for 0 ≤ x ≤ 2⁵¹.</summary>
    public static T Whole<T>(T x)
        where T : unmanaged, ILane<T> => (x + T.Of(TwoTo52)) - T.Of(TwoTo52);

    /// <summary>Pois(l; x) for whole l ≥ 20 and x &gt; 0.</summary>
    public static T At<T>(T l, T x)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T inverse = one / l;
        T square = inverse * inverse;

        // δ(l) = ln l! − ln(√(2πl) (l/e)^l), Stirling's series.
        T delta = T.MultiplyAdd(square, T.Of(-1.0 / 1680.0), T.Of(1.0 / 1260.0));
        delta = T.MultiplyAdd(square, delta, T.Of(-1.0 / 360.0));
        delta = T.MultiplyAdd(square, delta, T.Of(1.0 / 12.0)) * inverse;
        T exponent = -(delta + Deviance(l, x));
        return Exponential.Exp(exponent) / T.Sqrt(T.Of(TwoPi) * l);
    }

    /// <summary>D(l, x) = l ln(l/x) + x − l ≥ 0, by its series in v = (l − x)/(l + x) where the direct form would cancel.</summary>
    public static T Deviance<T>(T l, T x)
        where T : unmanaged, ILane<T>
    {
        T difference = l - x;
        T v = difference / (l + x);
        T w = v * v;
        T series = T.MultiplyAdd(w, T.Of(1.0 / 19.0), T.Of(1.0 / 17.0));
        series = T.MultiplyAdd(w, series, T.Of(1.0 / 15.0));
        series = T.MultiplyAdd(w, series, T.Of(1.0 / 13.0));
        series = T.MultiplyAdd(w, series, T.Of(1.0 / 11.0));
        series = T.MultiplyAdd(w, series, T.Of(1.0 / 9.0));
        series = T.MultiplyAdd(w, series, T.Of(1.0 / 7.0));
        series = T.MultiplyAdd(w, series, T.Of(1.0 / 5.0));
        series = T.MultiplyAdd(w, series, T.Of(1.0 / 3.0));
        T near = T.MultiplyAdd(T.Of(2.0) * l * v, w * series, difference * v);
        T close = T.Less(w, T.Of(0.01));
        return T.Any(T.Not(close)) ? T.Select(close, near, T.MultiplyAdd(l, Logarithm.Log(l / x), -difference)) : near;
    }
}
