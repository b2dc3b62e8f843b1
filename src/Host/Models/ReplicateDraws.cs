using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Models;

/// <summary>The posterior draws of one replicate, chain-major.</summary>
/// <param name="Blocks">Draws of the model's blocks, in the order of <see cref="IModel.Blocks"/>, an array an entry.</param>
/// <param name="LogFlux">Draws of G, one array a source; null when they follow exactly from the others and are still to be drawn.</param>
public sealed record ReplicateDraws(IReadOnlyList<double[][]> Blocks, double[][]? LogFlux)
{
    /// <summary>
    /// The longest autocorrelation time among B and the logarithms of the others, in kept draws: with R draws a chain, Var(chain mean) = Var·τ/R.
    /// About 1 when draws are independent, R when chains do not move; 1 for chains of one draw.
    /// </summary>
    public double AutocorrelationTime(int chains)
    {
        double longest = 1;
        foreach (double[] values in Blocks[0].Concat(Blocks.Skip(1).SelectMany(block => block).Select(own => Array.ConvertAll(own, Math.Log))))
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
