namespace GpuConcord.Host.Data;

/// <summary>The priors of an instrument about which nothing is said.</summary>
/// <param name="Tau">τ, prior standard deviation of ln(effective area): a fraction.</param>
/// <param name="Alpha">α, shape of the inverse-gamma prior of σ².</param>
/// <param name="Beta">β, its scale.</param>
public readonly record struct PriorDefaults(double Tau, double Alpha, double Beta)
{
    /// <summary>
    /// τ = 0.05 and α = 1.5, as in Marshall et al. 2021 (AJ 162, 254), and β = s² (their choice too) with s = 0.1: a scatter of about 10 %.
    /// </summary>
    public static PriorDefaults Standard { get; } = new(Tau: 0.05, Alpha: 1.5, Beta: 0.01);
}
