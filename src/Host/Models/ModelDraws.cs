using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;

namespace GpuConcord.Host.Models;

/// <summary>What a model found: draws of its blocks, fluxes, and how much of it is the prior's.</summary>
public sealed record ModelDraws
{
    /// <summary>The blocks of <see cref="IModel.Blocks"/> with their draws, and those that keep moments only; not summarised.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>The posterior of every source's log flux.</summary>
    public required FluxTable Fluxes { get; init; }

    /// <summary>Draws of G of the sources in <see cref="FitOptions.FluxDraws"/>, in that order, chain-major.</summary>
    public required double[][] ChosenFluxes { get; init; }

    /// <summary>The point estimates that <see cref="FitOptions.Estimates"/> name.</summary>
    public IReadOnlyList<PointEstimate> Estimates { get; init; } = [];

    /// <summary>W_i, the prior's weight were all fluxes known, one an instrument.</summary>
    public required double[] PriorWeight { get; init; }

    /// <summary>∂E[B_i]/∂b_k = [Cov(B | y) T⁻¹]_ik; N × N, rows sum to 1.</summary>
    public required double[,] PriorInfluence { get; init; }

    /// <summary>Monte Carlo standard error of every entry of <see cref="PriorInfluence"/>, N × N; 0 where the posterior is known exactly.</summary>
    public required double[,] PriorInfluenceError { get; init; }

    /// <summary>Which chains started about which mode of the posterior, the heaviest first; empty when all started about the only one.</summary>
    public IReadOnlyList<ChainGroup> Groups { get; init; } = [];

    /// <summary>How the sampler was tuned; null when there was nothing to tune.</summary>
    public SamplerTuning? Tuning { get; init; }

    /// <summary>How well a polynomial stands for the density, also where it was refused; null where none was tried.</summary>
    public PolynomialQuality? Polynomial { get; init; }

    /// <summary>How it was drawn, where that is not as it was asked for: by another sampler, or with another thinning; null where it is.</summary>
    public FitOptions? Ran { get; init; }

    /// <summary>Seconds until the first kept draw.</summary>
    public double WarmUpSeconds { get; init; }

    /// <summary>Seconds of the kept draws.</summary>
    public double SamplingSeconds { get; init; }

    /// <summary>Seconds of fluxes and whatever else follows the draws.</summary>
    public double FluxSeconds { get; init; }

    /// <summary>What the model itself has to say about the data, in words.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
