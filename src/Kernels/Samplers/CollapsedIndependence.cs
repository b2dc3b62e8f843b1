using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Samplers;

/// <summary>What the kernels that propose from a mixture read and write.</summary>
/// <typeparam name="TModel">The density of η = ln v.</typeparam>
public struct IndependenceArguments<TModel>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>The chains, as for <see cref="CollapsedHamiltonian{TModel}"/>; a tuning row gives key and centres only.</summary>
    public HamiltonianArguments<TModel> Chains;

    /// <summary>A mixture a problem, see <see cref="TMixtureLayout"/>.</summary>
    public ArrayView<double> Mixtures;

    /// <summary>Doubles from one problem's mixture to the next one's.</summary>
    public int MixtureLength;

    /// <summary>
    /// A <see cref="StandardPoint"/> for every chain and iteration, in tiles of chains, the same for every problem; not looked at by kernels that draw at random.
    /// </summary>
    public ArrayView<double> Points;
}

/// <summary>
/// Metropolis steps with independent proposals (Tierney 1994, section 2.3.3) on η = ln v with areas and fluxes integrated out: a point from a mixture of
/// multivariate t distributions, taken with probability min(1, ω′/ω), ω = p/q; then B | v exactly. Where p/q varies little a chain forgets where it was within a step
/// or two, whatever shape the posterior has and however many modes; an iteration costs a density and no gradient.
/// </summary>
/// <remarks>
/// The gradient at the end of the launch is left in the state, so that <see cref="CollapsedHamiltonian{TModel}"/> can move the same chains in turn: it finds what a
/// mixture has missed nearby.
/// </remarks>
/// <typeparam name="TModel">The density of η.</typeparam>
public readonly struct CollapsedIndependence<TModel> : IKernel<IndependenceArguments<TModel>>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in IndependenceArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        HamiltonianArguments<TModel> chains = arguments.Chains;
        int n = TModel.Instruments(chains.Model);
        int lane = index * T.Width;
        int problem = lane / chains.Chains;
        Strip tuning = T.At(chains.Tuning, (long)problem * TuningRow.Length(n));
        Strip mixture = T.At(arguments.Mixtures, (long)problem * arguments.MixtureLength);
        StreamKey key = new((uint)T.LoadNumber(tuning, TuningRow.KeyLow), (uint)T.LoadNumber(tuning, TuningRow.KeyHigh));
        T chain = T.Count(chains.FirstChain + (lane % chains.Chains));
        ChainState state = ChainState.At<T, TModel>(chains, lane, n);
        Orbit orbit = Orbit.At<T, TModel>(chains, lane, n);
        Strip totals = T.At(chains.Totals, Tiles.Offset(lane, TotalsRow.Length(n)));
        Thinning thinning = new(chains.Iterations, chains.Thin);
        long draws = Tiles.Offset(lane, (long)thinning.Kept * 2 * n);
        T weight = T.Load(state.Density, 0) - TMixture.LogDensity<T>(n, mixture, state.Eta, orbit.Momentum);
        for (int iteration = 0; iteration < chains.Iterations; iteration++)
        {
            Stream<T> stream = new(key, chain, chains.FirstIteration + iteration);
            TMixture.Draw(n, mixture, stream, orbit.Momentum, orbit.Position, out T accept);
            T proposed = TModel.Density<T>(chains.Model, problem, orbit.Position, orbit.Scratch);
            T newWeight = proposed - TMixture.LogDensity<T>(n, mixture, orbit.Position, orbit.Momentum);
            T change = T.Select(Orbit.Inside(n, orbit, proposed), newWeight - weight, T.Of(double.NegativeInfinity));
            T probability = Exponential.Exp(T.Min(change, T.Of(0.0)));
            T moved = T.Less(accept, probability);
            weight = T.Select(moved, newWeight, weight);
            Settle(n, moved, orbit, proposed, state);
            CollapsedHamiltonian<TModel>.Tally(n, tuning, state.Eta, totals, probability, T.Of(0.0));
            if (thinning.Keeps(iteration))
            {
                long row = draws + (thinning.Row(iteration) * 2 * n * Tiles.Width);
                CollapsedHamiltonian<TModel>.Keep(
                    n, chains.Model, problem, stream, state.Eta, orbit.Scratch, T.At(chains.Draws, row), T.At(chains.Draws, row + (n * Tiles.Width)));
            }
        }

        TModel.Evaluate<T>(chains.Model, problem, state.Eta, state.Slope, orbit.Scratch, false);
    }

    private static void Settle<T>(int n, T moved, in Orbit orbit, T proposed, in ChainState state)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i++)
        {
            long at = i * Tiles.Width;
            T.Store(state.Eta, at, T.Select(moved, T.Load(orbit.Position, at), T.Load(state.Eta, at)));
        }

        T.Store(state.Density, 0, T.Select(moved, proposed, T.Load(state.Density, 0)));
    }
}
