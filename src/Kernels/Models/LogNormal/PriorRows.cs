namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>
/// How a problem's priors lie in memory for <see cref="CompleteModel"/>, which needs no T⁻¹: four rows of N numbers. All other kernels read
/// <see cref="PriorLayout"/>.
/// </summary>
public static class PriorRows
{
    /// <summary>Row of b_i.</summary>
    public const int LogArea = 0;

    /// <summary>Row of τ_i², the diagonal of T.</summary>
    public const int TauSquared = 1;

    /// <summary>Row of α_i.</summary>
    public const int Alpha = 2;

    /// <summary>Row of β_i.</summary>
    public const int Beta = 3;

    /// <summary>Number of rows.</summary>
    public const int Count = 4;
}
