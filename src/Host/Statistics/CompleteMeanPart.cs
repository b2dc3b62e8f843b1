using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// The mean part of the collapsed posterior when one pattern is all there is and the instruments are independent a priori:
/// integrating B out one instrument at a time leaves sums over instruments, no N × N algebra and no cancellation at any
/// number of sources. With p_i = 1/(τ_i² + v_i/m), P = Σ p_i and δ_i = ȳ_i + v_i/2 − b_i, δ̄ = Σ p_i δ_i / P it is
/// ½ Σ ln p_i − ½ ln P − ½ Σ p_i (δ_i − δ̄)².
/// </summary>
internal static class CompleteMeanPart
{
    /// <summary>
    /// The mean part, with the constant that makes it equal to the general form; adds its derivatives in ln v to
    /// <paramref name="gradient"/> (length N) unless that is empty.
    /// </summary>
    public static double Evaluate(PatternContrasts pattern, AreaPrior prior, ReadOnlySpan<double> variance, Span<double> gradient)
    {
        double[] tau2 = prior.Variance ?? throw new ArgumentException("The prior must be diagonal.", nameof(prior));
        int n = pattern.Size;
        Span<double> p = n <= 128 ? stackalloc double[n] : new double[n];
        Span<double> share = n <= 128 ? stackalloc double[n] : new double[n];
        Span<double> offset = n <= 128 ? stackalloc double[n] : new double[n];
        pattern.Offsets(variance, prior.Mean, offset);
        double total = 0, density = 0;
        for (int i = 0; i < n; i++)
        {
            int a = pattern.Instruments[i];
            p[i] = 1 / (tau2[a] + variance[a] / pattern.Sources);
            total += p[i];
            density += 0.5 * Math.Log(p[i]);
        }
        for (int i = 0; i < n; i++)
        {
            share[i] = p[i] / total;
        }

        double mean = AreaSystem.WeightedMean(share, offset);
        for (int i = 0; i < n; i++)
        {
            double deviation = offset[i] - mean;
            density -= 0.5 * p[i] * deviation * deviation;
            if (gradient.IsEmpty)
            {
                continue;
            }

            double v = variance[pattern.Instruments[i]];
            double q = p[i] * v / pattern.Sources;
            gradient[pattern.Instruments[i]] += 0.5 * (q * (p[i] * deviation * deviation + share[i] - 1) - p[i] * deviation * v);
        }
        return density - 0.5 * Math.Log(total) - 0.5 * (n - 1) * Math.Log(pattern.Sources) + 0.5 * prior.LogDeterminant;
    }
}
