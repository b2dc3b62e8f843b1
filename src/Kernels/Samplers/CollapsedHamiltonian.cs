using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// Hamiltonian Monte Carlo on η = ln v with areas and fluxes integrated out (Duane et al. 1987; Neal 2011, algorithm of
/// section 5.3), then B | v exactly. Every chain of a problem makes the same number of leapfrog steps, so lanes never part; the
/// step is jittered chain by chain, which breaks periodic orbits.
/// </summary>
/// <typeparam name="TModel">The density of η.</typeparam>
public readonly struct CollapsedHamiltonian<TModel> : IKernel<HamiltonianArguments<TModel>>
    where TModel : struct, ICollapsedModel<TModel>
{
    private const double DivergentEnergy = 1000.0;

    /// <inheritdoc/>
    public static void Run<T>(int index, in HamiltonianArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        int n = TModel.Instruments(arguments.Model);
        int lane = index * T.Width;
        int problem = lane / arguments.Chains;
        Strip tuning = T.At(arguments.Tuning, (long)problem * TuningRow.Length(n));
        StreamKey key = new(
            (uint)T.LoadNumber(tuning, TuningRow.KeyLow), (uint)T.LoadNumber(tuning, TuningRow.KeyHigh));
        T chain = T.Count(arguments.FirstChain + (lane % arguments.Chains));

        ChainState state = ChainState.At<T, TModel>(arguments, lane, n);
        (Strip eta, Strip slope, Strip density) = (state.Eta, state.Slope, state.Density);
        Orbit orbit = Orbit.At<T, TModel>(arguments, lane, n);
        Strip totals = T.At(arguments.Totals, Tiles.Offset(lane, TotalsRow.Length(n)));
        Thinning thinning = new(arguments.Iterations, arguments.Thin);
        long draws = Tiles.Offset(lane, (long)thinning.Kept * 2 * n);

        for (int iteration = 0; iteration < arguments.Iterations; iteration++)
        {
            Stream<T> stream = new(key, chain, arguments.FirstIteration + iteration);
            T energy = Depart(n, stream, eta, slope, orbit, out T accept, out T jitter) + T.Load(density, 0);
            T proposed = Travel(n, arguments.Model, problem, tuning, jitter, orbit);
            T inside = Arrive(n, orbit, proposed, out T newEnergy);
            T change = T.Select(inside, newEnergy - energy, T.Of(double.NegativeInfinity));
            T probability = Exponential.Exp(T.Min(change, T.Of(0.0)));
            T moved = T.Less(accept, probability);
            Settle(n, moved, orbit, proposed, eta, slope, density);
            Tally(n, tuning, eta, totals, probability, T.Not(T.GreaterOrEqual(change, T.Of(-DivergentEnergy))));
            if (thinning.Keeps(iteration))
            {
                long row = draws + (thinning.Row(iteration) * 2 * n * Tiles.Width);
                Keep(n, arguments.Model, problem, stream, eta, orbit.Scratch, T.At(arguments.Draws, row), T.At(arguments.Draws, row + (n * Tiles.Width)));
            }
        }
    }

    /// <summary>
    /// Copies the state into the orbit and draws momenta; returns minus the kinetic energy. The uniforms that come with the first
    /// two pairs of normals decide the acceptance and the step's jitter.
    /// </summary>
    private static T Depart<T>(int n, in Stream<T> stream, in Strip eta, in Strip slope, in Orbit orbit, out T accept, out T jitter)
        where T : unmanaged, ILane<T>
    {
        stream.NormalsAndUniform(Sites.Momentum, 0, out T first, out T second, out accept);
        stream.NormalsAndUniform(Sites.Momentum + 1, 0, out T third, out T fourth, out jitter);
        T squares = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            if (i >= 4 && (i & 1) == 0)
            {
                stream.Normals(Sites.Momentum + (i / 2), 0, out third, out fourth);
            }

            T momentum = i == 0 ? first : i == 1 ? second : (i & 1) == 0 ? third : fourth;
            T.Store(orbit.Momentum, i * Tiles.Width, momentum);
            squares = T.MultiplyAdd(momentum, momentum, squares);
        }

        for (int i = 0; i < n; i++)
        {
            T.Store(orbit.Position, i * Tiles.Width, T.Load(eta, i * Tiles.Width));
            T.Store(orbit.Slope, i * Tiles.Width, T.Load(slope, i * Tiles.Width));
        }

        return T.Of(-0.5) * squares;
    }

    /// <summary>The leapfrog steps, without the last half kick; returns ln p at the end.</summary>
    private static T Travel<T>(int n, in TModel model, int problem, in Strip tuning, T jitter, in Orbit orbit)
        where T : unmanaged, ILane<T>
    {
        T width = T.LoadUniform(tuning, TuningRow.Jitter);
        T step = T.LoadUniform(tuning, TuningRow.Step) * T.MultiplyAdd(width, T.MultiplyAdd(T.Of(2.0), jitter, T.Of(-1.0)), T.Of(1.0));
        T kick = T.Of(0.5) * step;
        int leapfrogs = (int)T.LoadNumber(tuning, TuningRow.Leapfrogs);
        T end = T.Of(0.0);
        for (int leapfrog = 1; leapfrog <= leapfrogs; leapfrog++)
        {
            for (int i = 0; i < n; i++)
            {
                T scale = T.LoadUniform(tuning, TuningRow.Centre + n + i);
                T momentum = T.MultiplyAdd(kick * scale, T.Load(orbit.Slope, i * Tiles.Width), T.Load(orbit.Momentum, i * Tiles.Width));
                T.Store(orbit.Momentum, i * Tiles.Width, momentum);
                T.Store(orbit.Position, i * Tiles.Width, T.MultiplyAdd(step * scale, momentum, T.Load(orbit.Position, i * Tiles.Width)));
            }

            end = TModel.Evaluate<T>(model, problem, orbit.Position, orbit.Slope, orbit.Scratch, leapfrog == leapfrogs);
            kick = step;
        }

        for (int i = 0; i < n; i++)
        {
            T scale = T.LoadUniform(tuning, TuningRow.Centre + n + i);
            T momentum = T.MultiplyAdd(T.Of(0.5) * step * scale, T.Load(orbit.Slope, i * Tiles.Width), T.Load(orbit.Momentum, i * Tiles.Width));
            T.Store(orbit.Momentum, i * Tiles.Width, momentum);
        }

        return end;
    }

    /// <summary>Minus the total energy at the orbit's end, and a mask of the lanes that ended where a variance can be, with a finite energy.</summary>
    private static T Arrive<T>(int n, in Orbit orbit, T density, out T energy)
        where T : unmanaged, ILane<T>
    {
        T squares = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            T momentum = T.Load(orbit.Momentum, i * Tiles.Width);
            squares = T.MultiplyAdd(momentum, momentum, squares);
        }

        energy = T.MultiplyAdd(T.Of(-0.5), squares, density);
        return Orbit.Inside(n, orbit, energy);
    }

    private static void Settle<T>(int n, T moved, in Orbit orbit, T proposed, in Strip eta, in Strip slope, in Strip density)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i++)
        {
            long at = i * Tiles.Width;
            T.Store(eta, at, T.Select(moved, T.Load(orbit.Position, at), T.Load(eta, at)));
            T.Store(slope, at, T.Select(moved, T.Load(orbit.Slope, at), T.Load(slope, at)));
        }

        T.Store(density, 0, T.Select(moved, proposed, T.Load(density, 0)));
    }

    internal static void Tally<T>(int n, in Strip tuning, in Strip eta, in Strip totals, T probability, T divergent)
        where T : unmanaged, ILane<T>
    {
        Add(totals, TotalsRow.Acceptance, probability);
        Add(totals, TotalsRow.Divergences, T.Select(divergent, T.Of(1.0), T.Of(0.0)));
        for (int i = 0; i < n; i++)
        {
            T x = T.Load(eta, i * Tiles.Width) - T.LoadUniform(tuning, TuningRow.Centre + i);
            T square = x * x;
            Add(totals, TotalsRow.Moments + (3 * i), x);
            Add(totals, TotalsRow.Moments + (3 * i) + 1, square);
            Add(totals, TotalsRow.Moments + (3 * i) + 2, square * square);
        }
    }

    private static void Add<T>(in Strip totals, int row, T value)
        where T : unmanaged, ILane<T> =>
        T.Store(totals, row * Tiles.Width, T.Load(totals, row * Tiles.Width) + value);

    internal static void Keep<T>(
        int n, in TModel model, int problem, in Stream<T> stream, in Strip eta, in Strip scratch, in Strip variances, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        TModel.DrawAreas(model, problem, eta, scratch, stream, Sites.Areas, areas);
        for (int i = 0; i < n; i++)
        {
            T.Store(variances, i * Tiles.Width, Exponential.Exp(T.Load(eta, i * Tiles.Width)));
        }
    }
}
