using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Models;

/// <summary>The posterior draws of one replicate, chain-major.</summary>
/// <param name="LogArea">Draws of B, one array an instrument.</param>
/// <param name="Variance">Draws of v or σ², one array an instrument; empty when they are known.</param>
/// <param name="LogFlux">Draws of G, one array a source; null when they follow exactly from the others and are still to be drawn.</param>
internal sealed record ReplicateDraws(double[][] LogArea, double[][] Variance, double[][]? LogFlux)
{
    /// <summary>
    /// The longest autocorrelation time among B and ln v, in kept draws: with R draws a chain, Var(chain mean) = Var·τ/R. About 1 when draws
    /// are independent, R when chains do not move; 1 for chains of one draw.
    /// </summary>
    public double AutocorrelationTime(int chains)
    {
        double longest = 1;
        foreach (double[] values in LogArea.Concat(Variance.Select(own => Array.ConvertAll(own, Math.Log))))
        {
            int length = values.Length / chains;
            double variance = Moments.Variance(values, Moments.Mean(values));
            double[] means = [.. values.Chunk(length).Select(own => own.Average())];
            if (length > 1 && chains > 1 && variance > 0)
            {
                longest = Math.Max(longest, length * Moments.Variance(means, Moments.Mean(means)) / variance);
            }
        }

        return longest;
    }
}
