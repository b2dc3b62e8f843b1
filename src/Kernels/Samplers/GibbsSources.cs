using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// The steps that both Gibbs samplers share: every log flux given areas and variances, and the variances given areas and fluxes.
/// No flux is stored: a source's draw goes into the sums of residuals that the next steps need, and is gone.
/// </summary>
internal static class GibbsSources
{
    /// <summary>
    /// Draws G_j | B, v ~ N(Σ_i w_i(y_ij + v_i/2 − B_i)/W, 1/W) source by source and leaves, for every instrument, Σ r and Σ r²
    /// of the residuals r = y − B − G (without the half variance) in the scratch.
    /// </summary>
    public static void Draw<T>(in GibbsArguments arguments, in Stream<T> stream, in Strip variances, in Strip areas, in GibbsScratch rows)
        where T : unmanaged, ILane<T>
    {
        Begin<T>(arguments, variances, areas, rows);
        Strip sources = T.At(arguments.Sources, 0);
        T second = T.Of(0.0);
        long source = 0;
        long at = 0;
        for (int pattern = 0; pattern < arguments.Patterns; pattern++)
        {
            long count = (long)T.LoadNumber(sources, at);
            int members = (int)T.LoadNumber(sources, at + 1);
            long indices = at + 2;
            Share<T>(sources, indices, members, rows, out T centre, out T sd);
            at = indices + members;
            for (long k = 0; k < count; k++)
            {
                T normal = second;
                if ((source & 1) == 0)
                {
                    stream.Normals(Sites.Fluxes + (source / 2), 0, out normal, out second);
                }

                T flux = T.MultiplyAdd(sd, normal, Mean<T>(sources, at, members, rows, centre));
                Subtract(sources, indices, at, members, rows, flux);
                at += members;
                source++;
            }
        }
    }

    /// <summary>Draws v_i | B, G ~ GIG(k = α + n_i/2, a = n_i/4, b = 2β + S_i), given S_i in the scratch.</summary>
    public static void DrawVariances<T>(in GibbsArguments arguments, in Stream<T> stream, in GibbsScratch rows, in Strip variances)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        Strip conditionals = T.At(arguments.Conditionals, 0);
        for (int i = 0; i < n; i++)
        {
            T k = T.LoadUniform(conditionals, (ConditionalRows.Shape * n) + i);
            T a = T.LoadUniform(conditionals, (ConditionalRows.Linear * n) + i);
            T b = T.LoadUniform(conditionals, (ConditionalRows.Inverse * n) + i) + T.Load(rows.Square, i * Tiles.Width);
            T.Store(variances, i * Tiles.Width, GeneralizedInverseGaussian.Draw(stream, Sites.Variances + i, k, a, b));
        }
    }

    /// <summary>Copies the state of one lane to row <paramref name="draw"/> of the <paramref name="kept"/> draws it keeps.</summary>
    public static void Keep<T>(in GibbsArguments arguments, int lane, int draw, int kept, in Strip state)
        where T : unmanaged, ILane<T>
    {
        int length = GibbsArguments.StateLength(arguments.Instruments);
        long offset = Tiles.Offset(lane, (long)kept * length) + ((long)draw * length * Tiles.Width);
        Strip row = T.At(arguments.Draws, offset);
        for (int k = 0; k < length; k++)
        {
            T.Store(row, k * Tiles.Width, T.Load(state, k * Tiles.Width));
        }
    }

    private static void Begin<T>(in GibbsArguments arguments, in Strip variances, in Strip areas, in GibbsScratch rows)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        PriorNumbers prior = new(T.At(arguments.Prior, 0), n);
        for (int i = 0; i < n; i++)
        {
            long at = i * Tiles.Width;
            T.Store(rows.Precision, at, T.Of(1.0) / T.Load(variances, at));
            T.Store(rows.Offset, at, T.Load(areas, at) - prior.LogArea<T>(i));
            T.Store(rows.Sum, at, T.Of(0.0));
            T.Store(rows.Square, at, T.Of(0.0));
        }
    }

    /// <summary>
    /// What the sources of one pattern have in common: shares ω = w/W, the part of their mean flux that the data do not enter,
    /// n/(2W) − Σω(B − b) (w·v/2 is ½), and the standard deviation 1/√W.
    /// </summary>
    private static void Share<T>(in Strip sources, long indices, int members, in GibbsScratch rows, out T centre, out T sd)
        where T : unmanaged, ILane<T>
    {
        T total = T.Of(0.0);
        T weighted = T.Of(0.5 * members);
        for (int a = 0; a < members; a++)
        {
            long at = Row<T>(sources, indices + a);
            T w = T.Load(rows.Precision, at);
            total += w;
            weighted -= w * T.Load(rows.Offset, at);
        }

        T inverse = T.Of(1.0) / total;
        for (int a = 0; a < members; a++)
        {
            T.Store(rows.Share, a * Tiles.Width, T.Load(rows.Precision, Row<T>(sources, indices + a)) * inverse);
        }

        centre = weighted * inverse;
        sd = T.Sqrt(inverse);
    }

    private static T Mean<T>(in Strip sources, long values, int members, in GibbsScratch rows, T centre)
        where T : unmanaged, ILane<T>
    {
        T sum = centre;
        for (int a = 0; a < members; a++)
        {
            sum = T.MultiplyAdd(T.Load(rows.Share, a * Tiles.Width), T.LoadUniform(sources, values + a), sum);
        }

        return sum;
    }

    private static void Subtract<T>(in Strip sources, long indices, long values, int members, in GibbsScratch rows, T flux)
        where T : unmanaged, ILane<T>
    {
        for (int a = 0; a < members; a++)
        {
            long at = Row<T>(sources, indices + a);
            T residual = T.LoadUniform(sources, values + a) - T.Load(rows.Offset, at) - flux;
            T.Store(rows.Sum, at, T.Load(rows.Sum, at) + residual);
            T.Store(rows.Square, at, T.MultiplyAdd(residual, residual, T.Load(rows.Square, at)));
        }
    }

    private static long Row<T>(in Strip sources, long index)
        where T : unmanaged, ILane<T> => (long)T.LoadNumber(sources, index) * Tiles.Width;
}
