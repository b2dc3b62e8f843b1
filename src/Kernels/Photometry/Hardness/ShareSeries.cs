using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry.Hardness;

/// <summary>
/// The distribution of the ratio of two bands' x and y, each a mixture of at most <see cref="SeriesKernel.MaxTerms"/> Gamma laws. With the power series
/// A(v) = Σ W_l v^l/l! of the one band, and B(v) = Σ T_j v^j/j!, C(v) = Σ W_j v^j/j! of the other,
/// P(outer ≤ e^t inner) = q ∫ e^(−u) A(qu) B(pu) du and dP/dt = q ∫ e^(−u) A(qu) pu C(pu) du, q = 1 − p = e^t/(1 + e^t).
/// </summary>
/// <remarks>
/// (Of x + y = u, the share q is Beta given the terms; both integrals are sums over them.) The integrands are polynomials times e^(−u): a rule of Gauss and
/// Laguerre of enough nodes is exact, all of it positive, so that small tails keep their digits.
/// </remarks>
/// <typeparam name="T">The lane type.</typeparam>
internal readonly struct ShareSeries<T>
    where T : unmanaged, ILane<T>
{
    private readonly Workspace<T> outer;
    private readonly Workspace<T> inner;
    private readonly Strip nodes;
    private readonly int count;
    private readonly T inverse;

    /// <param name="outer">The one band's rows.</param>
    /// <param name="inner">The other band's rows.</param>
    /// <param name="nodes">Nodes and weights by turns.</param>
    /// <param name="count">How many nodes.</param>
    /// <param name="inverse">1/(the product of the sums of both bands' weights).</param>
    public ShareSeries(in Workspace<T> outer, in Workspace<T> inner, in Strip nodes, int count, T inverse)
    {
        this.outer = outer;
        this.inner = inner;
        this.nodes = nodes;
        this.count = count;
        this.inverse = inverse;
    }

    /// <summary>P(outer ≤ e^t inner) and its derivative in t.</summary>
    /// <param name="q">e^t/(1 + e^t).</param>
    /// <param name="p">1 − q.</param>
    /// <param name="probability">The probability.</param>
    /// <param name="density">Its derivative.</param>
    public void At(T q, T p, out T probability, out T density)
    {
        T sum = T.Of(0.0);
        T slope = T.Of(0.0);
        for (int k = 0; k < 2 * count; k += 2)
        {
            T node = T.LoadUniform(nodes, k);
            T y = p * node;
            T factor = T.LoadUniform(nodes, k + 1) * Weights(outer, q * node);
            Both(inner, y, out T below, out T own);
            sum = T.MultiplyAdd(factor, below, sum);
            slope = T.MultiplyAdd(factor, y * own, slope);
        }

        T scale = q * inverse;
        probability = sum * scale;
        density = slope * scale;
    }

    /// <summary>Σ of weight rows times v^l, in two chains of arithmetic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Weights(in Workspace<T> band, T v)
    {
        T square = v * v;
        T even = T.Of(0.0);
        T odd = T.Of(0.0);
        int j = band.Rows - 1;
        if (j % 2 == 0)
        {
            even = band.Weight(j);
            j--;
        }

        for (; j > 0; j -= 2)
        {
            odd = T.MultiplyAdd(odd, square, band.Weight(j));
            even = T.MultiplyAdd(even, square, band.Weight(j - 1));
        }

        return T.MultiplyAdd(odd, v, even);
    }

    /// <summary>Σ T_j v^j/j! and Σ W_j v^j/j!.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Both(in Workspace<T> band, T v, out T upper, out T weights)
    {
        T s = T.Of(0.0);
        T t = T.Of(0.0);
        for (int j = band.Rows - 1; j >= 0; j--)
        {
            s = T.MultiplyAdd(s, v, band.Weight(j));
            t = T.MultiplyAdd(t, v, band.UpperSum(j));
        }

        upper = t;
        weights = s;
    }
}
