using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>Gibbs sampling of a normal scale mixture in blocks: (B, G) jointly given ψ, every ψ given (B, G, σ²), then σ².</summary>
/// <remarks>
/// <para>1. B | ψ exactly, fluxes integrated out.</para>
/// <para>2. G_j | B, ψ and at once ψ_ij | B, G, σ², source by source.</para>
/// <para>3. σ² by the model's conditionals; what that does to ψ is a factor an instrument, applied in the next pass.</para>
/// <para>A draw is (σ², B, G) after step 3. Of an iteration nothing is kept per observation but its precision.</para>
/// </remarks>
/// <typeparam name="TModel">How ψ and σ² are drawn.</typeparam>
public readonly struct ScaleMixtureGibbs<TModel> : IKernel<ScaleMixtureArguments<TModel>>
    where TModel : struct, IScaleMixture<TModel>
{
    /// <summary>Components of a lane's working memory.</summary>
    public static int ScratchLength(int instruments) => ScaleMixtureScratch.Length(instruments);

    /// <inheritdoc/>
    public static void Run<T>(int index, in ScaleMixtureArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        ScaleMixtureArguments<TModel> own = arguments;
        int n = own.Instruments;
        int lane = index * T.Width;
        int problem = lane / own.Chains;
        StreamKey key = ScaleMixtureArguments<TModel>.Key<T>(arguments, problem);
        T chain = T.Count(own.FirstChain + (lane % own.Chains));
        Strip sources = T.At(own.Sources, (long)problem * own.SourcesLength);
        Strip state = T.At(own.State, Tiles.Offset(lane, ScaleMixtureState.Length(n)));
        Strip areas = T.Skip(state, ScaleMixtureState.Area(n) * Tiles.Width);
        Strip factors = T.Skip(state, ScaleMixtureState.Factor(n) * Tiles.Width);
        Strip precisions = T.At(own.Precisions, Tiles.Offset(lane, own.Observations));
        Strip fluxes = T.At(own.Fluxes, Tiles.Offset(lane, own.SourceCount));
        Strip totals = T.At(own.Totals, Tiles.Offset(lane, ScaleMixtureTotals.Length(n, own.Observations, own.SourceCount)));
        ScaleMixtureScratch rows = ScaleMixtureScratch.At<T>(T.At(own.Scratch, Tiles.Offset(lane, ScratchLength(n))), n);
        Thinning thinning = new(own.Iterations, own.Thin);
        for (int iteration = 0; iteration < own.Iterations; iteration++)
        {
            Stream<T> stream = new(key, chain, own.FirstIteration + iteration);
            WeightedAreas.Draw(ref own, stream, sources, precisions, factors, areas, rows);
            ScaleMixtureSources.Draw(ref own, stream, sources, state, precisions, fluxes, rows);
            if (own.Thin > 0)
            {
                ScaleMixtureSources.Total<TModel, T>(ref own, sources, totals, state, precisions, fluxes, rows);
            }

            for (int i = 0; i < n; i++)
            {
                T.Store(factors, i * Tiles.Width, T.Of(1.0));
            }

            ScaleSums sums = new(rows.Precision, rows.Variance, rows.Square);
            TModel.DrawScales(own.Model, stream, Sites.Scales, own.FirstIteration + iteration, sums, state, factors);
            if (thinning.Keeps(iteration))
            {
                Keep<T>(ref own, lane, thinning.Row(iteration), thinning.Kept, state, fluxes);
            }
        }
    }

    private static void Keep<T>(ref ScaleMixtureArguments<TModel> arguments, int lane, int draw, int kept, in Strip state, in Strip fluxes)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        int length = (2 * n) + arguments.ChosenCount;
        Strip row = T.At(arguments.Draws, Tiles.Offset(lane, (long)kept * length) + ((long)draw * length * Tiles.Width));
        Strip chosen = T.At(arguments.Chosen, 0);
        for (int k = 0; k < 2 * n; k++)
        {
            T.Store(row, k * Tiles.Width, T.Load(state, k * Tiles.Width));
        }

        for (int k = 0; k < arguments.ChosenCount; k++)
        {
            T.Store(row, ((2 * n) + k) * Tiles.Width, T.Load(fluxes, (long)T.LoadNumber(chosen, k) * Tiles.Width));
        }
    }
}

/// <summary>
/// Over-dispersed starts of <see cref="ScaleMixtureGibbs{TModel}"/>: every precision e^u, u uniform in ±2, times its instrument's factor, which
/// the caller has put into the state. Each chain begins trusting other observations, so that areas and fluxes start apart too.
/// </summary>
/// <typeparam name="TModel">The model; unread.</typeparam>
public readonly struct ScaleMixtureStart<TModel> : IKernel<ScaleMixtureArguments<TModel>>
    where TModel : struct, IScaleMixture<TModel>
{
    private const double HalfWidth = 2.0;

    /// <inheritdoc/>
    public static void Run<T>(int index, in ScaleMixtureArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        int lane = index * T.Width;
        Stream<T> stream = new(
            ScaleMixtureArguments<TModel>.Key<T>(arguments, lane / arguments.Chains), T.Count(arguments.FirstChain + (lane % arguments.Chains)), 0);
        Strip precisions = T.At(arguments.Precisions, Tiles.Offset(lane, arguments.Observations));
        for (long o = 0; o < arguments.Observations; o++)
        {
            // Attempts that no rejection loop reaches: the same sites draw ψ in iteration 0.
            stream.Uniforms(Sites.Latent + o, 0xFFFFFFFF, out T u, out _);
            T.Store(precisions, o * Tiles.Width, Exponential.Exp(T.Of(HalfWidth) * T.MultiplyAdd(T.Of(2.0), u, T.Of(-1.0))));
        }
    }
}
