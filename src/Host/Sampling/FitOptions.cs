using GpuConcord.Host.Statistics.Modes;

namespace GpuConcord.Host.Sampling;

/// <summary>How a posterior is drawn; everything that decides its numbers besides model, data and priors.</summary>
public readonly record struct FitOptions()
{
    /// <summary>Sampler, one of those that the model has.</summary>
    public Sampler Sampler { get; init; }

    /// <summary>Independent chains, at least 2.</summary>
    public int Chains { get; init; } = 256;

    /// <summary>Iterations a chain makes, and forgets, while the sampler adapts.</summary>
    public int WarmUp { get; init; } = 300;

    /// <summary>Draws kept from each chain.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Iterations from one kept draw to the next.</summary>
    public int Thin { get; init; } = 1;

    /// <summary>How many times the step that tuning found is halved: where trajectories diverged. Part of what decides the numbers.</summary>
    public int Halvings { get; init; }

    /// <summary>
    /// A fit that falls short of convergence goes on until <see cref="Thin"/> would exceed this; 1 for one that ends where it was told to.
    /// </summary>
    public int MostThin { get; init; } = 1;

    /// <summary>Seed of every random number.</summary>
    public ulong Seed { get; init; } = 20190601;

    /// <summary>Problem number that separates the random streams of fits made under one seed.</summary>
    public ulong Problem { get; init; }

    /// <summary>Whether <see cref="Sampler.Gibbs"/> also makes the exact move along the common shift of B and G.</summary>
    public bool ShiftMove { get; init; } = true;

    /// <summary>Sources whose flux draws are kept, by name.</summary>
    public IReadOnlyList<string> FluxDraws { get; init; } = [];

    /// <summary>Point estimates to give beside the posterior, where the model has them.</summary>
    public IReadOnlyList<PointEstimateKind> Estimates { get; init; } = [PointEstimateKind.Marginal];

    /// <summary>
    /// The same chains run on: what they did so far is their warm-up, and every kept draw stands for twice as many iterations. Memory does not grow, and a
    /// fit with these options from the beginning gives the same numbers.
    /// </summary>
    public FitOptions Further() => this with { WarmUp = checked(WarmUp + (Thin * Draws)), Thin = 2 * Thin };

    /// <summary>Iterations of a chain from its start to its last kept draw.</summary>
    public long Iterations => WarmUp + ((long)Thin * Draws);

    /// <summary>Whether it may go on when it falls short.</summary>
    public bool MayGoOn => 2 * Thin <= MostThin;

    /// <summary>Iteration, within its chain, of kept draw number <paramref name="draw"/>: part of the address of its random numbers.</summary>
    /// <param name="draw">Kept draw of the chain, from 0.</param>
    public long Iteration(long draw) => WarmUp + (Thin * (draw + 1)) - 1;
}
