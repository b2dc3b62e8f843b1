using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
namespace GpuConcord.Kernels.Random;
/// <summary>Stub.</summary>
public static class Binomial
{
    /// <summary>Stub.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Draw<T>(in Stream<T> stream, long site, T n, T p)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T flip = T.Less(T.Of(0.5), p);
        T q = T.Select(flip, one - p, p);
        T odds = q / (one - q);
        T term = Exponential.Exp(n * Logarithm.Log1p(-q));
        stream.Uniforms(site, 0, out T u, out _);
        T k = T.Of(0.0);
        T todo = T.Both(T.Less(term, u), T.Less(k, n));
        while (T.Any(todo))
        {
            u = T.Select(todo, u - term, u);
            term = T.Select(todo, term * odds * (n - k) / (k + one), term);
            k = T.Select(todo, k + one, k);
            todo = T.Both(todo, T.Both(T.Less(term, u), T.Less(k, n)));
        }
        return T.Select(flip, n - k, k);
    }
}
