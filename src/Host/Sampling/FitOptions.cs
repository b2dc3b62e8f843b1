using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Models.LogT;

namespace GpuConcord.Host.Sampling;

/// <summary>How the posterior is drawn.</summary>
public enum Sampler
{
    /// <summary>Known variances: the exact Gaussian posterior, independent draws, no Markov chain.</summary>
    Exact,

    /// <summary>Fitted variances: Hamiltonian Monte Carlo on ln v with B and G integrated out, then B | v exactly.</summary>
    Collapsed,

    /// <summary>Fitted variances: (B, G) jointly given v, then each v given (B, G).</summary>
    BlockGibbs,

    /// <summary>Fitted variances: every B, G and v in turn, the textbook sampler.</summary>
    Gibbs,
}

/// <summary>What a fit is asked to do; everything that decides its numbers besides data and priors.</summary>
public readonly record struct FitOptions()
{
    /// <summary>Model of the scatter; <see cref="Sampler.Exact"/> means known variances whatever stands here.</summary>
    public ScatterModel Model { get; init; } = ScatterModel.FittedVariances;

    /// <summary>Sampler; <see cref="Sampler.Exact"/> needs known variances, the others fit them.</summary>
    public Sampler Sampler { get; init; } = Sampler.Collapsed;

    /// <summary>Independent chains, at least 2.</summary>
    public int Chains { get; init; } = 256;

    /// <summary>Iterations a chain makes, and forgets, while the sampler adapts.</summary>
    public int WarmUp { get; init; } = 300;

    /// <summary>Draws kept from each chain.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Iterations from one kept draw to the next.</summary>
    public int Thin { get; init; } = 1;

    /// <summary>Seed of every random number.</summary>
    public ulong Seed { get; init; } = 20190601;

    /// <summary>Problem number that separates the random streams of fits made under one seed.</summary>
    public ulong Problem { get; init; }

    /// <summary>Whether <see cref="Sampler.Gibbs"/> also makes the exact move along the common shift of B and G.</summary>
    public bool ShiftMove { get; init; } = true;

    /// <summary>Sources whose flux draws are kept, by name.</summary>
    public IReadOnlyList<string> FluxDraws { get; init; } = [];

    /// <summary>What <see cref="ScatterModel.LogT"/> alone needs to know.</summary>
    public LogTOptions LogT { get; init; } = new();

    /// <summary>Point estimates to give beside the posterior; fitted variances only.</summary>
    public IReadOnlyList<PointEstimateKind> Estimates { get; init; } = [PointEstimateKind.Marginal];
}
