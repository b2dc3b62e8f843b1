using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Random;

/// <summary>
/// Exact draws of the logarithm x of a Poisson intensity under a normal prior: density ∝ exp(k·x − h·eˣ − w·(x − eta)²/2), where k counts were
/// seen, h·eˣ were expected, and the prior of x has mean eta and precision w.
/// </summary>
/// <remarks>
/// Two proposals, each exact by rejection, the better one lane by lane.
/// <list type="bullet">
/// <item>A normal. k·x − h·eˣ lies under its tangent at any p, so that with λ = h·eᵖ and d = x − p the log density is a constant
/// + (k − λ)·x − w·(x − eta)²/2 − λ·(eᵈ − 1 − d): propose N(eta + (k − λ)/w, 1/w), accept with probability exp(−λ·(eᵈ − 1 − d)). The
/// acceptance is largest where p is the mode, λ + w·p = k + w·eta, and there about √(w/(w + λ)).</item>
/// <item>The logarithm of Gamma(a)/h, whose log density is a·x − h·eˣ: what is left, (k − a)·x − w·(x − eta)²/2, is a parabola with its top at
/// t = eta + (k − a)/w: accept with probability exp(−w·(x − t)²/2). The acceptance is largest where the mean of the proposal is at the top,
/// ψ(a) − ln h = t, and about √(λ/(w + λ)) where λ is not small. One uniform decides this and the gamma draw.</item>
/// </list>
/// Neither p nor a has to be exact: they move the acceptance only. From w = 0.1 on the normal is the better one where λ &lt; w. Flatter priors
/// reach where eˣ is a wall; there the two acceptances are compared by their constants. At worst, on the border between the two, 2
/// of 3 tries are accepted.
/// </remarks>
public static class LogPoissonNormal
{
    // Below this precision λ < w does not tell which proposal is better, unless λ is large.
    private const double FlatPrior = 0.1;
    private const double LargeRate = 3.0;

    // The gamma draw itself rejects some tries: what the normal may lack and still be preferred.
    private const double Advantage = -0.04;

    // |x − p| up to which eᵈ − 1 − d is summed as a series.
    private const double NearMode = 0.25;

    // The ω of less than this underflows.
    private const double Deepest = -690.0;

    /// <summary>One draw a lane.</summary>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="site">The site that draws; attempts 2j and 2j + 1 are used.</param>
    /// <param name="k">Counts, 0 to 1e9.</param>
    /// <param name="h">Counts expected at x = 0, 1e-30 to 1e30.</param>
    /// <param name="eta">Mean of the prior.</param>
    /// <param name="w">Precision of the prior, 1e-6 to 1e12.</param>
    /// <returns>x; NaN where a parameter is NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Draw<T>(in Stream<T> stream, long site, T k, T h, T eta, T w)
        where T : unmanaged, ILane<T>
    {
        Proposal<T> proposal = new(k, h, eta, w);
        T result = eta;
        T todo = T.All;
        for (long attempt = 0; T.Any(todo); attempt += 2)
        {
            T x = proposal.Try(stream, site, attempt, todo, out T accept);
            accept = T.Both(todo, accept);
            result = T.Select(accept, x, result);
            todo = T.Both(todo, T.Not(accept));
        }

        return result;
    }

