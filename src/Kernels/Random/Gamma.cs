using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Random;

/// <summary>Gamma and inverse-gamma draws on lanes: Marsaglia and Tsang (ACM TOMS 26, 363, 2000), exact for every shape &gt; 0.</summary>
public static class Gamma
{
    /// <summary>One draw of Gamma(shape, rate 1) a lane.</summary>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="site">The site that draws; attempts 2k and 2k + 1 are used.</param>
    /// <param name="shape">Shape, greater than 0. Below about 10⁻³ a draw may underflow to 0, as the distribution itself does.</param>
    public static T Draw<T>(in Stream<T> stream, long site, T shape)
        where T : unmanaged, ILane<T>
    {
        Proposal<T> proposal = new(shape);
        T result = shape;
        T todo = T.All;
        for (long attempt = 0; T.Any(todo); attempt += 2)
        {
            T draw = proposal.Try(stream, site, attempt, out T logAcceptance, out _, out T uniform);
            T accept = T.Both(todo, T.LessOrEqual(Logarithm.LogOfNormal(uniform), logAcceptance));
            result = T.Select(accept, draw, result);
            todo = T.Both(todo, T.Not(accept));
        }

        return result;
    }

    /// <summary>One draw of InvGamma(shape, scale), density ∝ v^(−shape−1) exp(−scale/v), a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T DrawInverse<T>(in Stream<T> stream, long site, T shape, T scale)
        where T : unmanaged, ILane<T> => scale / Draw(stream, site, shape);

    /// <summary>
    /// One try at a Gamma(shape) draw: g = d·v, v = (1 + c·z)³, d = shape − ⅓, c = 1/√(9d), accepted with probability
    /// exp(½z² + d(1 − v + ln v)) ≤ 1. Shapes below 1 draw at shape + 1 and multiply by U^(1/shape).
    /// </summary>
    internal readonly struct Proposal<T>
        where T : unmanaged, ILane<T>
    {
        private readonly T shape;
        private readonly T boosted;
        private readonly T d;
        private readonly T c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Proposal(T shape)
        {
            this.shape = shape;
            boosted = T.Less(shape, T.Of(1.0));
            d = T.Select(boosted, shape + T.Of(1.0), shape) - T.Of(1.0 / 3.0);
            c = T.Of(1.0 / 3.0) / T.Sqrt(d);
        }

        /// <summary>A proposed draw, the log of its acceptance probability, the log of the draw, and a uniform to compare with.</summary>
        public T Try(in Stream<T> stream, long site, long attempt, out T logAcceptance, out T logDraw, out T uniform)
        {
            stream.NormalAndUniform(site, attempt, out T z, out uniform);
            T root = T.MultiplyAdd(c, z, T.Of(1.0));
            T inside = T.Less(T.Of(1e-100), root);
            root = T.Select(inside, root, T.Of(1.0));
            T logV = T.Of(3.0) * Logarithm.LogOfNormal(root);
            T v = root * root * root;
            T bracket = T.MultiplyAdd(T.Of(0.5) * z, z, d * (T.Of(1.0) - v + logV));
            logAcceptance = T.Select(inside, bracket, T.Of(double.NegativeInfinity));
            T draw = d * v;
            logDraw = logV;
            if (T.Any(boosted))
            {
                stream.Uniforms(site, attempt + 1, out T u, out _);
                T logPower = Logarithm.LogOfNormal(u) / shape;
                draw = T.Select(boosted, draw * Exponential.Exp(logPower), draw);
                logDraw = T.Select(boosted, logDraw + logPower, logDraw);
            }

            return draw;
        }

        /// <summary>d, so that a draw is d·exp(logDraw).</summary>
        public T Unit => d;
    }
}
