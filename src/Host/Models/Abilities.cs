using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;

namespace GpuConcord.Host.Models;

/// <summary>What can be asked of a model.</summary>
public sealed record Abilities
{
    /// <summary>The samplers that draw from its posterior, its own choice first, unless <see cref="IModel.UsualSampler"/> knows better.</summary>
    public required IReadOnlyList<Sampler> Samplers { get; init; }

    /// <summary>The sampler that takes the first's place from so many sources on; null for none.</summary>
    public (Sampler Sampler, int Sources)? Many { get; init; }

    /// <summary>Whether it heeds <see cref="Data.Priors.Correlation"/>, so that energy bands can be fitted together.</summary>
    public bool CorrelatedAreas { get; init; }

    /// <summary>Why its priors and likelihood cannot be power-scaled, to follow "found with the model"; null when they can.</summary>
    public string? NoSensitivity { get; init; }

    /// <summary>The point estimates that it has.</summary>
    public IReadOnlyList<PointEstimateKind> Estimates { get; init; } = [];

    /// <summary>Whether it fits the counts of apertures rather than values.</summary>
    public bool Counts { get; init; }

    /// <summary>Whether it reads the table's errors, and needs one for every observation.</summary>
    public bool NeedsErrors { get; init; }

    /// <summary>Whether an error of zero says that nothing is known, rather than being a fault.</summary>
    public bool ZeroErrors { get; init; }

    /// <summary>Iterations of warm-up where nobody says how many; null for what goes with the sampler.</summary>
    public int? WarmUp { get; init; }

    /// <summary>
    /// Autocorrelation of successive iterations that its slowest parameter usually has, from which the length of a fit to a target follows at once; 0 where that
    /// is left to what the first draws show.
    /// </summary>
    public double Correlation { get; init; }

    /// <summary>Observations × draws that checks look at within a few seconds.</summary>
    public long CheckBudget { get; init; } = 1L << 27;

    /// <summary>Whether simulated data need known errors of their own, besides the scatter that is drawn.</summary>
    public bool ErrorsBesideScatter { get; init; }
}
