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

    /// <summary>Log fluxes G, two a site.</summary>
    public const long Fluxes = 1 << 24;

    /// <summary>Latent variances ψ, one observation a site.</summary>
    public const long Latent = 1L << 30;

    /// <summary>
    /// Log fluxes drawn after the fact, given kept draws of (B, v), one source a site. Not <see cref="Fluxes"/>: a Gibbs sampler's v depends
    /// on the random numbers of its own fluxes, which must not serve twice.
    /// </summary>
    public const long FluxPosterior = 1L << 31;
}
