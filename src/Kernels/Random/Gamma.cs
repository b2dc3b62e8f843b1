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
    /// <param name="shape">Shape, greater than 0. Below about 10⁻³ a draw may underflow to 0, as the distribution itself does. What is no shape (NaN, ∞, 0 or less)
    /// comes back as the draw: no try would ever be accepted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Draw<T>(in Stream<T> stream, long site, T shape)
        where T : unmanaged, ILane<T>
    {
        Proposal<T> proposal = new(shape);
        T result = shape;
        T todo = T.Both(T.Greater(shape, T.Of(0.0)), T.Less(shape, T.Of(double.PositiveInfinity)));
        for (long attempt = 0; T.Any(todo); attempt += 2)
        {
            stream.NormalAndUniform(site, attempt, out T normal, out T uniform);
            T draw = proposal.Try(normal, uniform, out Attempt<T> tried);
            T accept = T.Both(todo, T.LessOrEqual(tried.Bound, T.Of(1.0) - tried.Uniform));
            if (T.Any(T.Both(todo, T.Not(accept))))
            {
                draw = proposal.Weigh(stream, site, attempt, tried, draw, out T logAcceptance, out _);
                accept = T.Both(todo, T.Either(accept, T.LessOrEqual(Logarithm.LogOfNormal(tried.Uniform), logAcceptance)));
            }

            result = T.Select(accept, draw, result);
            todo = T.Both(todo, T.Not(accept));
        }

        return result;
    }

    /// <summary>One draw of InvGamma(shape, scale), density ∝ v^(−shape−1) exp(−scale/v), a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T DrawInverse<T>(in Stream<T> stream, long site, T shape, T scale)
        where T : unmanaged, ILane<T> => scale / Draw(stream, site, shape);

    /// <summary>What a try drew, and a bound on what its rejection would take.</summary>
    /// <param name="normal">z.</param>
    /// <param name="root">1 + c·z, moved to 1 where it is not positive.</param>
    /// <param name="uniform">The uniform that decides.</param>
    /// <param name="bound">At least minus the log of the acceptance probability; ∞ where no cheap bound is known.</param>
    internal readonly struct Attempt<T>(T normal, T root, T uniform, T bound)
        where T : unmanaged, ILane<T>
    {
        public readonly T Normal = normal;
        public readonly T Root = root;
        public readonly T Uniform = uniform;
        public readonly T Bound = bound;
    }

    /// <summary>
    /// One try at a Gamma(shape) draw: g = d·v, v = (1 + c·z)³, d = shape − ⅓, c = 1/√(9d), accepted with probability
    /// exp(½z² + d(1 − v + ln v)) ≤ 1. Shapes below 1 draw at shape + 1 and multiply by U^(1/shape).
    /// </summary>
    /// <remarks>
    /// With y = c·z ≥ −½ the exponent is at least −1.5·d·y⁴ (the series of ln(1 + y) with its remainder), and ln u ≤ u − 1: a
    /// try with 1.5·d·y⁴ ≤ 1 − u is accepted without a logarithm. At shape 200 that is all but 3 in 10,000.
    /// </remarks>
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

        /// <summary>d, so that a draw is d·exp(logDraw).</summary>
        public T Unit => d;

        /// <summary>A proposed draw, without the factor U^(1/shape) of shapes below 1: those have an infinite bound.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public T Try(T z, T uniform, out Attempt<T> tried)
        {
            T y = c * z;
            T square = y * y;
            T root = T.Of(1.0) + y;
            T unbounded = T.Either(boosted, T.Less(root, T.Of(0.5)));
            T bound = T.Select(unbounded, T.Of(double.PositiveInfinity), T.Of(1.5) * d * square * square);
            root = T.Select(T.Greater(root, T.Of(1e-100)), root, T.Of(1.0));
            tried = new Attempt<T>(z, root, uniform, bound);
            return d * (root * root * root);
        }

        /// <summary>The finished draw of a try, the log of its acceptance probability, and the log of draw/<see cref="Unit"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public T Weigh(
            in Stream<T> stream, long site, long attempt, in Attempt<T> tried, T draw, out T logAcceptance, out T logDraw)
        {
            T one = T.Of(1.0);
            T z = tried.Normal;
            T root = tried.Root;
            logDraw = T.Of(3.0) * Logarithm.LogOfNormal(root);
            T bracket = T.MultiplyAdd(T.Of(0.5) * z, z, d * (one - (root * root * root) + logDraw));
            T inside = T.Greater(T.MultiplyAdd(c, z, one), T.Of(1e-100));
            logAcceptance = T.Select(inside, bracket, T.Of(double.NegativeInfinity));
            if (T.Any(boosted))
            {
                stream.Uniforms(site, attempt + 1, out T u, out _);
                T logPower = Logarithm.LogOfNormal(u) / shape;
                draw = T.Select(boosted, draw * Exponential.Exp(logPower), draw);
                logDraw = T.Select(boosted, logDraw + logPower, logDraw);
            }

            return draw;
        }
    }
}
