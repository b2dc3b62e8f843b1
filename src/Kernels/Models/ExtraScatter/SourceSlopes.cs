using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.ExtraScatter;

/// <summary>The second pass over the sources, once S has been inverted: the gradient in η; see <see cref="ExtraScatterModel"/>.</summary>
internal static class SourceSlopes
{
    /// <summary>∂ ln p/∂η_i into component i of <paramref name="gradient"/>.</summary>
    public static void Fill<T>(in SourceData data, in SourceScratch rows, in Strip gradient)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        Begin<T>(n, rows);
        long at = SourceLayout.Head(n);
        for (int source = 0; source < data.Sources; source++)
        {
            int members = (int)T.LoadNumber(data.Observations, at);
            T inverse = SourceWeights.Fill<T>(data, at, members, rows);
            Compare<T>(data, at, members, inverse, rows);
            Collect<T>(data, at, members, inverse, rows);
            at += SourceLayout.SourceLength(members);
        }

        for (int i = 0; i < n; i++)
        {
            T v = T.Load(rows.Variance, i * Tiles.Width);
            T prior = (data.Prior.Beta<T>(i) / v) - data.Prior.Alpha<T>(i);
            T.Store(gradient, i * Tiles.Width, T.MultiplyAdd(T.Of(0.5) * v, T.Load(rows.Right, i * Tiles.Width), prior));
        }
    }

    /// <summary>Takes μ off h, so that differences of x + h are differences of expected residuals; Σ becomes Var(B_i − B_k).</summary>
    private static void Begin<T>(int n, in SourceScratch rows)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i++)
        {
            T.Store(rows.Offset, i * Tiles.Width, T.Load(rows.Offset, i * Tiles.Width) - T.Load(rows.Mean, i * Tiles.Width));
            T.Store(rows.Right, i * Tiles.Width, T.Of(0.0));
            for (int k = 0; k < i; k++)
            {
                T both = T.Load(rows.Matrix, Cholesky.At(i, i)) + T.Load(rows.Matrix, Cholesky.At(k, k));
                T.Store(rows.Matrix, Cholesky.At(i, k), T.MultiplyAdd(T.Of(-2.0), T.Load(rows.Matrix, Cholesky.At(i, k)), both));
            }
        }
    }

    /// <summary>Means and mean squares of every observation's distance from the others of its source, weighted by ω.</summary>
    private static void Compare<T>(in SourceData data, long at, int members, T inverse, in SourceScratch rows)
        where T : unmanaged, ILane<T>
    {
        for (int a = 0; a < members; a++)
        {
            int i = SourceWeights.Instrument<T>(data, at, a);
            T share = T.Load(rows.Weight, a * Tiles.Width) * inverse;
            T deviation = T.Load(rows.Deviation, a * Tiles.Width);
            T spread = T.Of(0.0);
            T pull = T.Of(0.0);
            for (int b = 0; b < a; b++)
            {
                int k = SourceWeights.Instrument<T>(data, at, b);
                T other = T.Load(rows.Weight, b * Tiles.Width) * inverse;
                T difference = deviation - T.Load(rows.Deviation, b * Tiles.Width);
                T square = T.MultiplyAdd(difference, difference, T.Load(rows.Matrix, Cholesky.At(i, k)));
                spread = T.MultiplyAdd(other, square, spread);
                pull = T.MultiplyAdd(other, difference, pull);
                T.Store(rows.Spread, b * Tiles.Width, T.MultiplyAdd(share, square, T.Load(rows.Spread, b * Tiles.Width)));
                T.Store(rows.Pull, b * Tiles.Width, T.Load(rows.Pull, b * Tiles.Width) - (share * difference));
            }

            T.Store(rows.Spread, a * Tiles.Width, spread);
            T.Store(rows.Pull, a * Tiles.Width, pull);
        }
    }

    /// <summary>Adds 2 ∂ ln p/∂t of every observation to its instrument's sum.</summary>
    private static void Collect<T>(in SourceData data, long at, int members, T inverse, in SourceScratch rows)
        where T : unmanaged, ILane<T>
    {
        T scatter = T.Of(0.0);
        for (int a = 0; a < members; a++)
        {
            scatter = T.MultiplyAdd(T.Load(rows.Weight, a * Tiles.Width), T.Load(rows.Spread, a * Tiles.Width), scatter);
        }

        scatter *= T.Of(0.5) * inverse;
        for (int a = 0; a < members; a++)
        {
            long row = (long)SourceWeights.Instrument<T>(data, at, a) * Tiles.Width;
            T weight = T.Load(rows.Weight, a * Tiles.Width);
            T own = weight * (T.Load(rows.Spread, a * Tiles.Width) - scatter);
            T others = T.MultiplyAdd(weight, inverse, T.Of(-1.0));
            T slope = own - T.Load(rows.Pull, a * Tiles.Width) + others;
            T.Store(rows.Right, row, T.MultiplyAdd(weight, slope, T.Load(rows.Right, row)));
        }
    }
}
