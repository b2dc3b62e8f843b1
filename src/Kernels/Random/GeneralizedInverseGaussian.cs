using System.Runtime.CompilerServices;
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
/// acceptance never falls below about 1/√2; it is combined with that of the gamma proposal, so one uniform decides both. Where the
/// variance is well known nearly every try passes a bound that needs no logarithm.
/// </remarks>
internal static class GeneralizedInverseGaussian
{
    /// <summary>One draw a lane.</summary>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="site">The site that draws.</param>
    /// <param name="k">k = −p, greater than 0.</param>
    /// <param name="a">Coefficient of v, 0 or more; a·b below 1e300.</param>
    /// <param name="b">Coefficient of 1/v, greater than 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Draw<T>(in Stream<T> stream, long site, T k, T a, T b)
        where T : unmanaged, ILane<T>
    {
        T half = T.Of(0.5);
        T one = T.Of(1.0);
        T s = half * (k + T.Sqrt(T.MultiplyAdd(k, k, a * b)));
        T inverse = one / s;
        T mode = half * b * inverse;
        T c = half * a * mode;
        Gamma.Proposal<T> proposal = new(s);
        T result = s;
        T todo = T.All;
        for (long attempt = 0; T.Any(todo); attempt += 2)
        {
            stream.NormalAndUniform(site, attempt, out T normal, out T uniform);
            T gamma = proposal.Try(normal, uniform, out Gamma.Attempt<T> tried);
            T x = s / gamma;

            // ln x ≥ 1 − 1/x bounds what the exact test would take. Where x overflows, the bound is no number and decides nothing.
            T distance = x - one;
            T bound = T.MultiplyAdd(c * (gamma * inverse) * distance, distance, tried.Bound);
            T accept = T.Both(todo, T.LessOrEqual(bound, one - tried.Uniform));
            if (T.Any(T.Both(todo, T.Not(accept))))
            {
                gamma = proposal.Weigh(stream, site, attempt, tried, gamma, out T logAcceptance, out T logGamma);
                x = s / gamma;

                // c = 0 is the inverse gamma itself, where x may overflow: 0·∞ must not decide.
                T logX = Logarithm.Log(s / proposal.Unit) - logGamma;
                T excess = T.Select(T.Greater(c, T.Of(0.0)), c * (x - one - logX), T.Of(0.0));
                T passed = T.LessOrEqual(Logarithm.LogOfNormal(tried.Uniform), logAcceptance - excess);
                accept = T.Both(todo, T.Either(accept, passed));
            }

            result = T.Select(accept, x, result);
            todo = T.Both(todo, T.Not(accept));
        }

        return mode * result;
    }
}
