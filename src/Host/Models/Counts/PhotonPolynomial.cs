using GpuConcord.Host.Data;
using MathNet.Numerics;

namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// What the counts of one observation say of S once b is integrated out: p(n, m | S) ∝ e^(−hS) Σ_k c_k z^k, z = hS/<see cref="Unit"/>, h = f + g. The
/// k-th term is the joint probability of the counts and of k source photons among them.
/// </summary>
/// <remarks>
/// Of k photons k₁ lie in the source aperture and k₂ = k − k₁ in the other, with weight (f/h)^k₁ (g/h)^k₂ / (k₁! k₂! (n − k₁)! (m − k₂)!) r^(m − k₂) times
/// ∫ b^(n + m − k) e^(−(1 + r) b) db, or times b^(n − k) where b is known. (Primini and Kashyap 2014, ApJ 796, 24, have the same sum.) Terms are kept that matter
/// to a double for any z up to <see cref="Most"/>, hS = 3(n + 20): with those counts S is beyond that with probability below e^−40.
/// </remarks>
/// <param name="Coefficients">c_k, the largest 1.</param>
/// <param name="Unit">hS at z = 1.</param>
/// <param name="Most">The largest z.</param>
internal sealed record PhotonPolynomial(double[] Coefficients, double Unit, double Most)
{
    // More terms than these cost more than the binomials in their place.
    private const int MostTerms = 96;

    // ln of what a double does not see.
    private const double Negligible = -46;

    /// <summary>The polynomial of an observation, or null where it has too many terms.</summary>
    public static PhotonPolynomial? Of(ApertureCounts counts, int observation, CountFactorials factorials)
    {
        double n = counts.Source[observation];
        bool known = counts.IsKnown(observation);
        double m = known ? 0 : counts.Background[observation];
        if (n >= MostTerms)
        {
            return null;
        }

        double unit = n + 1;
        double most = 3 * (n + 20) / unit;
        double reach = Math.Log(most * unit);
        List<double> logs = [];
        double largest = double.NegativeInfinity;
        for (int k = 0; k <= n + m; k++)
        {
            double term = known ? Known(counts, observation, k, factorials) : Fitted(counts, observation, k, factorials);
            double atMost = term + (k * reach);
            if (k > n && atMost < largest + Negligible)
            {
                break;
            }

            largest = Math.Max(largest, atMost);
            logs.Add(term);
            if (logs.Count > MostTerms)
            {
                return null;
            }
        }

        double[] coefficients = [.. logs.Select((log, k) => log + (k * Math.Log(unit)))];
        double top = coefficients.Max();
        return new PhotonPolynomial([.. coefficients.Select(log => Math.Exp(log - top))], unit, most);
    }

    /// <summary>ln of the weight of k photons, in powers of hS, where b is known.</summary>
    private static double Known(ApertureCounts counts, int observation, int k, CountFactorials factorials)
    {
        int n = (int)counts.Source[observation];
        double b = counts.KnownBackground[observation];
        double rest = k == n ? 0 : b > 0 ? (n - k) * Math.Log(b) : double.NegativeInfinity;
        return rest - factorials[k] - factorials[n - k];
    }

    /// <summary>The same where b is fitted, summed over where the photons may lie.</summary>
    private static double Fitted(ApertureCounts counts, int observation, int k, CountFactorials factorials)
    {
        int n = (int)counts.Source[observation];
        int m = (int)counts.Background[observation];
        double f = counts.SourceFactor[observation];
        double g = counts.BackgroundFactor[observation];
        double r = counts.Ratio[observation];
        (double shape, double rate) = counts.BackgroundPrior ?? (1, 0);
        double inSource = Math.Log(f / (f + g));
        double inBackground = g > 0 ? Math.Log(g / (f + g)) : double.NegativeInfinity;
        double logRatio = Math.Log(r);
        double sum = 0;
        double top = double.NegativeInfinity;
        for (int k2 = Math.Max(0, k - n); k2 <= (g > 0 ? Math.Min(m, k) : 0) && k - k2 <= n; k2++)
        {
            int k1 = k - k2;
            double term = (k1 * inSource) + (k2 > 0 ? k2 * inBackground : 0) + ((m - k2) * logRatio)
                - factorials[k1] - factorials[k2] - factorials[n - k1] - factorials[m - k2];
            if (term > top)
            {
                sum = (sum * Math.Exp(top - term)) + 1;
                top = term;
            }
            else
            {
                sum += Math.Exp(term - top);
            }
        }

        double left = n + m - k + shape;
        double background = (shape == 1 ? factorials[n + m - k] : SpecialFunctions.GammaLn(left)) - (left * Math.Log(1 + r + rate));
        return top + Math.Log(sum) + background;
    }
}

/// <summary>ln k! for every k that a table of counts needs.</summary>
internal sealed class CountFactorials
{
    private readonly double[] values;

    /// <param name="counts">The counts.</param>
    public CountFactorials(ApertureCounts counts)
    {
        // Only observations of few source counts have a polynomial.
        double most = 0;
        for (int o = 0; o < counts.Count; o++)
        {
            most = Math.Max(most, Math.Min(counts.Source[o], Most) + Math.Min(counts.Background[o], Most));
        }

        values = new double[(int)most + 1];
        for (int k = 1; k < values.Length; k++)
        {
            values[k] = values[k - 1] + Math.Log(k);
        }
    }

    private const int Most = 1 << 20;

    /// <summary>ln k!.</summary>
    public double this[int k] => k < values.Length ? values[k] : SpecialFunctions.GammaLn(k + 1.0);
}
