namespace GpuConcord.Host.Words;

/// <summary>When tables, figures and pages call a measurement an outlier.</summary>
public static class OutlierRule
{
    /// <summary>Below this share of its usual value a weight marks an outlier: under log-t at ν = 3, three typical scatters σ/√ν off.</summary>
    public const double Outlying = 1.0 / 3.0;
}
