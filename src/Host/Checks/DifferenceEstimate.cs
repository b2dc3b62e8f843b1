using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Checks;

/// <summary>
/// The sum over a population of what a cheap surrogate gets wrong, from a simple random sample of it: the difference estimator (Magnusson, Vehtari, Jonasson and
/// Andersen 2020, "Leave-one-out cross-validation for Bayesian model comparison in large data", AISTATS).
/// </summary>
/// <param name="Mean">Mean difference of exact less surrogate, of those that were drawn.</param>
/// <param name="Total">N times that.</param>
/// <param name="Error">Standard error of the total, N √((1 − n/N) s²/n): 0 when all were drawn.</param>
internal readonly record struct DifferenceEstimate(double Mean, double Total, double Error)
{
    /// <summary>The estimate.</summary>
    /// <param name="differences">Exact less surrogate of the n that were drawn without replacement.</param>
    /// <param name="population">N.</param>
    public static DifferenceEstimate Of(ReadOnlySpan<double> differences, int population)
    {
        if (population == 0)
        {
            return default;
        }

        double mean = Moments.Mean(differences);
        double left = 1 - ((double)differences.Length / population);
        return new DifferenceEstimate(
            mean, population * mean, left == 0 ? 0 : population * Math.Sqrt(left * Moments.Variance(differences, mean) / differences.Length));
    }

    /// <summary>So many of a list, drawn without replacement, in the list's order.</summary>
    /// <param name="list">What is drawn from.</param>
    /// <param name="count">How many; all when there are no more.</param>
    /// <param name="random">What decides.</param>
    public static int[] Draw(int[] list, int count, System.Random random)
    {
        int[] place = [.. Enumerable.Range(0, list.Length)];
        int drawn = Math.Min(count, list.Length);
        for (int k = 0; k < drawn; k++)
        {
            int other = k + (int)(random.NextDouble() * (list.Length - k));
            (place[k], place[other]) = (place[other], place[k]);
        }

        return [.. place.Take(drawn).Order().Select(k => list[k])];
    }
}
