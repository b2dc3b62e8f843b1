using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// The textbook Gibbs sampler, one parameter at a time: G_j | B, v; B_i | G, v; v_i | B, G; and, when asked, an exact move along
/// the direction in which it would otherwise crawl.
/// </summary>
/// <remarks>
/// B + c, G − c have the same likelihood for every c: only the prior pins the common shift, and single updates contract it by a
/// factor 1 − W, the prior's weight, an iteration. Given everything but c, with e the indicator of a connected component and
/// P = eᵀT⁻¹e, c ~ N(eᵀT⁻¹(b − B)/P, 1/P): a Gibbs step in that direction (Liu and Sabatti 2000, generalised Gibbs). T⁻¹ reaches beyond
/// the component where areas correlate between components, as those of energy bands do; the other components stay where they are.
/// </remarks>
public readonly struct ScalarGibbs : IKernel<GibbsArguments>
{
    /// <summary>Components of a lane's working memory.</summary>
    public static int ScratchLength(int instruments) => GibbsScratch.Length(instruments);

    /// <inheritdoc/>
    public static void Run<T>(int index, in GibbsArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        int lane = index * T.Width;
        Strip variances = T.At(arguments.State, Tiles.Offset(lane, GibbsArguments.StateLength(n)));
        Strip areas = T.Skip(variances, n * Tiles.Width);
        GibbsScratch rows = GibbsScratch.At<T>(T.At(arguments.Scratch, Tiles.Offset(lane, ScratchLength(n))), n);
        Thinning thinning = new(arguments.Iterations, arguments.Thin);
        for (int iteration = 0; iteration < arguments.Iterations; iteration++)
        {
            Stream<T> stream = new(arguments.Key, T.Count(arguments.FirstChain + lane), arguments.FirstIteration + iteration);
            GibbsSources.Draw(arguments, stream, variances, areas, rows);
            DrawAreas(arguments, stream, rows, areas);
            GibbsSources.DrawVariances(arguments, stream, rows, variances);
            for (int component = 0; component < arguments.ShiftedComponents; component++)
            {
                Shift(arguments, stream, component, areas);
            }

            if (thinning.Keeps(iteration))
            {
                GibbsSources.Keep<T>(arguments, lane, thinning.Row(iteration), thinning.Kept, variances);
            }
        }
    }

    /// <summary>
    /// B_i | G, v and the other areas: with x = B − b before the draw, Λ = T⁻¹ and A_i = Σ(y − B − G), B_i moves by
    /// δ ~ N((w(A_i + n_i v_i/2) − Σ_k Λ_ik x_k)/P, 1/P), P = Λ_ii + n_i w. The sums of residuals follow: S_i ← S_i − 2δA_i + n_iδ².
    /// </summary>
    private static void DrawAreas<T>(in GibbsArguments arguments, in Stream<T> stream, in GibbsScratch rows, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        Strip conditionals = T.At(arguments.Conditionals, 0);
        PriorNumbers priors = new(T.At(arguments.Prior, 0), n);
        T second = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            long at = i * Tiles.Width;
            T normal = second;
            if ((i & 1) == 0)
            {
                stream.Normals(Sites.Areas + (i / 2), 0, out normal, out second);
            }

            T count = T.Of(4.0) * T.LoadUniform(conditionals, (ConditionalRows.Linear * n) + i);
            T prior = priors.Precision<T>(i, i);
            T w = T.Load(rows.Precision, at);
            T sum = T.Load(rows.Sum, at);
            T pull = T.MultiplyAdd(w, sum, T.Of(0.5) * count) - Pull<T>(priors, rows, n, i);
            T inverse = T.Of(1.0) / T.MultiplyAdd(count, w, prior);
            T move = T.MultiplyAdd(pull, inverse, normal * T.Sqrt(inverse));
            T.Store(areas, at, T.Load(areas, at) + move);
            T.Store(rows.Offset, at, T.Load(rows.Offset, at) + move);
            T.Store(rows.Square, at, T.MultiplyAdd(move, (count * move) - (T.Of(2.0) * sum), T.Load(rows.Square, at)));
        }
    }

    /// <summary>Σ_k Λ_ik x_k.</summary>
    private static T Pull<T>(in PriorNumbers prior, in GibbsScratch rows, int n, int i)
        where T : unmanaged, ILane<T>
    {
        T sum = prior.Precision<T>(i, i) * T.Load(rows.Offset, i * Tiles.Width);
        for (int k = 0; k < n; k++)
        {
            if (k != i)
            {
                sum = T.MultiplyAdd(prior.PrecisionOf<T>(i, k), T.Load(rows.Offset, k * Tiles.Width), sum);
            }
        }

        return sum;
    }

    /// <summary>B_i ← B_i + c in one component. G ← G − c needs no storing: the next iteration draws G anew.</summary>
    private static void Shift<T>(in GibbsArguments arguments, in Stream<T> stream, int component, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        Strip conditionals = T.At(arguments.Conditionals, 0);
        PriorNumbers priors = new(T.At(arguments.Prior, 0), n);
        stream.Normals(Sites.Shift + component, 0, out T normal, out _);
        T total = T.Of(0.0);
        T pull = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            if (Belongs<T>(conditionals, n, i, component))
            {
                for (int k = 0; k < n; k++)
                {
                    T prior = priors.PrecisionOf<T>(i, k);
                    T away = priors.LogArea<T>(k) - T.Load(areas, k * Tiles.Width);
                    pull = T.MultiplyAdd(prior, away, pull);
                    if (Belongs<T>(conditionals, n, k, component))
                    {
                        total += prior;
                    }
                }
            }
        }

        T inverse = T.Of(1.0) / total;
        T shift = T.MultiplyAdd(pull, inverse, normal * T.Sqrt(inverse));
        for (int i = 0; i < n; i++)
        {
            if (Belongs<T>(conditionals, n, i, component))
            {
                T.Store(areas, i * Tiles.Width, T.Load(areas, i * Tiles.Width) + shift);
            }
        }
    }

    private static bool Belongs<T>(in Strip conditionals, int n, int instrument, int component)
        where T : unmanaged, ILane<T> =>
        (int)T.LoadNumber(conditionals, (ConditionalRows.Component * n) + instrument) == component;
}
