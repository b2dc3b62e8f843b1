namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>
/// How likely the background alone gives n counts or more. Without a source the background aperture holds background only, whatever β:
/// b | m ~ Gamma(m + 1, rate r), so that the counts in the source aperture are negative binomial and
/// P(N ≥ n) = I_{1/(1+r)}(n, m + 1). The smaller, the surer the detection.
/// </summary>
internal static class DetectionSignificance
{
    /// <summary>P(N ≥ n | m, r), to about 13 digits at any counts; 1 at n = 0.</summary>
    /// <param name="n">Counts in the source aperture.</param>
    /// <param name="m">Counts in the background aperture.</param>
    /// <param name="r">Background-aperture counts a count of background in the source aperture, A_b k_b / (A_s k_s).</param>
    public static double Probability(double n, double m, double r)
    {
        if (n <= 0.0)
        {
            return 1.0;
        }

        // pmf(k + 1)/pmf(k) = (m + 1 + k)/((k + 1)(1 + r)); the terms fall from k = m/r on. Sum the side that falls away from n.
        double term = NegativeBinomial.Mass(n, m, r);
        return n > (m / r) + 1.0 ? Upward(n, m, r, term) : 1.0 - Downward(n - 1.0, m, r, term * n * (1.0 + r) / (m + n));
    }

    private static double Upward(double k, double m, double r, double term)
    {
        double sum = 0.0;
        for (; term > 1e-17 * sum; k++)
        {
            sum += term;
            term *= (m + 1.0 + k) / ((k + 1.0) * (1.0 + r));
        }
        return sum;
    }

    private static double Downward(double k, double m, double r, double term)
    {
        double sum = 0.0;
        for (; k >= 0.0 && term > 1e-17 * sum; k--)
        {
            sum += term;
            term *= k * (1.0 + r) / (m + k);
        }
        return sum;
    }
}
