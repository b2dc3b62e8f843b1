using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>The linear system of the areas given the variances, summed over patterns pair by pair.</summary>
internal static class AreaSystem
{
    /// <summary>
    /// Fills w, v/2 − b, the packed precision S and its right-hand side (twice: the second copy becomes μ); returns
    /// Σ over patterns and pairs of w_i w_k [D_ik + m(δ_i − δ_k)²]/W.
    /// </summary>
    public static T Assemble<T>(in PatternData data, in Strip eta, in PatternScratch rows)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        Clear<T>(n, data, eta, rows);
        T quadratic = T.Of(0.0);
        long at = 0;
        for (int pattern = 0; pattern < data.Patterns; pattern++)
        {
            int members = (int)T.LoadNumber(data.Statistics, at + 1);
            quadratic += Add<T>(data, at, members, rows);
            at += PatternModel.PatternLength(members);
        }

        for (int i = 0; i < n; i++)
        {
            T.Store(rows.Mean, i * Tiles.Width, T.Load(rows.Right, i * Tiles.Width));
        }

        return quadratic;
    }

    private static void Clear<T>(int n, in PatternData data, in Strip eta, in PatternScratch rows)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        for (int i = 0; i < n; i++)
        {
            T x = T.Max(T.Min(T.Load(eta, i * Tiles.Width), T.Of(300.0)), T.Of(-300.0));
            T v = Exponential.ExpOfModerate(x);
            T.Store(rows.Precision, i * Tiles.Width, one / v);
            T.Store(rows.Offset, i * Tiles.Width, T.MultiplyAdd(T.Of(0.5), v, -T.LoadUniform(data.Prior, (PriorRows.LogArea * n) + i)));
            T.Store(rows.Right, i * Tiles.Width, T.Of(0.0));
            for (int k = 0; k < i; k++)
            {
                T.Store(rows.Matrix, Cholesky.At(i, k), T.Of(0.0));
            }

            T.Store(rows.Matrix, Cholesky.At(i, i), one / T.LoadUniform(data.Prior, (PriorRows.TauSquared * n) + i));
        }
    }

    private static T Add<T>(in PatternData data, long at, int members, in PatternScratch rows)
        where T : unmanaged, ILane<T>
    {
        T total = T.Of(0.0);
        for (int a = 0; a < members; a++)
        {
            total += T.Load(rows.Precision, Row<T>(data, at, a) * Tiles.Width);
        }

        T inverse = T.Of(1.0) / total;
        T count = T.LoadUniform(data.Statistics, at);
        T quadratic = T.Of(0.0);
        long means = at + 2 + members;
        long spread = means + members;
        for (int a = 1; a < members; a++)
        {
            int i = Row<T>(data, at, a);
            T share = T.Load(rows.Precision, i * Tiles.Width) * inverse;
            T delta = T.LoadUniform(data.Statistics, means + a) + T.Load(rows.Offset, i * Tiles.Width);
            T right = T.Load(rows.Right, i * Tiles.Width);
            T diagonal = T.Load(rows.Matrix, Cholesky.At(i, i));
            for (int b = 0; b < a; b++)
            {
                int k = Row<T>(data, at, b);
                T weight = share * T.Load(rows.Precision, k * Tiles.Width);
                T flow = count * weight;
                T difference = delta - T.LoadUniform(data.Statistics, means + b) - T.Load(rows.Offset, k * Tiles.Width);
                T push = flow * difference;
                quadratic = T.MultiplyAdd(weight, T.LoadUniform(data.Statistics, spread + b), T.MultiplyAdd(push, difference, quadratic));
                right += push;
                diagonal += flow;
                T.Store(rows.Right, k * Tiles.Width, T.Load(rows.Right, k * Tiles.Width) - push);
                T.Store(rows.Matrix, Cholesky.At(k, k), T.Load(rows.Matrix, Cholesky.At(k, k)) + flow);
                T.Store(rows.Matrix, Cholesky.At(i, k), T.Load(rows.Matrix, Cholesky.At(i, k)) - flow);
            }

            T.Store(rows.Right, i * Tiles.Width, right);
            T.Store(rows.Matrix, Cholesky.At(i, i), diagonal);
            spread += a;
        }

        return quadratic;
    }

    /// <summary>Index of member <paramref name="a"/> of the pattern at <paramref name="at"/>.</summary>
    internal static int Row<T>(in PatternData data, long at, int a)
        where T : unmanaged, ILane<T> => (int)T.LoadNumber(data.Statistics, at + 2 + a);
}
