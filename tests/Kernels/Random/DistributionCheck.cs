namespace GpuConcord.Tests.Kernels.Random;

/// <summary>Whether draws come from a distribution, judged by their Monte Carlo standard errors alone.</summary>
internal static class DistributionCheck
{
    /// <summary>Standard errors allowed: one false alarm in 1.7 million comparisons.</summary>
    public const double Errors = 5.0;

    // The central limit theorem wants a kurtosis small beside the number of draws.
    private const double LargestKurtosisOfMean = 1e4;
    private const double LargestKurtosisOfVariance = 50.0;

    // Quantiles below the logarithm of the smallest double cannot be told from 0.
    private const double LogOfSmallest = -744.0;

    /// <summary>What is wrong with the draws; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(double[] draws, DistributionReference reference)
    {
        double[] logs = Array.ConvertAll(draws, Math.Log);
        return
        [
            .. MomentFaults("x", draws, reference.Plain),
            .. MomentFaults("1/x", Array.ConvertAll(draws, x => 1.0 / x), reference.Inverse),
            .. MomentFaults("ln x", logs, reference.Log),
            .. CurveFaults(logs, reference.Probabilities, reference.LogQuantiles),
        ];
    }

    /// <summary>Mean, and variance about the exact mean, against the exact ones.</summary>
    public static IEnumerable<string> MomentFaults(string what, double[] values, ExactMoments exact)
    {
        // Draws that underflow to 0 have no logarithm; the quantiles still judge them.
        if (double.IsNaN(exact.Mean) || !(exact.Kurtosis < LargestKurtosisOfMean) || Array.Exists(values, double.IsInfinity))
        {
            yield break;
        }

        double error = Math.Sqrt(exact.Variance / values.Length);
        double mean = values.Sum(x => x - exact.Mean) / error / values.Length;
        if (!(Math.Abs(mean) <= Errors))
        {
            yield return $"mean of {what} is {mean:F1} standard errors off {exact.Mean:R}";
        }

        if (exact.Kurtosis < LargestKurtosisOfVariance)
        {
            double variance = values.Sum(x => ((x - exact.Mean) * (x - exact.Mean) / exact.Variance) - 1.0)
                / Math.Sqrt((exact.Kurtosis - 1.0) * values.Length);
            if (!(Math.Abs(variance) <= Errors))
            {
                yield return $"variance of {what} is {variance:F1} standard errors off {exact.Variance:R}";
            }
        }
    }

    /// <summary>
    /// The empirical distribution function at exact quantiles: each within its binomial standard error, and the largest
    /// difference within the Dvoretzky–Kiefer–Wolfowitz bound of false-alarm probability 10⁻⁶ (Massart 1990).
    /// </summary>
    public static IEnumerable<string> CurveFaults(double[] values, double[] probabilities, double[] quantiles)
    {
        int[] counts = new int[quantiles.Length + 1];
        foreach (double value in values)
        {
            int place = Array.BinarySearch(quantiles, value);
            counts[place < 0 ? ~place : place]++;
        }

        double bound = Math.Sqrt(Math.Log(2e6) / (2.0 * values.Length));
        int below = 0;
        for (int i = 0; i < quantiles.Length; i++)
        {
            below += counts[i];
            double p = probabilities[i];
            double difference = ((double)below / values.Length) - p;
            double error = Math.Sqrt(p * (1.0 - p) / values.Length);
            if (quantiles[i] > LogOfSmallest && !(Math.Abs(difference) <= Math.Min(bound, Errors * error)))
            {
                yield return $"P(x below the quantile of {p:R}) is {difference / error:F1} standard errors off (Kolmogorov–Smirnov bound {bound:R}, found {difference:R})";
            }
        }
    }
}