    /// <summary>What the tries of a draw share.</summary>
    internal readonly struct Proposal<T>
        where T : unmanaged, ILane<T>
    {
        private readonly T normal;
        private readonly T lambda;
        private readonly T logRatio;
        private readonly T mode;
        private readonly T offset;
        private readonly T scale;
        private readonly T w;
        private readonly T top;
        private readonly T unit;
        private readonly Gamma.Proposal<T> gamma;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public Proposal(T k, T h, T eta, T w)
        {
            T one = T.Of(1.0);
            T logScale = Logarithm.Log(h / w);
            T drift = (k / w) + eta;
            T ratio = Omega(logScale + drift, out T log);
            this.w = w;
            lambda = w * ratio;
            logRatio = log;
            mode = log - logScale;
            scale = one / T.Sqrt(w);

            // (The mean of the proposal) − p, which is 0 but for rounding.
            offset = drift - ratio - mode;
            normal = T.Less(ratio, one);
            T flat = T.Both(T.Less(w, T.Of(FlatPrior)), T.Less(lambda, T.Of(LargeRate)));
            T shape = one;
            if (T.Any(T.Either(flat, T.Not(normal))))
            {
                shape = Shape(w, ratio, log);
            }

            if (T.Any(flat))
            {
                T better = T.Less(T.Of(Advantage), Excess(w, ratio, log, shape));
                normal = T.Either(T.Both(T.Not(flat), normal), T.Both(flat, better));
            }

            top = eta;
            unit = one;
            gamma = new Gamma.Proposal<T>(T.Select(normal, one, shape));
            if (T.Any(T.Not(normal)))
            {
                top = eta + ((k - shape) / w);
                unit = Logarithm.Log(gamma.Unit / h);
            }
        }

        /// <summary>A proposed x, and whether it is accepted: both matter only in the lanes of <paramref name="todo"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public T Try(in Stream<T> stream, long site, long attempt, T todo, out T accept)
        {
            T normals = T.Both(todo, normal);
            T gammas = T.Both(todo, T.Not(normal));
            T x = mode;
            accept = T.Not(T.All);
            if (T.Any(normals))
            {
                x = TryNormal(stream, site, attempt, normals, out accept);
                accept = T.Both(normals, accept);
            }

            if (T.Any(gammas))
            {
                T other = TryGamma(stream, site, attempt, gammas, out T accepted);
                x = T.Select(normal, x, other);
                accept = T.Either(accept, T.Both(gammas, accepted));
            }

            return x;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private T TryNormal(in Stream<T> stream, long site, long attempt, T todo, out T accept)
        {
            stream.NormalAndUniform(site, attempt, out T z, out T uniform);
            T one = T.Of(1.0);
            T d = T.MultiplyAdd(scale, z, offset);

            // (eᵈ − 1 − d)/d² by its series, even and odd powers apart.
            T s = d * d;
            T even = T.MultiplyAdd(s, T.Of(1.0 / 3628800.0), T.Of(1.0 / 40320.0));
            T odd = T.MultiplyAdd(s, T.Of(1.0 / 39916800.0), T.Of(1.0 / 362880.0));
            even = T.MultiplyAdd(s, even, T.Of(1.0 / 720.0));
            odd = T.MultiplyAdd(s, odd, T.Of(1.0 / 5040.0));
            even = T.MultiplyAdd(s, even, T.Of(1.0 / 24.0));
            odd = T.MultiplyAdd(s, odd, T.Of(1.0 / 120.0));
            even = T.MultiplyAdd(s, even, T.Of(0.5));
            odd = T.MultiplyAdd(s, odd, T.Of(1.0 / 6.0));
            T loss = lambda * s * T.MultiplyAdd(d, odd, even);
            T far = T.Less(T.Of(NearMode), T.Abs(d));
            if (T.Any(T.Both(todo, far)))
            {
                // λ·eᵈ from ln λ, as λ may underflow where a flat prior takes d far out.
                loss = T.Select(far, (w * Exponential.Exp(logRatio + d)) - (lambda * (one + d)), loss);
            }

            accept = Accept(loss, uniform, todo);
            return mode + d;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private T TryGamma(in Stream<T> stream, long site, long attempt, T todo, out T accept)
        {
            T draw = gamma.Try(stream, site, attempt, out Gamma.Attempt<T> tried);
            _ = gamma.Weigh(stream, site, attempt, tried, draw, out T logAcceptance, out T logDraw);
            T x = unit + logDraw;
            T distance = x - top;
            accept = Accept((T.Of(0.5) * w * distance * distance) - logAcceptance, tried.Uniform, todo);
            return x;
        }

        // Whether u ≤ exp(−loss), without a logarithm where u ≤ 1 − loss in every lane to do. A loss that is NaN is accepted, so that the loop ends.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Accept(T loss, T uniform, T todo)
        {
            T accept = T.LessOrEqual(loss, T.Of(1.0) - uniform);
            return T.Any(T.Both(todo, T.Not(accept))) ? T.Not(T.Less(-Logarithm.LogOfNormal(uniform), loss)) : accept;
        }
    }

    /// <summary>u with u + ln u = level (Wright's ω), and ln u, which goes on where u underflows. Relative error below 1e-11.</summary>
    /// <remarks>
    /// A step of order four (Lawrence, Corless and Jeffrey, ACM TOMS 38, 20, 2012) from starts within 0.3 per cent: a polynomial in level − 1 with
    /// the smallest relative error on −3 … 6, eˡ/(1 + eˡ) below, l − ln l + (ln l)/l above.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T Omega<T>(T level, out T log)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T l = T.Max(T.Of(Deepest), level);
        T x = l - one;
        T u = T.MultiplyAdd(x, T.Of(-3.3135e-06), T.Of(4.80755e-06));
        u = T.MultiplyAdd(x, u, T.Of(0.000207147));
        u = T.MultiplyAdd(x, u, T.Of(-0.000641632));
        u = T.MultiplyAdd(x, u, T.Of(-0.00525329));
        u = T.MultiplyAdd(x, u, T.Of(0.0634759));
        u = T.MultiplyAdd(x, u, T.Of(0.500391));
        u = T.MultiplyAdd(x, u, T.Of(0.999592));
        T low = T.Less(l, T.Of(-3.0));
        T high = T.Less(T.Of(6.0), l);
        if (T.Any(low))
        {
            T e = Exponential.ExpOfModerate(T.Min(l, one));
            u = T.Select(low, e / (one + e), u);
        }

        if (T.Any(high))
        {
            T bounded = T.Max(l, one);
            T logarithm = Logarithm.LogOfNormal(bounded);
            u = T.Select(high, bounded - logarithm + (logarithm / bounded), u);
        }

        log = Logarithm.LogOfNormal(u);
        T r = l - u - log;
        T sum = one + u;
        T a = sum * T.MultiplyAdd(r, T.Of(2.0 / 3.0), sum);
        T step = r * T.MultiplyAdd(r, T.Of(-0.5), a) / (sum * (a - r));

        // ln(1 + step) by its series, of a step that is 0.003 at most.
        T series = T.MultiplyAdd(step, T.Of(1.0 / 5.0), T.Of(-1.0 / 4.0));
        series = T.MultiplyAdd(step, series, T.Of(1.0 / 3.0));
        series = T.MultiplyAdd(step, series, T.Of(-0.5));
        log += step * T.MultiplyAdd(step, series, one);
        log += level - l;
        return T.Select(T.Less(level, l), T.Of(0.0), T.MultiplyAdd(u, step, u));
    }

    /// <summary>
    /// A shape a near the solution of ψ(a) + a/w = ln λ + λ/w, λ = w·u: with ψ(a) ≈ ln(a + ½) − 1/a a quadratic equation but for a logarithm
    /// that hardly varies, a²/w + b·a = 1, b = ln((a + ½)/λ) − λ/w.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Shape<T>(T w, T u, T logU)
        where T : unmanaged, ILane<T>
    {
        T half = T.Of(0.5);
        T inverse = T.Of(1.0) / w;
        T near = T.MultiplyAdd(w, u, half / (T.Of(1.0) + u));
        T b = Logarithm.Log((near + half) * inverse) - logU - u;
        T root = T.Sqrt(T.MultiplyAdd(b, b, T.Of(4.0) * inverse));
        T positive = T.Less(T.Of(0.0), b);
        return T.Select(positive, T.Of(2.0) / (root + T.Abs(b)), half * w * (root - b));
    }

    /// <summary>
    /// ln(acceptance by the normal/acceptance by the gamma of shape a) = (a − λ)²/2w + ln Γ(a) − a·ln λ + λ + ½ ln(w/2π): the target and both
    /// proposals are known with their constants.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Excess<T>(T w, T u, T logU, T a)
        where T : unmanaged, ILane<T>
    {
        T half = T.Of(0.5);
        T lambda = w * u;
        T distance = a - lambda;
        T logW = Logarithm.Log(w);

        // Stirling's formula at a + 1, within 0.003.
        T next = a + T.Of(1.0);
        T logGamma = ((a + half) * Logarithm.Log(next)) - next + (T.Of(1.0 / 12.0) / next) - Logarithm.Log(a);
        return (half * distance * distance / w) + logGamma - (a * (logU + logW)) + lambda + (half * logW);
    }
}
