using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.ExtraScatter;

/// <summary>The first pass over the sources: the linear system of the areas given the variances, and the density's sums.</summary>
internal static class SourceSystem
{
    /// <summary>
    /// Fills v, h, the packed precision S and its right-hand side r (twice: the second copy becomes μ); returns
    /// Σ over sources and pairs of w_a w_b (δ_a − δ_b)²/W, to which <paramref name="density"/> adds Σ ln W + Σ ln t, t = 1/w.
    /// </summary>
    public static T Assemble<T>(in SourceData data, in Strip eta, in SourceScratch rows, bool density)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        Begin<T>(data, eta, rows);
        T sum = T.Of(0.0);
        long at = SourceLayout.Head(n);
        for (int source = 0; source < data.Sources; source++)
        {
            int members = (int)T.LoadNumber(data.Observations, at);
            T inverse = SourceWeights.Fill<T>(data, at, members, rows);
            sum += Couple<T>(data, at, members, inverse, rows);
            if (density)
            {
                sum -= Logarithms<T>(members, inverse, rows);
            }

            at += SourceLayout.SourceLength(members);
        }

        // L·1 = 0: its diagonal is what its rows lack. Only then does T⁻¹ join it below the diagonal.
        for (int i = 0; i < n; i++)
        {
            T.Store(rows.Mean, i * Tiles.Width, T.Load(rows.Right, i * Tiles.Width));
            for (int k = 0; k < i; k++)
            {
                T flow = T.Load(rows.Matrix, Cholesky.At(i, k));
                T.Store(rows.Matrix, Cholesky.At(i, k), flow + data.Prior.Precision<T>(i, k));
                T.Store(rows.Matrix, Cholesky.At(i, i), T.Load(rows.Matrix, Cholesky.At(i, i)) - flow);
                T.Store(rows.Matrix, Cholesky.At(k, k), T.Load(rows.Matrix, Cholesky.At(k, k)) - flow);
            }
        }

        return sum;
    }

    private static void Begin<T>(in SourceData data, in Strip eta, in SourceScratch rows)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        for (int i = 0; i < n; i++)
        {
            T x = T.Max(T.Min(T.Load(eta, i * Tiles.Width), T.Of(300.0)), T.Of(-300.0));
            T v = Exponential.ExpOfModerate(x);
            T nominal = data.Prior.LogArea<T>(i) - T.LoadUniform(data.Observations, i);
            T.Store(rows.Variance, i * Tiles.Width, v);
            T.Store(rows.Offset, i * Tiles.Width, T.MultiplyAdd(T.Of(0.5), v, -nominal));
            T.Store(rows.Right, i * Tiles.Width, T.Of(0.0));
            for (int k = 0; k < i; k++)
            {
                T.Store(rows.Matrix, Cholesky.At(i, k), T.Of(0.0));
            }

            T.Store(rows.Matrix, Cholesky.At(i, i), data.Prior.Precision<T>(i, i));
        }
    }

    /// <summary>Adds one source's pairs to S below the diagonal and to r; returns its part of the quadratic form.</summary>
    private static T Couple<T>(in SourceData data, long at, int members, T inverse, in SourceScratch rows)
        where T : unmanaged, ILane<T>
    {
        T quadratic = T.Of(0.0);
        for (int a = 1; a < members; a++)
        {
            int i = SourceWeights.Instrument<T>(data, at, a);
            T share = T.Load(rows.Weight, a * Tiles.Width) * inverse;
            T deviation = T.Load(rows.Deviation, a * Tiles.Width);
            T pushed = T.Load(rows.Right, i * Tiles.Width);
            for (int b = 0; b < a; b++)
            {
                int k = SourceWeights.Instrument<T>(data, at, b);
                T flow = share * T.Load(rows.Weight, b * Tiles.Width);
                T difference = deviation - T.Load(rows.Deviation, b * Tiles.Width);
                T push = flow * difference;
                quadratic = T.MultiplyAdd(push, difference, quadratic);
                pushed += push;
                T.Store(rows.Right, k * Tiles.Width, T.Load(rows.Right, k * Tiles.Width) - push);
                T.Store(rows.Matrix, Cholesky.At(i, k), T.Load(rows.Matrix, Cholesky.At(i, k)) - flow);
            }

            T.Store(rows.Right, i * Tiles.Width, pushed);
        }

        return quadratic;
    }

    /// <summary>ln(1/W) + Σ ln w. One logarithm serves two factors: the clamp on η keeps their product inside a double's range.</summary>
    private static T Logarithms<T>(int members, T inverse, in SourceScratch rows)
        where T : unmanaged, ILane<T>
    {
        T sum = T.Of(0.0);
        T product = inverse;
        for (int a = 0; a < members; a++)
        {
            product *= T.Load(rows.Weight, a * Tiles.Width);
            if ((a & 1) == 0 || a == members - 1)
            {
                sum += Logarithm.Log(product);
                product = T.Of(1.0);
            }
        }

        return sum;
    }
}
