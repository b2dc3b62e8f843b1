using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// Points of a mixture with their weights, for importance sampling: of every iteration η (N), ln p(η | y) and ln q(η) into the draws, all of which the launch keeps.
/// A point where no variance can be has ln p = −∞.
/// </summary>
/// <typeparam name="TModel">The density of η = ln v.</typeparam>
public readonly struct WeighedProposals<TModel> : IKernel<IndependenceArguments<TModel>>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>Numbers a point.</summary>
    public static int Width(int dimension) => dimension + 2;

    /// <inheritdoc/>
    public static void Run<T>(int index, in IndependenceArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        WeighedLane<TModel> own = WeighedLane<TModel>.Of<T>(index, arguments, Width(TModel.Instruments(arguments.Chains.Model)));
        for (int iteration = 0; iteration < arguments.Chains.Iterations; iteration++)
        {
            own.Draw<T>(arguments.Chains, own.Random<T>(arguments.Chains, iteration));
            own.Weigh<T>(arguments.Chains, iteration);
        }
    }
}

/// <summary>
/// Points of a mixture from a table of standard points, with their weights and what they stand for: of every iteration η (N), ln p(η | y), ln q(η), v (N), one draw of
/// B | v (N), and E[B | v] and Var[B | v] (N each). A problem's weighed points are its whole posterior; no chain is needed.
/// </summary>
/// <typeparam name="TModel">The density of η = ln v, and B | v.</typeparam>
public readonly struct WeighedDraws<TModel> : IKernel<IndependenceArguments<TModel>>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>Numbers a point.</summary>
    public static int Width(int dimension) => (5 * dimension) + 2;

    /// <inheritdoc/>
    public static void Run<T>(int index, in IndependenceArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        HamiltonianArguments<TModel> chains = arguments.Chains;
        int n = TModel.Instruments(chains.Model);
        WeighedLane<TModel> own = WeighedLane<TModel>.Of<T>(index, arguments, Width(n));
        for (int iteration = 0; iteration < chains.Iterations; iteration++)
        {
            own.Place<T>(arguments, iteration);
            own.Weigh<T>(chains, iteration);
            long row = own.Draws + ((((long)iteration * Width(n)) + n + 2) * Tiles.Width);
            Strip areas = T.At(chains.Draws, row + (n * Tiles.Width));
            Strip means = T.At(chains.Draws, row + (2 * n * Tiles.Width));
            Strip variances = T.At(chains.Draws, row + (3 * n * Tiles.Width));
            CollapsedHamiltonian<TModel>.Keep(
                n, chains.Model, own.Problem, own.Random<T>(chains, iteration), own.Orbit.Position, own.Orbit.Scratch, T.At(chains.Draws, row), areas);
            TModel.AreaMoments<T>(chains.Model, own.Problem, own.Orbit.Position, own.Orbit.Scratch, means, variances);
        }
    }
}

/// <summary>What a lane that weighs points works with.</summary>
/// <typeparam name="TModel">The density of η = ln v.</typeparam>
internal struct WeighedLane<TModel>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>Its problem.</summary>
    public int Problem;

    /// <summary>Where its points begin among the draws.</summary>
    public long Draws;

    /// <summary>Room for a point.</summary>
    public Orbit Orbit;

    private Strip mixture;
    private StreamKey key;
    private int place;
    private int chain;
    private int width;

    /// <summary>The lanes from <paramref name="index"/> on, with so many numbers a point.</summary>
    public static WeighedLane<TModel> Of<T>(int index, in IndependenceArguments<TModel> arguments, int width)
        where T : unmanaged, ILane<T>
    {
        HamiltonianArguments<TModel> chains = arguments.Chains;
        int n = TModel.Instruments(chains.Model);
        int lane = index * T.Width;
        int problem = lane / chains.Chains;
        Strip tuning = T.At(chains.Tuning, (long)problem * TuningRow.Length(n));
        return new WeighedLane<TModel>
        {
            Problem = problem,
            Draws = Tiles.Offset(lane, (long)chains.Iterations * width),
            Orbit = Orbit.At<T, TModel>(chains, lane, n),
            mixture = T.At(arguments.Mixtures, (long)problem * arguments.MixtureLength),
            key = new StreamKey((uint)T.LoadNumber(tuning, TuningRow.KeyLow), (uint)T.LoadNumber(tuning, TuningRow.KeyHigh)),
            place = lane % chains.Chains,
            chain = chains.FirstChain + (lane % chains.Chains),
            width = width,
        };
    }

    /// <summary>The random numbers of an iteration.</summary>
    public readonly Stream<T> Random<T>(in HamiltonianArguments<TModel> chains, int iteration)
        where T : unmanaged, ILane<T> => new(key, T.Count(chain), chains.FirstIteration + iteration);

    /// <summary>Draws a point at random into the orbit's position.</summary>
    public readonly void Draw<T>(in HamiltonianArguments<TModel> chains, in Stream<T> stream)
        where T : unmanaged, ILane<T> => TMixture.Draw(TModel.Instruments(chains.Model), mixture, stream, Orbit.Momentum, Orbit.Position, out _);

    /// <summary>Puts the point that the table has for an iteration into the orbit's position.</summary>
    public readonly void Place<T>(in IndependenceArguments<TModel> arguments, int iteration)
        where T : unmanaged, ILane<T>
    {
        int n = TModel.Instruments(arguments.Chains.Model);
        long row = Tiles.Offset(place, (long)arguments.Chains.Iterations * StandardPoint.Length(n)) + ((long)iteration * StandardPoint.Length(n) * Tiles.Width);
        TMixture.Place<T>(n, mixture, T.At(arguments.Points, row), Orbit.Position);
    }

    /// <summary>Writes the orbit's position with ln p and ln q.</summary>
    public readonly void Weigh<T>(in HamiltonianArguments<TModel> chains, int iteration)
        where T : unmanaged, ILane<T>
    {
        int n = TModel.Instruments(chains.Model);
        T density = TModel.Density<T>(chains.Model, Problem, Orbit.Position, Orbit.Scratch);
        Strip row = T.At(chains.Draws, Draws + ((long)iteration * width * Tiles.Width));
        for (int i = 0; i < n; i++)
        {
            T.Store(row, i * Tiles.Width, T.Load(Orbit.Position, i * Tiles.Width));
        }

        T.Store(row, n * Tiles.Width, T.Select(Orbit.Inside(n, Orbit, density), density, T.Of(double.NegativeInfinity)));
        T.Store(row, (n + 1) * Tiles.Width, TMixture.LogDensity<T>(n, mixture, Orbit.Position, Orbit.Momentum));
    }
}
