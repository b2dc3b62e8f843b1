using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models;

/// <summary>
/// How the priors of a problem of N instruments lie in memory: b (N), the lower triangle of T⁻¹ packed as <see cref="Cholesky"/> packs
/// one, α (N), β (N). T⁻¹ is dense, correlated areas or not: a few zeros beside the sources are cheaper than a second kernel. Kernels that
/// read the areas' prior alone get the first two, <see cref="AreaLength"/> numbers. (Only <see cref="LogNormal.CompleteModel"/>, which has
/// no matrix at all, lays its priors out otherwise.)
/// </summary>
public static class PriorLayout
{
    /// <summary>Doubles of b and T⁻¹.</summary>
    public static int AreaLength(int instruments) => instruments + Cholesky.Length(instruments);

    /// <summary>Doubles of all priors of a problem.</summary>
    public static int Length(int instruments) => AreaLength(instruments) + (2 * instruments);

    /// <summary>Where b_i stands.</summary>
    public static int LogArea(int i) => i;

    /// <summary>Where element (i, k), k ≤ i, of T⁻¹ stands.</summary>
    public static int Precision(int instruments, int i, int k) => instruments + Cholesky.Length(i) + k;

    /// <summary>Where α_i stands.</summary>
    public static int Alpha(int instruments, int i) => AreaLength(instruments) + i;

    /// <summary>Where β_i stands.</summary>
    public static int Beta(int instruments, int i) => AreaLength(instruments) + instruments + i;
}
