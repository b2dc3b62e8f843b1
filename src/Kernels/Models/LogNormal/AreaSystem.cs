using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>The linear system of the areas given the variances.</summary>
internal static class AreaSystem
{
    /// <summary>
    /// Fills w, h, 1/W, H, the packed precision S and its right-hand side r (twice: the second copy becomes μ); returns
    /// Σ over patterns and pairs of w_i w_k [D_ik + m(δ_i − δ_k)²]/W.
    /// </summary>
    public static T Assemble<T>(in PatternData data, in Strip eta, in PatternScratch rows)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        Precisions<T>(n, data, eta, rows);
        Totals<T>(data, rows);
        T quadratic = T.Of(0.0);
        long at = data.Pairs;
        for (int i = 1; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                int entries = (int)T.LoadNumber(data.Statistics, at);
                Sum<T>(data, at + 1, entries, rows, PatternLayout.Pair(i, k));
                quadratic += Couple<T>(data.Prior.Precision<T>(i, k), rows, i, k);
                at += 1 + (PatternLayout.PatternEntry * (long)entries);
            }
        }

        for (int i = 0; i < n; i++)
        {
            T.Store(rows.Mean, i * Tiles.Width, T.Load(rows.Right, i * Tiles.Width));
        }

        return quadratic;
    }

    private static void Precisions<T>(int n, in PatternData data, in Strip eta, in PatternScratch rows)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        for (int i = 0; i < n; i++)
        {
            T x = T.Max(T.Min(T.Load(eta, i * Tiles.Width), T.Of(300.0)), T.Of(-300.0));
            T v = Exponential.ExpOfModerate(x);
            T nominal = data.Prior.LogArea<T>(i) - T.LoadUniform(data.Statistics, i);
            T.Store(rows.Precision, i * Tiles.Width, one / v);
            T.Store(rows.Offset, i * Tiles.Width, T.MultiplyAdd(T.Of(0.5), v, -nominal));
            T.Store(rows.Right, i * Tiles.Width, T.Of(0.0));
            T.Store(rows.Matrix, Cholesky.At(i, i), data.Prior.Precision<T>(i, i));
        }
    }

    private static void Totals<T>(in PatternData data, in PatternScratch rows)
        where T : unmanaged, ILane<T>
    {
        long at = PatternLayout.Head(data.Instruments);
        for (int pattern = 0; pattern < data.Patterns; pattern++)
        {
            int members = (int)T.LoadNumber(data.Statistics, at + 1);
            T total = T.Of(0.0);
            for (int a = 0; a < members; a++)
            {
                total += T.Load(rows.Precision, (long)T.LoadNumber(data.Statistics, at + 2 + a) * Tiles.Width);
            }

            T.Store(rows.Inverse, pattern * Tiles.Width, T.Of(1.0) / total);
            at += PatternLayout.PatternLength(members);
        }
    }

    /// <summary>H of one pair: the sums over its patterns of (m, m·Δ, D + m·Δ²)/W.</summary>
    private static void Sum<T>(in PatternData data, long at, int entries, in PatternScratch rows, int pair)
        where T : unmanaged, ILane<T>
    {
        T count = T.Of(0.0);
        T shift = T.Of(0.0);
        T spread = T.Of(0.0);
        for (int entry = 0; entry < entries; entry++)
        {
            T inverse = T.Load(rows.Inverse, (long)T.LoadNumber(data.Statistics, at) * Tiles.Width);
            count = T.MultiplyAdd(T.LoadUniform(data.Statistics, at + 1), inverse, count);
            shift = T.MultiplyAdd(T.LoadUniform(data.Statistics, at + 2), inverse, shift);
            spread = T.MultiplyAdd(T.LoadUniform(data.Statistics, at + 3), inverse, spread);
            at += PatternLayout.PatternEntry;
        }

        T.Store(rows.Sums, 3L * pair * Tiles.Width, count);
        T.Store(rows.Sums, ((3L * pair) + 1) * Tiles.Width, shift);
        T.Store(rows.Sums, ((3L * pair) + 2) * Tiles.Width, spread);
    }

    /// <summary>Adds one pair, of which T⁻¹ has <paramref name="prior"/>, to S and r; returns its part of the quadratic form.</summary>
    private static T Couple<T>(T prior, in PatternScratch rows, int i, int k)
        where T : unmanaged, ILane<T>
    {
        long sums = 3L * PatternLayout.Pair(i, k) * Tiles.Width;
        T count = T.Load(rows.Sums, sums);
        T shift = T.Load(rows.Sums, sums + Tiles.Width);
        T spread = T.Load(rows.Sums, sums + (2 * Tiles.Width));
        T weight = T.Load(rows.Precision, i * Tiles.Width) * T.Load(rows.Precision, k * Tiles.Width);
        T difference = T.Load(rows.Offset, i * Tiles.Width) - T.Load(rows.Offset, k * Tiles.Width);
        T flow = weight * count;
        T push = weight * T.MultiplyAdd(count, difference, shift);
        T.Store(rows.Matrix, Cholesky.At(i, k), prior - flow);
        T.Store(rows.Matrix, Cholesky.At(i, i), T.Load(rows.Matrix, Cholesky.At(i, i)) + flow);
        T.Store(rows.Matrix, Cholesky.At(k, k), T.Load(rows.Matrix, Cholesky.At(k, k)) + flow);
        T.Store(rows.Right, i * Tiles.Width, T.Load(rows.Right, i * Tiles.Width) + push);
        T.Store(rows.Right, k * Tiles.Width, T.Load(rows.Right, k * Tiles.Width) - push);
        return weight * T.MultiplyAdd(difference, T.MultiplyAdd(count, difference, shift + shift), spread);
    }
}
