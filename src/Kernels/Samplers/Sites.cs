namespace GpuConcord.Kernels.Samplers;

/// <summary>The places in the samplers that draw random numbers; each owns a range of Philox site numbers.</summary>
public static class Sites
{
    /// <summary>Momenta, two a site.</summary>
    public const long Momentum = 0;

    /// <summary>Acceptance and step jitter.</summary>
    public const long Acceptance = 1 << 16;

    /// <summary>Areas B.</summary>
    public const long Areas = 2 << 16;

    /// <summary>Variances v.</summary>
    public const long Variances = 3 << 16;

    /// <summary>The common shift of B and G.</summary>
    public const long Shift = 4 << 16;

    /// <summary>Over-dispersed starting points.</summary>
    public const long Start = 5 << 16;

    /// <summary>Log fluxes G, two a site.</summary>
    public const long Fluxes = 1 << 24;
}
