using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Random;

/// <summary>
/// Exact draws of the logarithm x of a Poisson intensity under a normal prior: density ∝ exp(k·x − h·eˣ − w·(x − eta)²/2), where k counts were
/// seen, h·eˣ were expected, and the prior of x has mean eta and precision w.
/// </summary>
/// <remarks>
/// With λ = h·eᵖ at any p near the mode and d = x − p, the log density is a constant + w·r·d − w·d²/2 − λ·(eᵈ − 1 − d), where r, nearly 0, says how far
/// p is from it. Two proposals, each exact by rejection, lane by lane.
/// <list type="bullet">
/// <item>A normal of precision w + q. As (eᵈ − 1 − d)/d² rises with d, λ·(eᵈ − 1 − d) is at least q·d²/2 for all d ≥ −a where q = c(a)·λ − ½/a²,
/// c(a) = 2·(e⁻ᵃ − 1 + a)/a²: a little less than c(a)·λ, so that the normal's tail below −a, one draw in 2,000 or fewer, has more weight than the exponential that
/// touches the density at −a and lies above all of its own tail. A draw from there is drawn again from that exponential. Where counts and prior say little
/// (w + λ below 12) q = 0, a normal above the density everywhere; at the mode that accepts about √(w/(w + λ)) of all tries.</item>
/// <item>There also the logarithm of Gamma(s)/h, whose log density is s·x − h·eˣ: what is left, (k − s)·x − w·(x − eta)²/2, is a parabola with its top at
/// t = eta + (k − s)/w: accept with probability exp(−w·(x − t)²/2). The acceptance is largest where the mean of the proposal is at the top,
/// ψ(s) − ln h = t, and about √(λ/(w + λ)) where λ is not small. One uniform decides this and the gamma draw. From w = 0.1 on the normal is the better
/// one where λ &lt; w. Flatter priors reach where eˣ is a wall; there the two acceptances are compared by their constants.</item>
/// </list>
/// Neither p nor s has to be exact: they move the acceptance only. At worst 2 of 3 tries are accepted.
/// </remarks>
public static class LogPoissonNormal
{
    // Below this precision λ < w does not tell which proposal is better, unless λ is large.
    private const double FlatPrior = 0.1;
    private const double LargeRate = 3.0;

    // The gamma draw itself rejects some tries: what the normal may lack and still be preferred.
    private const double Advantage = -0.04;

    // w + λ from which the normal is fitted to the counts as well.
    private const double Informed = 12.0;

    // a in standard deviations of the prior, and at most. From w + λ = 12 on the tail then has at least 1.05 times the weight it needs, whatever w, λ and r.
    private const double Reach = 4.5;
    private const double LongestReach = 1.2;

