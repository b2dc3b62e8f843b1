namespace GpuConcord.Host.Models.LogT;

/// <summary>The log-t model, ψ = σ²/ξ with ξ ~ χ²_ν (Chen et al. 2019, arXiv:1711.09429).</summary>
public readonly record struct LogTOptions()
{
    /// <summary>Degrees of freedom ν, greater than 0; the authors used 3.</summary>
    public double Nu { get; init; } = 3.0;

    /// <summary>σ (natural logarithm), greater than 0, when it is known; null when σ² is fitted with its inverse-gamma prior.</summary>
    public double? Sigma { get; init; }

    /// <summary>Whether all instruments share one fitted σ².</summary>
    public bool CommonSigma { get; init; }
}
