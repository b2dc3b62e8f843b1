using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// The areas given a variance for every observation, fluxes integrated out: B − b ~ N(S⁻¹r, S⁻¹), S = T⁻¹ + L, with L the graph
/// Laplacian L_ik = −Σ_j w_ij w_kj/W_j and r_i = Σ_j (w_ij x_ij + ½ − w_ij z̄_j), z̄_j = Σ_i (w_ij x_ij + ½)/W_j. The half variance times its
/// precision is ½ exactly, so that nothing grows as a precision goes to 0.
/// </summary>
internal static class WeightedAreas
{
    /// <summary>Applies the factors to the precisions and draws B − b into <paramref name="areas"/>.</summary>
    public static void Draw<TModel, T>(
        ref ScaleMixtureArguments<TModel> arguments, in Stream<T> stream, in Strip sources, in Strip precisions, in Strip factors, in Strip areas,
        in ScaleMixtureScratch rows)
        where TModel : struct, IScaleMixture<TModel>
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        Clear<T>(n, rows);
        long at = 0;
        long observation = 0;
        for (int pattern = 0; pattern < arguments.Patterns; pattern++)
        {
            long count = (long)T.LoadNumber(sources, at);
            int members = (int)T.LoadNumber(sources, at + 1);
            long indices = at + 2;
            at = indices + members;
            for (long k = 0; k < count; k++)
            {
                Add<T>(sources, indices, at, members, T.Skip(precisions, observation * Tiles.Width), factors, rows);
                at += members;
                observation += members;
            }
        }

        Close<T>(n, new PriorNumbers(T.At(arguments.Prior, 0), n), rows.Matrix);
        Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Right);
        for (int i = 0; i < n; i += 2)
        {
            stream.Normals(Sites.Areas + (i / 2), 0, out T first, out T second);
            T.Store(areas, i * Tiles.Width, first);
            if (i + 1 < n)
            {
                T.Store(areas, (i + 1) * Tiles.Width, second);
            }
        }

        Cholesky.Colour<T>(n, rows.Matrix, areas);
        for (int i = 0; i < n; i++)
        {
            T.Store(areas, i * Tiles.Width, T.Load(areas, i * Tiles.Width) + T.Load(rows.Right, i * Tiles.Width));
        }
    }

    private static void Clear<T>(int n, in ScaleMixtureScratch rows)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i++)
        {
            T.Store(rows.Right, i * Tiles.Width, T.Of(0.0));
        }

        for (int k = 0; k < Cholesky.Length(n); k++)
        {
            T.Store(rows.Matrix, k * Tiles.Width, T.Of(0.0));
        }
    }

    /// <summary>Adds one source: −L_ik below the diagonal, r on the right.</summary>
    private static void Add<T>(
        in Strip sources, long indices, long values, int members, in Strip precisions, in Strip factors, in ScaleMixtureScratch rows)
        where T : unmanaged, ILane<T>
    {
        T total = T.Of(0.0);
        T sum = T.Of(0.5 * members);
        for (int a = 0; a < members; a++)
        {
            T w = T.Load(precisions, a * Tiles.Width) * T.Load(factors, Row<T>(sources, indices + a));
            T.Store(precisions, a * Tiles.Width, w);
            total += w;
            sum = T.MultiplyAdd(w, T.LoadUniform(sources, values + a), sum);
        }

        T inverse = T.Of(1.0) / total;
        T mean = sum * inverse;
        for (int a = 0; a < members; a++)
        {
            int i = (int)T.LoadNumber(sources, indices + a);
            T w = T.Load(precisions, a * Tiles.Width);
            T push = T.MultiplyAdd(w, T.LoadUniform(sources, values + a) - mean, T.Of(0.5));
            T.Store(rows.Right, i * Tiles.Width, T.Load(rows.Right, i * Tiles.Width) + push);
            T share = w * inverse;
            for (int b = 0; b < a; b++)
            {
                long element = Cholesky.At(i, (int)T.LoadNumber(sources, indices + b));
                T.Store(rows.Matrix, element, T.MultiplyAdd(share, T.Load(precisions, b * Tiles.Width), T.Load(rows.Matrix, element)));
            }
        }
    }

    /// <summary>Makes S of the sums: the diagonal follows from L·1 = 0, and T⁻¹ comes on top.</summary>
    private static void Close<T>(int n, in PriorNumbers prior, in Strip matrix)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                T flow = T.Load(matrix, Cholesky.At(i, k));
                T.Store(matrix, Cholesky.At(i, i), T.Load(matrix, Cholesky.At(i, i)) + flow);
                T.Store(matrix, Cholesky.At(k, k), T.Load(matrix, Cholesky.At(k, k)) + flow);
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                T own = T.Load(matrix, Cholesky.At(i, k));
                T.Store(matrix, Cholesky.At(i, k), prior.Precision<T>(i, k) + (k == i ? own : -own));
            }
        }
    }

    private static long Row<T>(in Strip sources, long index)
        where T : unmanaged, ILane<T> => (long)T.LoadNumber(sources, index) * Tiles.Width;
}
