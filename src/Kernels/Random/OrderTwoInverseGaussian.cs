using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Random;

/// <summary>
/// Exact draws of the generalized inverse Gaussian of order k = 2, density ∝ v^(−3) exp(−(a·v + b/v)/2): the conditional of a
/// latent variance in the log-t model with three degrees of freedom.
/// </summary>
/// <remarks>
/// Without the factor exp(−av/2) this is b/(2g) with g ~ Gamma(2) = −ln(U₁U₂), one logarithm and no rejection; a draw is then accepted with
/// probability exp(−av/2) ≥ 1 − av/2, which nearly always decides without another logarithm: v is a variance, far below 1/a. Where
/// ab exceeds 1 the general sampler, whose acceptance does not fall, draws instead. Which of the two draws depends on the lane's own
/// numbers only.
/// </remarks>
internal static class OrderTwoInverseGaussian
{
    /// <summary>1/v, one draw a lane.</summary>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="site">The site that draws.</param>
    /// <param name="a">Coefficient of v, 0 or more; a·b below 1e300.</param>
    /// <param name="b">Coefficient of 1/v, greater than 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T DrawReciprocal<T>(in Stream<T> stream, long site, T a, T b)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T product = a * b;
        T todo = T.LessOrEqual(product, one);
        T far = T.Not(todo);
        T tilt = T.Of(0.25) * product;
        T gamma = one;
        for (long attempt = 0; T.Any(todo); attempt++)
        {
            stream.ThreeUniforms(site, attempt, out T first, out T second, out T uniform);
            T tried = -Logarithm.LogOfNormal(first * second);

            // av/2 = ab/(4g) ≤ 1 − U implies ln U ≤ −av/2.
            T accept = T.Both(todo, T.LessOrEqual(tilt, (one - uniform) * tried));
            if (T.Any(T.Both(todo, T.Not(accept))))
            {
                accept = T.Both(todo, T.LessOrEqual(tilt, -(Logarithm.LogOfNormal(uniform) * tried)));
            }

            gamma = T.Select(accept, tried, gamma);
            todo = T.Both(todo, T.Not(accept));
        }

        T reciprocal = (gamma + gamma) / b;
        if (T.Any(far))
        {
            reciprocal = T.Select(far, one / GeneralizedInverseGaussian.Draw(stream, site, T.Of(2.0), a, b), reciprocal);
        }

        return reciprocal;
    }
}
