using GpuConcord.Host.Data;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// What no number of sources can improve: the level that all instruments of a connected component share. The data compare
/// instruments; only the prior says where the whole lies.
/// </summary>
public static class CommonLevel
{
    /// <summary>(Σ τ_i⁻²)^(−½) over the component: the standard deviation of any B_i never falls below it (natural logarithm).</summary>
    /// <param name="priors">The priors of all instruments.</param>
    /// <param name="component">Instruments of one connected component.</param>
    public static double Sd(Priors priors, ReadOnlySpan<int> component)
    {
        ArgumentNullException.ThrowIfNull(priors);
        double precision = 0;
        foreach (var i in component)
            precision += 1 / (priors.Tau[i] * priors.Tau[i]);
        return 1 / Math.Sqrt(precision);
    }
}
