namespace GpuConcord.Host.Data;

/// <summary>
/// The priors of one fit, one entry an instrument in the order of <see cref="Observations.Instruments"/>:
/// B ~ N(b, T), T_ik = τ_i R_ik τ_k (R = 1 unless <see cref="Correlation"/> says otherwise), and v_i = σ_i² ~ InvGamma(α_i, β_i), p(v) ∝ v^(−α−1) exp(−β/v).
/// </summary>
/// <param name="LogArea">b_i = ln a_i, natural logarithm of the nominal effective area; 0 when the data are ratios to it.</param>
/// <param name="Tau">τ_i, prior standard deviation of B_i (a fraction of the area), greater than 0.</param>
/// <param name="Alpha">α_i, shape of the variance's prior, greater than 0.</param>
/// <param name="Beta">β_i, scale of the variance's prior (same unit as v), greater than 0.</param>
public sealed record Priors(double[] LogArea, double[] Tau, double[] Alpha, double[] Beta)
{
    /// <summary>R, prior correlation of the areas, N × N, or null when they are independent. Energy bands of one instrument correlate.</summary>
    public double[,]? Correlation { get; init; }

    /// <summary>Where β comes from for the instruments about whose scatter nothing was said; null when something was said about all.</summary>
    public ScatterDefault? Scatter { get; init; }

    /// <summary>The same prior for every one of <paramref name="instruments"/> instruments, with b = 0.</summary>
    public static Priors Uniform(int instruments, double tau, double alpha, double beta) => new(
        new double[instruments],
        Enumerable.Repeat(tau, instruments).ToArray(),
        Enumerable.Repeat(alpha, instruments).ToArray(),
        Enumerable.Repeat(beta, instruments).ToArray());
}
