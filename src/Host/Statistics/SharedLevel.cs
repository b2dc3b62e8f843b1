using GpuConcord.Host.Data;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// What no number of sources can improve: the level that all instruments of a connected component share. The data compare
/// instruments; only the prior says where the whole lies.
/// </summary>
public static class SharedLevel
{
    /// <summary>(Σ τ_i⁻²)^(−½) over the component: the standard deviation of any B_i never falls below it (natural logarithm).</summary>
    /// <param name="priors">The priors of all instruments.</param>
    /// <param name="component">Instruments of one connected component.</param>
    public static double Sd(Priors priors, ReadOnlySpan<int> component)
    {
        ArgumentNullException.ThrowIfNull(priors);
        double precision = 0;
        foreach (int i in component)
        {
            precision += 1 / (priors.Tau[i] * priors.Tau[i]);
        }

        return 1 / Math.Sqrt(precision);
    }

    /// <summary>
    /// The same for any T: with E the membership matrix of the components (N × K), the common shifts of the components have covariance
    /// (EᵀT⁻¹E)⁻¹ whatever the data say. Correlated bands of instruments that share no source are such components.
    /// </summary>
    /// <param name="prior">The prior of B.</param>
    /// <param name="components">The connected components, each a list of instruments.</param>
    /// <returns>The standard deviation of each component's shift, natural logarithm.</returns>
    public static double[] Sds(AreaPrior prior, int[][] components)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(components);
        Matrix<double> precision = Matrix<double>.Build.Dense(components.Length, components.Length, (k, l) => ExactInvariant.Covariance(prior, components[k], components[l]));
        Matrix<double> covariance = precision.Inverse();
        return [.. Enumerable.Range(0, components.Length).Select(k => Math.Sqrt(covariance[k, k]))];
    }
}
