using GpuConcord.Host.Data;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Models;

/// <summary>One problem of a sweep: the observations of one band, perhaps without an instrument or a source, under one prior.</summary>
public sealed record SweepProblem
{
    /// <summary>Name of the data set.</summary>
    public required string Data { get; init; }

    /// <summary>
    /// What is fitted, the left-out unit already taken away. Problems of the same data should share the object: its statistics are
    /// then summed, and uploaded, once.
    /// </summary>
    public required Observations Observations { get; init; }

    /// <summary>The prior.</summary>
    public required Priors Priors { get; init; }

    /// <summary>What was left out, by name; null when nothing was.</summary>
    public string? LeftOut { get; init; }

    /// <summary>What the prior is called in tables: "τ = 0.05", "row 3".</summary>
    public required string Label { get; init; }
}

/// <summary>How a sweep tunes the sampler for each of its problems.</summary>
public enum SweepTuning
{
    /// <summary>
    /// A mixture of t distributions is fitted to every problem, and its points, independent and weighted, are the draws; a problem that no mixture fits is tuned
    /// and drawn as <see cref="Quick"/> has it.
    /// </summary>
    Weights,

    /// <summary>A few short rounds of few pilot chains; problems that do not mix well with what they find are tuned as a fit is.</summary>
    Quick,

    /// <summary>Every problem is tuned, started and warmed up as a fit is, so that its draws are that fit's to the bit.</summary>
    AsFit,
}

/// <summary>How a sweep draws; everything that decides its numbers besides its problems.</summary>
public readonly record struct SweepOptions()
{
    /// <summary>Chains a problem: a multiple of 32, at least 32.</summary>
    public int Chains { get; init; } = 32;

    /// <summary>Iterations a chain makes, and forgets, with the tuning found.</summary>
    public int WarmUp { get; init; } = 32;

    /// <summary>Draws kept from each chain, at least 8.</summary>
    public int Draws { get; init; } = 48;

    /// <summary>Seed of every random number.</summary>
    public ulong Seed { get; init; } = new FitOptions().Seed;

    /// <summary>How problems are tuned.</summary>
    public SweepTuning Tuning { get; init; }

    /// <summary>Most problems on the device at once; by memory when left out. No result depends on it.</summary>
    public int? Wave { get; init; }
}
