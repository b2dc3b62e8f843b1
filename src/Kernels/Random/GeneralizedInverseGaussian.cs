using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Random;

/// <summary>
/// Exact draws of the generalized inverse Gaussian with negative index, the full conditional of a variance under the
/// half-variance (log-normal) mean: density ∝ v^(−k−1) exp(−(a·v + b/v)/2).
/// </summary>
/// <remarks>
/// With s = (k + √(k² + ab))/2 and v₀ = b/(2s) (the mode of ln v), v/v₀ ≥ 1 + ln(v/v₀) bounds exp(−av/2) by a power of v, which
/// leaves an inverse gamma: propose x = s/Gamma(s), accept with probability exp(−c(x − 1 − ln x)), c = a·v₀/2, return v₀·x. The
/// acceptance never falls below about 1/√2; it is combined with that of the gamma proposal, so one uniform decides both.
/// </remarks>
public static class GeneralizedInverseGaussian
{
    /// <summary>One draw a lane.</summary>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="site">The site that draws.</param>
    /// <param name="k">k = −p, greater than 0.</param>
    /// <param name="a">Coefficient of v, 0 or more; a·b below 1e300.</param>
    /// <param name="b">Coefficient of 1/v, greater than 0.</param>
    public static T Draw<T>(in Stream<T> stream, long site, T k, T a, T b)
        where T : unmanaged, ILane<T>
    {
        T half = T.Of(0.5);
        T s = half * (k + T.Sqrt(T.MultiplyAdd(k, k, a * b)));
        T mode = half * b / s;
        T c = half * a * mode;
        Gamma.Proposal<T> proposal = new(s);
        T logRatio = Logarithm.Log(s / proposal.Unit);
        T result = s;
        T todo = T.All;
        for (long attempt = 0; T.Any(todo); attempt += 2)
        {
            T gamma = proposal.Try(stream, site, attempt, out T logAcceptance, out T logGamma, out T uniform);
            T x = s / gamma;

            // c = 0 is the inverse gamma itself, where x may overflow: 0·∞ must not decide.
            T excess = T.Select(T.Less(T.Of(0.0), c), c * (x - T.Of(1.0) - (logRatio - logGamma)), T.Of(0.0));
            T accept = T.Both(todo, T.LessOrEqual(Logarithm.LogOfNormal(uniform), logAcceptance - excess));
            result = T.Select(accept, x, result);
            todo = T.Both(todo, T.Not(accept));
        }

        return mode * result;
    }
}
