using MathNet.Numerics;

namespace GpuConcord.Host.Report;

/// <summary>Where most counts of a Poisson law lie.</summary>
internal static class PoissonRange
{
    private const double Tail = 0.025;

    /// <summary>From here on the normal law's quantiles are those of the Poisson law but for a count or two in ten thousand.</summary>
    private const double Many = 1e4;

    /// <summary>The 2.5 % and 97.5 % quantiles: the least counts k with P(N ≤ k) of at least that much.</summary>
    /// <param name="mean">The expectation, greater than 0.</param>
    public static (double Low, double High) Of(double mean) => (Quantile(mean, Tail, -1.96), Quantile(mean, 1 - Tail, 1.96));

    private static double Quantile(double mean, double probability, double normal)
    {
        double count = Math.Max(0, Math.Floor(mean + (normal * Math.Sqrt(mean))));
        if (mean > Many)
        {
            return count;
        }

        while (count > 0 && Below(count - 1, mean) >= probability)
        {
            count--;
        }

        while (Below(count, mean) < probability)
        {
            count++;
        }

        return count;
    }

    /// <summary>P(N ≤ count) = Q(count + 1, mean).</summary>
    private static double Below(double count, double mean) => SpecialFunctions.GammaUpperRegularized(count + 1, mean);
}
