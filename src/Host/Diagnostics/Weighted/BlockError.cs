namespace GpuConcord.Host.Diagnostics.Weighted;

/// <summary>Monte Carlo standard errors from blocks of points that are independent of each other, whatever goes on within one.</summary>
internal static class BlockError
{
    /// <summary>
    /// The error of a weighted mean x̄: √(K/(K − 1) Σ_k (Σ_d∈k w_d (x_d − x̄))²) for K blocks (the ratio estimator's; Owen 2013, Monte Carlo theory,
    /// sections 9.2 and 17.2). NaN with a single block.
    /// </summary>
    /// <param name="draws">x.</param>
    /// <param name="weights">w, of sum 1.</param>
    /// <param name="mean">x̄.</param>
    /// <param name="blocks">First draw and the one after the last of each.</param>
    public static double OfMean(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights, double mean, ReadOnlySpan<(int First, int End)> blocks)
    {
        double squares = 0;
        foreach ((int first, int end) in blocks)
        {
            double sum = 0;
            for (int d = first; d < end; d++)
            {
                sum += weights[d] * (draws[d] - mean);
            }

            squares += sum * sum;
        }

        return Math.Sqrt(squares * blocks.Length / (blocks.Length - 1.0));
    }
}
