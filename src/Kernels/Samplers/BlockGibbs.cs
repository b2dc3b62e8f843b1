using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// Gibbs sampling in two blocks: (B, G) jointly given the variances, then every variance given (B, G).
/// </summary>
/// <remarks>
/// <para>1. B | v exactly, fluxes integrated out, by <typeparamref name="TModel"/>.</para>
/// <para>2. G_j | B, v, source by source; their residuals are summed.</para>
/// <para>3. v_i | B, G, a generalized inverse Gaussian.</para>
/// <para>The common shift of B and G is drawn anew in every iteration, so it never slows the chain; what is left of the
/// autocorrelation comes from v and G taking turns.</para>
/// </remarks>
/// <typeparam name="TModel">Where the areas given the variances come from.</typeparam>
public readonly struct BlockGibbs<TModel> : IKernel<BlockGibbsArguments<TModel>>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>Components of a lane's working memory: the Gibbs steps' rows, η, then the model's scratch.</summary>
    public static int ScratchLength(in TModel model)
    {
        int n = TModel.Instruments(model);
        return GibbsScratch.Length(n) + n + TModel.Scratch(model);
    }

    /// <inheritdoc/>
    public static void Run<T>(int index, in BlockGibbsArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        GibbsArguments chains = arguments.Chains;
        int n = chains.Instruments;
        int lane = index * T.Width;
        Strip variances = T.At(chains.State, Tiles.Offset(lane, GibbsArguments.StateLength(n)));
        Strip areas = T.Skip(variances, n * Tiles.Width);
        Strip scratch = T.At(chains.Scratch, Tiles.Offset(lane, ScratchLength(arguments.Model)));
        GibbsScratch rows = GibbsScratch.At<T>(scratch, n);
        Strip eta = T.Skip(scratch, GibbsScratch.Length(n) * Tiles.Width);
        Strip model = T.Skip(eta, n * Tiles.Width);
        Thinning thinning = new(chains.Iterations, chains.Thin);
        for (int iteration = 0; iteration < chains.Iterations; iteration++)
        {
            Stream<T> stream = new(chains.Key, T.Count(chains.FirstChain + lane), chains.FirstIteration + iteration);
            for (int i = 0; i < n; i++)
            {
                T.Store(eta, i * Tiles.Width, Logarithm.Log(T.Load(variances, i * Tiles.Width)));
            }

            TModel.DrawAreas(arguments.Model, 0, eta, model, stream, Sites.Areas, areas);
            GibbsSources.Draw(chains, stream, variances, areas, rows);
            GibbsSources.DrawVariances(chains, stream, rows, variances);
            if (thinning.Keeps(iteration))
            {
                GibbsSources.Keep<T>(chains, lane, thinning.Row(iteration), thinning.Kept, variances);
            }
        }
    }
}
