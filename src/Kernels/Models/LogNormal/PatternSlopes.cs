using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>The gradient in η, once S has been inverted; see the remarks of <see cref="PatternModel"/>.</summary>
internal static class PatternSlopes
{
    /// <summary>∂ ln p/∂η_i into component i of <paramref name="gradient"/>.</summary>
    public static void Fill<T>(in PatternData data, in PatternScratch rows, in Strip gradient)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        for (int i = 0; i < n; i++)
        {
            // From here on h is short of μ as well: differences of data plus h are differences of the residuals e.
            T.Store(rows.Offset, i * Tiles.Width, T.Load(rows.Offset, i * Tiles.Width) - T.Load(rows.Mean, i * Tiles.Width));
            T.Store(rows.Share, i * Tiles.Width, T.Of(0.0));
            T slope = T.MultiplyAdd(
                data.Prior.Beta<T>(i),
                T.Load(rows.Precision, i * Tiles.Width),
                -data.Prior.Alpha<T>(i));
            T.Store(gradient, i * Tiles.Width, slope);
        }

        for (int i = 1; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                Couple<T>(rows, i, k, gradient);
            }
        }

        Shares<T>(data, rows);
        for (int i = 0; i < n; i++)
        {
            T half = T.Of(-0.5) * T.Load(rows.Precision, i * Tiles.Width);
            T.Store(gradient, i * Tiles.Width, T.MultiplyAdd(half, T.Load(rows.Share, i * Tiles.Width), T.Load(gradient, i * Tiles.Width)));
        }
    }

    /// <summary>One pair's part that goes through H; leaves w_i w_k·((e_i − e_k)² free of data + Var, 2·difference, 1) for the patterns.</summary>
    private static void Couple<T>(in PatternScratch rows, int i, int k, in Strip gradient)
        where T : unmanaged, ILane<T>
    {
        long sums = 3L * PatternLayout.Pair(i, k) * Tiles.Width;
        T count = T.Load(rows.Sums, sums);
        T shift = T.Load(rows.Sums, sums + Tiles.Width);
        T spread = T.Load(rows.Sums, sums + (2 * Tiles.Width));
        T wi = T.Load(rows.Precision, i * Tiles.Width);
        T wk = T.Load(rows.Precision, k * Tiles.Width);
        T difference = T.Load(rows.Offset, i * Tiles.Width) - T.Load(rows.Offset, k * Tiles.Width);
        T variance = T.MultiplyAdd(
            T.Of(-2.0),
            T.Load(rows.Matrix, Cholesky.At(i, k)),
            T.Load(rows.Matrix, Cholesky.At(i, i)) + T.Load(rows.Matrix, Cholesky.At(k, k)));
        T own = T.MultiplyAdd(difference, difference, variance);
        T scatter = T.MultiplyAdd(count, own, T.MultiplyAdd(shift + shift, difference, spread));
        T residual = T.MultiplyAdd(count, difference, shift);

        T half = T.Of(0.5);
        T toI = half * wk * (T.MultiplyAdd(wi, scatter, -count) - residual);
        T toK = half * wi * (T.MultiplyAdd(wk, scatter, -count) + residual);
        T.Store(gradient, i * Tiles.Width, T.Load(gradient, i * Tiles.Width) + toI);
        T.Store(gradient, k * Tiles.Width, T.Load(gradient, k * Tiles.Width) + toK);

        T weight = wi * wk;
        T.Store(rows.Sums, sums, weight * own);
        T.Store(rows.Sums, sums + Tiles.Width, weight * (difference + difference));
        T.Store(rows.Sums, sums + (2 * Tiles.Width), weight);
    }

    /// <summary>φ of every pattern, added up for each of its instruments.</summary>
    private static void Shares<T>(in PatternData data, in PatternScratch rows)
        where T : unmanaged, ILane<T>
    {
        long at = PatternLayout.Head(data.Instruments);
        for (int pattern = 0; pattern < data.Patterns; pattern++)
        {
            int members = (int)T.LoadNumber(data.Statistics, at + 1);
            T share = Share<T>(data, at, members, rows, T.Load(rows.Inverse, pattern * Tiles.Width));
            for (int a = 0; a < members; a++)
            {
                long row = (long)T.LoadNumber(data.Statistics, at + 2 + a) * Tiles.Width;
                T.Store(rows.Share, row, T.Load(rows.Share, row) + share);
            }

            at += PatternLayout.PatternLength(members);
        }
    }

    private static T Share<T>(in PatternData data, long at, int members, in PatternScratch rows, T inverse)
        where T : unmanaged, ILane<T>
    {
        T own = T.Of(0.0);
        T withData = T.Of(0.0);
        long entry = at + 2 + members;
        int pairs = PatternLayout.Pairs(members);
        for (int pair = 0; pair < pairs; pair++)
        {
            long sums = 3L * (long)T.LoadNumber(data.Statistics, entry) * Tiles.Width;
            own += T.Load(rows.Sums, sums);
            withData = T.MultiplyAdd(T.LoadUniform(data.Statistics, entry + 1), T.Load(rows.Sums, sums + Tiles.Width), withData);
            withData = T.MultiplyAdd(T.LoadUniform(data.Statistics, entry + 2), T.Load(rows.Sums, sums + (2 * Tiles.Width)), withData);
            entry += PatternLayout.PairEntry;
        }

        return inverse * inverse * T.MultiplyAdd(T.LoadUniform(data.Statistics, at), own, withData);
    }
}
