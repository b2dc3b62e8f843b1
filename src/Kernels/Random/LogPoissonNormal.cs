using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
namespace GpuConcord.Kernels.Random;
/// <summary>Stub.</summary>
public static class LogPoissonNormal
{
    /// <summary>Stub.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Draw<T>(in Stream<T> stream, long site, T k, T h, T eta, T w)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T l = Logarithm.Log(h / w) + (k / w) + eta;
        T u = T.Select(T.Less(l, one), Exponential.Exp(T.Min(l, one)), T.Max(l, one));
        for (int i = 0; i < 6; i++)
        {
            T f = u + Logarithm.Log(u) - l;
            u = T.Max(u - (f * u / (one + u)), u * T.Of(0.1));
        }
        T lambda = u * w;
        T p = Logarithm.Log(lambda / h);
        T useNormal = T.Less(lambda, w);
        T result = p;
        Gamma.Proposal<T> proposal = new(T.Max(lambda, T.Of(1e-3)));
        T todo = T.All;
        T m = eta + ((k - lambda) / w);
        T sd = T.Sqrt(one / w);
        T top = eta + ((k - lambda) / w);
        for (long attempt = 0; T.Any(todo); attempt += 4)
        {
            stream.NormalAndUniform(site, attempt, out T z, out T v);
            T x = T.MultiplyAdd(sd, z, m);
            T d = x - p;
            T series = d * d * (T.Of(0.5) + (d * (T.Of(1.0 / 6) + (d * T.Of(1.0 / 24)))));
            T bend = T.Select(T.Less(T.Abs(d), T.Of(1e-3)), series, Exponential.Exp(d) - one - d);
            T penalty = lambda * bend;
            T limit = -penalty;
            if (T.Any(T.Both(todo, T.Not(useNormal))))
            {
                T draw = proposal.Try(stream, site, attempt + 2, out Gamma.Attempt<T> tried);
                draw = proposal.Weigh(stream, site, attempt + 2, tried, draw, out T logAcceptance, out T logDraw);
                T g = Logarithm.Log(proposal.Unit / h) + logDraw;
                T e = g - top;
                x = T.Select(useNormal, x, g);
                v = T.Select(useNormal, v, tried.Uniform);
                limit = T.Select(useNormal, limit, logAcceptance - (T.Of(0.5) * w * e * e));
            }
            T accept = T.Both(todo, T.LessOrEqual(Logarithm.Log(v), limit));
            result = T.Select(accept, x, result);
            todo = T.Both(todo, T.Not(accept));
        }
        return result;
    }
}
