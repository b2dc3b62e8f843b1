using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>One pass over the sources: G_j | B, ψ, then every ψ_ij | B, G, σ², and the sums that σ² and the summaries need.</summary>
internal static class ScaleMixtureSources
{
    /// <summary>
    /// Draws G_j ~ N(Σ_i (w_ij(y_ij − B_i) + ½)/W_j, 1/W_j), W_j = Σ_i w_ij, and then anew every w_ij = 1/ψ_ij, source by source.
    /// </summary>
    public static void Draw<TModel, T>(
        ref ScaleMixtureArguments<TModel> arguments, in Stream<T> stream, in Strip sources, in Strip state, in Strip precisions, in Strip fluxes,
        in ScaleMixtureScratch rows)
        where TModel : struct, IScaleMixture<TModel>
        where T : unmanaged, ILane<T>
    {
        Clear<T>(arguments.Instruments, rows);
        Strip areas = T.Skip(state, ScaleMixtureState.Area(arguments.Instruments) * Tiles.Width);
        T second = T.Of(0.0);
        long source = 0;
        long observation = 0;
        long at = 0;
        for (int pattern = 0; pattern < arguments.Patterns; pattern++)
        {
            long count = (long)T.LoadNumber(sources, at);
            int members = (int)T.LoadNumber(sources, at + 1);
            long indices = at + 2;
            at = indices + members;
            for (long k = 0; k < count; k++)
            {
                T normal = second;
                if ((source & 1) == 0)
                {
                    stream.Normals(Sites.Fluxes + (source / 2), 0, out normal, out second);
                }

                Strip own = T.Skip(precisions, observation * Tiles.Width);
                T flux = Flux(sources, indices, at, members, own, areas, normal);
                T.Store(fluxes, source * Tiles.Width, flux);
                for (int a = 0; a < members; a++)
                {
                    long row = Row<T>(sources, indices + a);
                    T residual = T.LoadUniform(sources, at + a) - T.Load(areas, row) - flux;
                    T square = residual * residual;
                    T w = TModel.Precision(arguments.Model, stream, Sites.Latent + observation + a, T.Load(state, row), square);
                    T.Store(own, a * Tiles.Width, w);
                    T.Store(rows.Precision, row, T.Load(rows.Precision, row) + w);
                    T.Store(rows.Variance, row, T.Load(rows.Variance, row) + (T.Of(1.0) / w));
                    T.Store(rows.Square, row, T.MultiplyAdd(w, square, T.Load(rows.Square, row)));
                }

                at += members;
                observation += members;
                source++;
            }
        }
    }

    /// <summary>Adds what this iteration drew to the lane's totals.</summary>
    public static void Total<TModel, T>(
        ref ScaleMixtureArguments<TModel> arguments, in Strip sources, in Strip totals, in Strip state, in Strip precisions, in Strip fluxes,
        in ScaleMixtureScratch rows)
        where TModel : struct, IScaleMixture<TModel>
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        for (int i = 0; i < n; i++)
        {
            Increase(totals, i * Tiles.Width, T.Load(rows.Precision, i * Tiles.Width));
        }

        Strip weights = T.Skip(totals, ScaleMixtureTotals.Weight(n) * Tiles.Width);
        long observation = 0;
        long at = 0;
        for (int pattern = 0; pattern < arguments.Patterns; pattern++)
        {
            long count = (long)T.LoadNumber(sources, at);
            int members = (int)T.LoadNumber(sources, at + 1);
            for (long k = 0; k < count; k++)
            {
                for (int a = 0; a < members; a++)
                {
                    T scale = T.Load(state, Row<T>(sources, at + 2 + a));
                    long row = observation * Tiles.Width;
                    T.Store(weights, row, T.MultiplyAdd(scale, T.Load(precisions, row), T.Load(weights, row)));
                    observation++;
                }
            }

            at += 2 + members + (count * members);
        }

        Strip first = T.Skip(totals, ScaleMixtureTotals.Flux(n, arguments.Observations) * Tiles.Width);
        Strip squares = T.Skip(first, (long)arguments.SourceCount * Tiles.Width);
        for (long j = 0; j < arguments.SourceCount; j++)
        {
            T flux = T.Load(fluxes, j * Tiles.Width);
            Increase(first, j * Tiles.Width, flux);
            T.Store(squares, j * Tiles.Width, T.MultiplyAdd(flux, flux, T.Load(squares, j * Tiles.Width)));
        }
    }

    private static T Flux<T>(
        in Strip sources, long indices, long values, int members, in Strip precisions, in Strip areas, T normal)
        where T : unmanaged, ILane<T>
    {
        T total = T.Of(0.0);
        T sum = T.Of(0.5 * members);
        for (int a = 0; a < members; a++)
        {
            T w = T.Load(precisions, a * Tiles.Width);
            T offset = T.LoadUniform(sources, values + a) - T.Load(areas, Row<T>(sources, indices + a));
            total += w;
            sum = T.MultiplyAdd(w, offset, sum);
        }

        T inverse = T.Of(1.0) / total;
        return T.MultiplyAdd(T.Sqrt(inverse), normal, sum * inverse);
    }

    private static void Clear<T>(int n, in ScaleMixtureScratch rows)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i++)
        {
            T.Store(rows.Precision, i * Tiles.Width, T.Of(0.0));
            T.Store(rows.Variance, i * Tiles.Width, T.Of(0.0));
            T.Store(rows.Square, i * Tiles.Width, T.Of(0.0));
        }
    }

    private static void Increase<T>(in Strip rows, long at, T by)
        where T : unmanaged, ILane<T> => T.Store(rows, at, T.Load(rows, at) + by);

    private static long Row<T>(in Strip sources, long index)
        where T : unmanaged, ILane<T> => (long)T.LoadNumber(sources, index) * Tiles.Width;
}
