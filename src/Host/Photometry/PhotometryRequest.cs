using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Host.Photometry;

/// <summary>What to compute of every source.</summary>
public sealed record PhotometryRequest
{
    /// <summary>Quantities, in the order of the output.</summary>
    public required IReadOnlyList<ApertureQuantity> Quantities { get; init; }

    /// <summary>CIAO's grid, or null for the exact posterior.</summary>
    public CiaoRule? Ciao { get; init; }

    /// <summary>Posterior mean and standard deviation in the output; exact only.</summary>
    public bool Moments { get; init; }

    /// <summary>What else; exact only.</summary>
    public ExactOptions Options { get; init; } = new();

    /// <summary>The probability that a background fluctuation gives as many counts.</summary>
    public bool Significance { get; init; }

    /// <summary>
    /// A flag in the output for sources whose apertures cannot tell source from background: there is one where photons of the source reach the background
    /// aperture at all (a column beta).
    /// </summary>
    public bool Alike { get; init; }

    /// <summary>The quantity whose hardness ratio is wanted, and nothing else, of a table of two bands; null for photometry.</summary>
    public ApertureQuantity? Hardness { get; init; }
}
