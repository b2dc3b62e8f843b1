using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Random;

/// <summary>Exact binomial draws on lanes: inversion where few successes or few failures are expected, transformed rejection elsewhere.</summary>
/// <remarks>
/// With q = min(p, 1 − p): below n·q = 10 the probabilities are summed from (1 − q)ⁿ up to a uniform. From there on BTRS of Hörmann (J. Stat.
/// Comput. Simul. 46, 101, 1993): k = ⌊(2a/(½ − |u|) + b)·u + n·q + ½⌋ from a uniform u in (−½, ½). More than 7 in 10 are accepted, most of
/// them by a comparison with a second uniform and nothing else.
/// </remarks>
public static class Binomial
{
    private const double FewExpected = 10.0;

    // With 10 expected, 60 and more have probability 1e-27, and what rounding leaves of a uniform cannot make it longer.
    private const int MostSteps = 60;

    // Adding 1.5·2⁵² rounds to an integer.
    private const double Rounder = 6755399441055744.0;

    /// <summary>Successes in n trials of probability p, one draw a lane.</summary>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="site">The site that draws.</param>
    /// <param name="n">Trials: a whole number, 0 to 1e6.</param>
    /// <param name="p">Probability, 0 to 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Draw<T>(in Stream<T> stream, long site, T n, T p)
        where T : unmanaged, ILane<T>
    {
        T rest = T.Of(1.0) - p;
        T reflected = T.Less(rest, p);
        T q = T.Min(p, rest);
        T many = T.GreaterOrEqual(n * q, T.Of(FewExpected));
        T k = n;
        if (T.Any(T.Not(many)))
        {
            k = Invert(stream, site, n, T.Select(many, T.Of(0.0), q));
        }

        if (T.Any(many))
        {
            k = T.Select(many, Reject(stream, site, many, T.Select(many, n, T.Of(40.0)), T.Select(many, q, T.Of(0.5))), k);
        }

        return T.Select(reflected, n - k, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Invert<T>(in Stream<T> stream, long site, T n, T q)
        where T : unmanaged, ILane<T>
    {
        stream.Uniforms(site, 0, out T left, out _);
        T zero = T.Of(0.0);
        T term = Exponential.ExpOfModerate(n * Logarithm.Log1p(-q));
        T odds = q / (T.Of(1.0) - q);
        T result = zero;
        T trials = n;
        T todo = T.Both(T.Less(term, left), T.Greater(n, zero));
        for (int k = 1; k <= MostSteps && T.Any(todo); k++)
        {
            // The chance of k is that of k − 1 times odds·(n − k + 1)/k; a lane that is done goes on, unheard, as its left is below.
            left = left - term;
            term = term * (odds * trials * T.Of(1.0 / k));
            trials = trials - T.Of(1.0);
            result = T.Select(todo, T.Of(k), result);
            todo = T.Both(todo, T.Both(T.Less(term, left), T.Greater(trials, zero)));
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Reject<T>(in Stream<T> stream, long site, T todo, T n, T q)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T half = T.Of(0.5);
        T mean = n * q;
        T deviation = T.Sqrt(mean * (one - q));
        T b = T.MultiplyAdd(deviation, T.Of(2.53), T.Of(1.15));
        T a = T.MultiplyAdd(q, T.Of(0.01), T.MultiplyAdd(b, T.Of(0.0248), T.Of(-0.0873)));
        T inverse = one / b;
        T surely = T.MultiplyAdd(inverse, T.Of(-4.2), T.Of(0.92));
        T result = mean;
        T atMode = result;
        bool weighed = false;
        for (long attempt = 0; T.Any(todo); attempt++)
        {
            stream.Uniforms(site, attempt, out T first, out T second);
            T u = first - half;
            T edge = half - T.Abs(u);
            T k = T.MultiplyAdd(T.MultiplyAdd(T.Of(2.0) * a, one / edge, b), u, mean + half);
            k = Floor(T.Min(T.Max(k, T.Of(-1.0)), n + one));
            T accept = T.Both(T.GreaterOrEqual(edge, T.Of(0.07)), T.LessOrEqual(second, surely));
            if (T.Any(T.Both(todo, T.Not(accept))))
            {
                if (!weighed)
                {
                    // The density of the proposal at its flat middle, against the chance of the mode.
                    T alpha = T.MultiplyAdd(inverse, T.Of(5.1), T.Of(2.83)) * deviation;
                    atMode = LogChance(n, q, Floor(T.MultiplyAdd(n, q, q))) + Logarithm.LogOfNormal(alpha);
                    weighed = true;
                }

                T inside = T.Both(T.GreaterOrEqual(k, T.Of(0.0)), T.LessOrEqual(k, n));
                T weight = second / T.MultiplyAdd(a, one / (edge * edge), b);
                T chance = LogChance(n, q, T.Select(inside, k, mean)) - atMode;
                accept = T.Either(accept, T.Both(inside, T.LessOrEqual(Logarithm.LogOfNormal(weight), chance)));
            }

            accept = T.Both(todo, accept);
            result = T.Select(accept, k, result);
            todo = T.Both(todo, T.Not(accept));
        }

        return result;
    }

    /// <summary>ln of the chance of k successes, but for a constant of n and q: absolute error about 1e-13, and 1e-12 where n is 1e6.</summary>
    /// <remarks>
    /// By Stirling's formula for k! and (n − k)! at x = k + 1 and y = n − k + 1, x + y = n + 2, with their logarithms taken relative to
    /// A = (n + 2)·q and B = (n + 2)·(1 − q): with d = x − A = B − y the chance is −(x − ½)·ln(1 + d/A) − (y − ½)·ln(1 − d/B) − S(x) − S(y),
    /// in which nothing of the size of n·ln n cancels.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T LogChance<T>(T n, T q, T k)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T half = T.Of(0.5);
        T a = (n + T.Of(2.0)) * q;
        T b = n + T.Of(2.0) - a;
        T x = k + one;
        T y = n - k + one;
        T d = x - a;
        T terms = T.MultiplyAdd(x - half, Logarithm.Log1p(d / a), (y - half) * Logarithm.Log1p(-d / b));
        return -(terms + StirlingRest(x) + StirlingRest(y));
    }

    /// <summary>S(x) = ln Γ(x) − (x − ½)·ln x + x − ½ ln 2π for x ≥ 1: x·S(x) as a ratio of polynomials in 1/x, absolute error below 6e-14.</summary>
    /// <remarks>The coefficients are computed by tests/data/elementary/stirling_coefficients.py.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T StirlingRest<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T t = T.Of(1.0) / x;
        T p = T.MultiplyAdd(t, T.Of(0.0012142614495518259), T.Of(0.067801689357169656));
        T q = T.MultiplyAdd(t, T.Of(0.079312886558745819), T.Of(0.9329894502201544));
        p = T.MultiplyAdd(t, p, T.Of(0.21535004264010661));
        q = T.MultiplyAdd(t, q, T.Of(2.6702016826146337));
        p = T.MultiplyAdd(t, p, T.Of(0.31956585891316813));
        q = T.MultiplyAdd(t, q, T.Of(3.8681234325173012));
        p = T.MultiplyAdd(t, p, T.Of(0.21499274741593379));
        q = T.MultiplyAdd(t, q, T.Of(2.5799129735271446));
        p = T.MultiplyAdd(t, p, T.Of(0.083333333334850923));
        q = T.MultiplyAdd(t, q, T.Of(1.0));
        return t * p / q;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Floor<T>(T value)
        where T : unmanaged, ILane<T>
    {
        T rounded = value + T.Of(Rounder) - T.Of(Rounder);
        return T.Select(T.Less(value, rounded), rounded - T.Of(1.0), rounded);
    }
}
