using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>One pattern's share of the gradient in η; see the remarks of <see cref="PatternModel"/>.</summary>
internal static class PatternSlopes
{
    /// <summary>Adds ½m(ω_i − 1) + ½w_i[(Fω)_i − ½ωᵀFω] − ½m(e_i − ω·e) for the members of the pattern at <paramref name="at"/>.</summary>
    public static void Add<T>(in PatternData data, long at, int members, in PatternScratch rows, in Strip gradient)
        where T : unmanaged, ILane<T>
    {
        T total = T.Of(0.0);
        T weighted = T.Of(0.0);
        long means = at + 2 + members;
        for (int a = 0; a < members; a++)
        {
            int i = AreaSystem.Row<T>(data, at, a);
            T w = T.Load(rows.Precision, i * Tiles.Width);
            total += w;
            weighted = T.MultiplyAdd(w, Residual<T>(data, means, a, i, rows), weighted);
            T.Store(rows.Row, a * Tiles.Width, T.Of(0.0));
        }

        T inverse = T.Of(1.0) / total;
        T count = T.LoadUniform(data.Statistics, at);
        Spreads<T>(data, at, members, rows, count, inverse);

        T half = T.Of(0.5);
        T spread = T.Of(0.0);
        for (int a = 0; a < members; a++)
        {
            T w = T.Load(rows.Precision, AreaSystem.Row<T>(data, at, a) * Tiles.Width);
            spread = T.MultiplyAdd(w, T.Load(rows.Row, a * Tiles.Width), spread);
        }

        spread *= half * inverse;
        T centre = weighted * inverse;
        for (int a = 0; a < members; a++)
        {
            int i = AreaSystem.Row<T>(data, at, a);
            T w = T.Load(rows.Precision, i * Tiles.Width);
            T deviation = Residual<T>(data, means, a, i, rows) - centre;
            T slope = (count * (T.MultiplyAdd(w, inverse, T.Of(-1.0)) - deviation)) + (w * (T.Load(rows.Row, a * Tiles.Width) - spread));
            T.Store(gradient, i * Tiles.Width, T.MultiplyAdd(half, slope, T.Load(gradient, i * Tiles.Width)));
        }
    }

    /// <summary>(Fω)_a into row a, pair by pair.</summary>
    private static void Spreads<T>(in PatternData data, long at, int members, in PatternScratch rows, T count, T inverse)
        where T : unmanaged, ILane<T>
    {
        long means = at + 2 + members;
        long spread = means + members;
        for (int a = 1; a < members; a++)
        {
            int i = AreaSystem.Row<T>(data, at, a);
            T share = T.Load(rows.Precision, i * Tiles.Width) * inverse;
            T residual = Residual<T>(data, means, a, i, rows);
            T variance = T.Load(rows.Matrix, Cholesky.At(i, i));
            T sum = T.Load(rows.Row, a * Tiles.Width);
            for (int b = 0; b < a; b++)
            {
                int k = AreaSystem.Row<T>(data, at, b);
                T difference = residual - Residual<T>(data, means, b, k, rows);
                T between = T.MultiplyAdd(
                    T.Of(-2.0), T.Load(rows.Matrix, Cholesky.At(i, k)), variance + T.Load(rows.Matrix, Cholesky.At(k, k)));
                T f = T.MultiplyAdd(count, T.MultiplyAdd(difference, difference, between), T.LoadUniform(data.Statistics, spread + b));
                sum = T.MultiplyAdd(f, T.Load(rows.Precision, k * Tiles.Width) * inverse, sum);
                T.Store(rows.Row, b * Tiles.Width, T.MultiplyAdd(f, share, T.Load(rows.Row, b * Tiles.Width)));
            }

            T.Store(rows.Row, a * Tiles.Width, sum);
            spread += a;
        }
    }

    private static T Residual<T>(in PatternData data, long means, int a, int i, in PatternScratch rows)
        where T : unmanaged, ILane<T> => T.LoadUniform(data.Statistics, means + a) + T.Load(rows.Offset, i * Tiles.Width);
}
