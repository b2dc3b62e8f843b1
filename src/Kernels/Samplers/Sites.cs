namespace GpuConcord.Kernels.Samplers;

/// <summary>The places in the samplers that draw random numbers; each owns a range of Philox site numbers.</summary>
public static class Sites
{
    /// <summary>Momenta, two a site; the first two sites also give the uniforms of acceptance and step jitter.</summary>
    public const long Momentum = 0;

    /// <summary>Areas B.</summary>
    public const long Areas = 2 << 16;

    /// <summary>Variances v.</summary>
    public const long Variances = 3 << 16;

    /// <summary>The common shift of B and G.</summary>
    public const long Shift = 4 << 16;

    /// <summary>Over-dispersed starting points.</summary>
    public const long Start = 5 << 16;

    /// <summary>Scales σ² of a normal scale mixture, by one conditional and then by the other.</summary>
    public const long Scales = 6 << 16;

    /// <summary>What variances of the counts model are offered, and which offer they take.</summary>
    public const long Offers = 7 << 16;

    /// <summary>The races between offers.</summary>
    public const long Choices = 8 << 16;

    /// <summary>Areas of the counts model a second time, given photons.</summary>
    public const long AreasAgain = 9 << 16;

    /// <summary>Means of populations.</summary>
    public const long PopulationMean = 10 << 16;

    /// <summary>Variances of populations.</summary>
    public const long PopulationSpread = 11 << 16;

    /// <summary>Normals of a point that a mixture proposes, two a site.</summary>
    public const long Proposal = 12 << 16;

    /// <summary>How far out it is, three uniforms a site.</summary>
    public const long ProposalScale = 13 << 16;

    /// <summary>Which component it comes from, and whether it is taken.</summary>
    public const long ProposalComponent = 14 << 16;

    /// <summary>How a coordinate of the host's evenly spread points is scrambled, one a site; no kernel draws there.</summary>
    public const long Scrambling = 15 << 16;

    /// <summary>Log fluxes G, two a site.</summary>
    public const long Fluxes = 1 << 24;

    /// <summary>Log fluxes of the counts model a second time, given photons, one a site; below 2²⁷ sources.</summary>
    public const long FluxesAgain = 1 << 27;

    /// <summary>Photons of the source in the source aperture, one observation a site; those in the background aperture and the background itself follow
    /// at this distance each. Below 2²⁸ observations.</summary>
    public const long Photons = 1L << 28;

    /// <summary>See <see cref="Photons"/>.</summary>
    public const long PhotonsStride = 1L << 28;

    /// <summary>ln S of the counts model, one observation a site.</summary>
    public const long Intensities = 4L << 28;

    /// <summary>How photons divide where a polynomial says so, two observations a site.</summary>
    public const long Divisions = 5L << 28;

    /// <summary>The first tries of ln S, two observations a site.</summary>
    public const long IntensityPairs = 6L << 28;

    /// <summary>Latent variances ψ, one observation a site.</summary>
    public const long Latent = 1L << 30;

    /// <summary>
    /// Log fluxes drawn after the fact, given kept draws of (B, v), one source a site. Not <see cref="Fluxes"/>: a Gibbs sampler's v depends
    /// on the random numbers of its own fluxes, which must not serve twice.
    /// </summary>
    public const long FluxPosterior = 1L << 31;
}
