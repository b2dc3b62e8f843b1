using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Corrections;

/// <summary>
/// The posterior of exp(B − b), the factor by which an instrument's nominal effective area is to be multiplied. Every number is a quantile of the draws of
/// B − b, exponentiated.
/// </summary>
/// <param name="Median">Its median.</param>
/// <param name="Low68">16 % lie below.</param>
/// <param name="High68">16 % lie above.</param>
/// <param name="Low95">2.5 % lie below.</param>
/// <param name="High95">2.5 % lie above.</param>
/// <param name="LogSd">Standard deviation of B − b (natural logarithm), nearly that of the factor as a fraction.</param>
public readonly record struct AreaFactor(double Median, double Low68, double High68, double Low95, double High95, double LogSd)
{
    /// <summary>Summarises draws.</summary>
    /// <param name="logFactor">Draws of B − b, in any order; at least one.</param>
    public static AreaFactor Of(double[] logFactor)
    {
        ArgumentNullException.ThrowIfNull(logFactor);
        double[] sorted = [.. logFactor];
        Array.Sort(sorted);
        double mean = sorted.Average();
        double sd = sorted.Length < 2 ? 0 : Math.Sqrt(sorted.Sum(value => (value - mean) * (value - mean)) / (sorted.Length - 1));
        return new AreaFactor(At(0.5), At(0.16), At(0.84), At(0.025), At(0.975), sd);

        double At(double probability) => Math.Exp(Quantile.Of(sorted, probability));
    }
}