    // w·r² up to which the mode is as good as exact.
    private const double Near = 0.1;

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
        stream.NormalAndUniform(site, 0, out T normal, out T uniform);
        return Draw(stream, site, normal, uniform, k, Logarithm.Log(h), new Prior<T>(w), eta, out _);
    }

    /// <summary>One draw a lane, of which the caller has drawn what the first try needs.</summary>
    /// <param name="stream">Where the random numbers of later tries come from.</param>
    /// <param name="site">The site that draws; attempts from 1 on are used.</param>
    /// <param name="normal">A standard normal.</param>
    /// <param name="uniform">A uniform.</param>
    /// <param name="k">Counts.</param>
    /// <param name="logH">ln h.</param>
    /// <param name="prior">Precision of the prior.</param>
    /// <param name="eta">Mean of the prior.</param>
    /// <param name="expected">h·eˣ.</param>
    /// <returns>x; NaN where a parameter is NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Draw<T>(in Stream<T> stream, long site, T normal, T uniform, T k, T logH, in Prior<T> prior, T eta, out T expected)
        where T : unmanaged, ILane<T>
    {
        // The one call of Try, so that the compiler can afford to pull it in.
        Proposal<T> proposal = new(k, logH, prior, eta);
        T x = eta;
        T product = eta;
        T todo = T.All;
        for (long attempt = 0; ; attempt += 2)
        {
            T next = proposal.Try(stream, site, attempt, normal, uniform, todo, out T accept, out T nextProduct);
            accept = T.Both(todo, accept);
            x = T.Select(accept, next, x);
            product = T.Select(accept, nextProduct, product);
            todo = T.Both(todo, T.Not(accept));
            if (!T.Any(todo))
            {
                break;
            }

            stream.NormalAndUniform(site, attempt + 2, out normal, out uniform);
        }

        expected = product;
        return x;
    }

    /// <summary>The precision w of a prior, in the forms that draws under it share.</summary>
    /// <param name="precision">w.</param>
    /// <param name="variance">1/w.</param>
    /// <param name="sd">1/√w.</param>
    /// <param name="logPrecision">ln w.</param>
    public readonly struct Prior<T>(T precision, T variance, T sd, T logPrecision)
        where T : unmanaged, ILane<T>
    {
        /// <summary>w.</summary>
        public readonly T Precision = precision;

        /// <summary>1/w.</summary>
        public readonly T Variance = variance;

        /// <summary>1/√w.</summary>
        public readonly T Sd = sd;

        /// <summary>ln w.</summary>
        public readonly T LogPrecision = logPrecision;

        /// <param name="precision">w.</param>
        public Prior(T precision)
            : this(precision, T.Of(1.0) / precision, T.Of(1.0) / T.Sqrt(precision), Logarithm.Log(precision))
        {
        }
    }

    /// <summary>What the tries of a draw share.</summary>
    /// <remarks>Constructor and tries are pulled into their caller, and what they call takes numbers, not this: so its fields stay in registers.</remarks>
    internal readonly struct Proposal<T>
        where T : unmanaged, ILane<T>
    {
        private readonly T k;
        private readonly T logH;
        private readonly T eta;
        private readonly T w;
        private readonly T logW;
        private readonly T normal;
        private readonly T ratio;
        private readonly T logRatio;
        private readonly T offset;
        private readonly T steeper;
        private readonly T lowest;
        private readonly T scale;
        private readonly T mean;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Proposal(T k, T logH, in Prior<T> prior, T eta)
        {
            this.k = k;
            this.logH = logH;
            this.eta = eta;
            w = prior.Precision;
            logW = prior.LogPrecision;
            T zero = T.Of(0.0);
            T one = T.Of(1.0);
            T logScale = logH - logW;
            T drift = T.MultiplyAdd(k, prior.Variance, eta);
            ratio = Omega(logScale + drift, w, out T log);
            logRatio = log;
            T lambda = w * ratio;
            offset = drift - ratio - (log - logScale);

            T reach = T.Min(T.Of(Reach) * prior.Sd, T.Of(LongestReach));
            T share = T.MultiplyAdd(reach, T.Of(-1.0 / 2520.0), T.Of(1.0 / 360.0));
            share = T.MultiplyAdd(reach, share, T.Of(-1.0 / 60.0));
            share = T.MultiplyAdd(reach, share, T.Of(1.0 / 12.0));
            share = T.MultiplyAdd(reach, share, T.Of(-1.0 / 3.0));
            share = T.MultiplyAdd(reach, share, one);
            T slack = T.Max(T.Of(0.5 / (Reach * Reach)) * w, T.Of(0.5 / (LongestReach * LongestReach)));
            T more = T.MultiplyAdd(share, lambda, -slack);
            T fitted = T.Both(T.GreaterOrEqual(w + lambda, T.Of(Informed)), T.Greater(more, zero));
            steeper = T.Select(fitted, more, zero);
            lowest = T.Select(fitted, -reach, T.Of(double.NegativeInfinity));
            T inverse = one / (w + steeper);
            scale = T.Sqrt(inverse);
            mean = w * offset * inverse;

            normal = T.Either(fitted, T.Less(ratio, one));
            T flat = T.Both(T.Less(w, T.Of(FlatPrior)), T.Less(lambda, T.Of(LargeRate)));
            if (T.Any(flat))
            {
                T better = T.Greater(Excess(w, ratio, log), T.Of(Advantage));
                normal = T.Either(T.Both(T.Not(flat), normal), T.Both(flat, better));
            }
        }

        /// <summary>A proposed x, whether it is accepted, and h·eˣ: all matter only in the lanes of <paramref name="todo"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Try(in Stream<T> stream, long site, long attempt, T z, T uniform, T todo, out T accept, out T expected)
        {
            T lambda = w * ratio;
            T d = T.MultiplyAdd(scale, z, mean);
            T below = T.Both(todo, T.Less(d, lowest));
            T lost = d;
            if (T.Any(below))
            {
                T tail = Tail(stream, site, attempt, w, ratio, offset, steeper, lowest, mean, out lost);
                d = T.Select(below, tail, d);
            }

            // λ·eᵈ from ln λ, as λ may underflow where a flat prior takes d far out.
            expected = w * Exponential.Exp(logRatio + d);
            T loss = expected - T.MultiplyAdd(T.MultiplyAdd(T.Of(0.5) * steeper, d, lambda), d, lambda);
            loss = T.Select(below, lost, loss);
            T x = logRatio - (logH - logW) + d;
            T gammas = T.Both(todo, T.Not(normal));
            if (T.Any(gammas))
            {
                T other = Logs(stream, site, attempt, z, uniform, k, logH, eta, w, ratio, logRatio, out T draw, out T paid);
                x = T.Select(gammas, other, x);
                expected = T.Select(gammas, draw, expected);
                loss = T.Select(gammas, paid, loss);
            }

            // Whether u ≤ exp(−loss), without a logarithm where u ≤ 1 − loss in every lane to do. A loss that is NaN is accepted, so that the loop ends.
            accept = T.LessOrEqual(loss, T.Of(1.0) - uniform);
            if (T.Any(T.Both(todo, T.Not(accept))))
            {
                accept = T.Not(T.Less(-Logarithm.LogOfNormal(uniform), loss));
            }

            return x;
        }
    }

    /// <summary>A draw of d below −a from the exponential in place of the normal's tail, and minus the log of its acceptance probability.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Tail<T>(
        in Stream<T> stream, long site, long attempt, T w, T ratio, T offset, T steeper, T lowest, T mean, out T loss)
        where T : unmanaged, ILane<T>
    {
        T half = T.Of(0.5);
        T one = T.Of(1.0);
        T lambda = w * ratio;
        T precision = w + steeper;
        T edge = (mean - lowest) * T.Sqrt(precision);

        // Mills' ratio by its continued fraction (Laplace).
        T fraction = edge;
        for (int j = 16; j > 0; j--)
        {
            fraction = edge + (T.Of(j) / fraction);
        }

        // What the normal has below −a, in units in which the density at p is 1.
        T mass = (half * ((precision * mean * mean) - (edge * edge) - Logarithm.Log(precision))) - Logarithm.Log(fraction);
        T slope = (w * (offset - lowest)) + (lambda * (one - Exponential.Exp(lowest)));
        stream.Uniforms(site, attempt + 1, out T u, out _);
        T beyond = -Logarithm.Log(u);
        T d = lowest - (beyond / slope);
        T density = (w * d * (offset - (half * d))) - (lambda * (Exponential.Exp(d) - one - d));
        loss = mass + Logarithm.Log(slope) - beyond - density;
        return d;
    }

    /// <summary>The logarithm of a gamma draw over h, the draw itself, and minus the log of its acceptance probability.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Logs<T>(
        in Stream<T> stream, long site, long attempt, T z, T uniform, T k, T logH, T eta, T w, T ratio, T logRatio, out T expected, out T loss)
        where T : unmanaged, ILane<T>
    {
        T shape = Shape(w, ratio, logRatio);
        Gamma.Proposal<T> gamma = new(shape);
        T draw = gamma.Try(z, uniform, out Gamma.Attempt<T> tried);
        expected = gamma.Weigh(stream, site, attempt, tried, draw, out T logAcceptance, out T logDraw);
        T x = Logarithm.Log(gamma.Unit) - logH + logDraw;
        T distance = x - (eta + ((k - shape) / w));
        loss = (T.Of(0.5) * w * distance * distance) - logAcceptance;
        return x;
    }

    /// <summary>
    /// u with u + ln u = level (Wright's ω), and ln u, which goes on where u underflows. ln u is that of u, to rounding; the sum is off by r with w·r² ≤ 0.1.
    /// </summary>
    /// <remarks>
    /// Starts within 0.3 per cent: a polynomial in level − 1 with the smallest relative error on −3 … 6, the series of eˡ below, l − ln l + (ln l)/l
    /// above. Where that is not close enough a step of order four follows (Lawrence, Corless and Jeffrey, ACM TOMS 38, 20, 2012), to below 1e-11.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T Omega<T>(T level, T w, out T log)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T l = T.AtLeast(level, T.Of(Deepest));
        T x = l - one;
        T u = T.MultiplyAdd(x, T.Of(-3.3135e-06), T.Of(4.80755e-06));
        u = T.MultiplyAdd(x, u, T.Of(0.000207147));
        u = T.MultiplyAdd(x, u, T.Of(-0.000641632));
        u = T.MultiplyAdd(x, u, T.Of(-0.00525329));
        u = T.MultiplyAdd(x, u, T.Of(0.0634759));
        u = T.MultiplyAdd(x, u, T.Of(0.500391));
        u = T.MultiplyAdd(x, u, T.Of(0.999592));
        T low = T.Less(l, T.Of(-3.0));
        T high = T.Greater(l, T.Of(6.0));
        if (T.Any(low))
        {
            T e = Exponential.ExpOfModerate(T.Min(l, one));
            u = T.Select(low, e * T.MultiplyAdd(e, T.MultiplyAdd(e, T.Of(1.5), -one), one), u);
        }

        // An exponential is cheaper than a logarithm; where l − u would lose digits it does not serve.
        log = l - u;
        T exponential = Exponential.ExpOfModerate(T.Min(log, T.Of(6.0)));
        T rest = u - exponential;
        u = exponential;
        if (T.Any(high))
        {
            T bounded = T.Max(l, one);
            T first = Logarithm.LogOfNormal(bounded);
            T start = bounded - first + (first / bounded);
            T own = Logarithm.LogOfNormal(start);
            u = T.Select(high, start, u);
            log = T.Select(high, own, log);
            rest = T.Select(high, l - start - own, rest);
        }

        T far = T.Greater(w * rest * rest, T.Of(Near));
        if (T.Any(far))
        {
            T step = Step(u, rest, out T logStep);
            log = T.Select(far, log + logStep, log);
            u = T.Select(far, T.MultiplyAdd(u, step, u), u);
        }

        log += level - l;
        return T.Select(T.Less(level, l), T.Of(0.0), u);
    }

    /// <summary>What u has to grow by, relative to itself, for u + ln u to grow by r; and ln of that growth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Step<T>(T u, T r, out T log)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T sum = one + u;
        T a = sum * T.MultiplyAdd(r, T.Of(2.0 / 3.0), sum);
        T step = r * T.MultiplyAdd(r, T.Of(-0.5), a) / (sum * (a - r));

        // ln(1 + step) by its series, of a step that is 0.003 at most.
        T series = T.MultiplyAdd(step, T.Of(1.0 / 5.0), T.Of(-1.0 / 4.0));
        series = T.MultiplyAdd(step, series, T.Of(1.0 / 3.0));
        series = T.MultiplyAdd(step, series, T.Of(-0.5));
        log = step * T.MultiplyAdd(step, series, one);
        return step;
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
        T positive = T.Greater(b, T.Of(0.0));
        return T.Select(positive, T.Of(2.0) / (root + T.Abs(b)), half * w * (root - b));
    }

    /// <summary>
    /// ln(acceptance by the normal/acceptance by the gamma of <see cref="Shape{T}"/>) = (a − λ)²/2w + ln Γ(a) − a·ln λ + λ + ½ ln(w/2π): the target and both
    /// proposals are known with their constants.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Excess<T>(T w, T u, T logU)
        where T : unmanaged, ILane<T>
    {
        T a = Shape(w, u, logU);
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
