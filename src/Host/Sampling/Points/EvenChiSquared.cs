using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Host.Sampling.Points;

/// <summary>
/// Quantiles of χ² with an even number of degrees of freedom ν, whose distribution function is a finite sum: with k = ν/2 and y = χ²/2,
/// P(above) = e⁻ʸ Σ_{j&lt;k} yʲ/j!. Some twenty times as fast as the inverse of a general gamma distribution, of which a table of points wants thousands.
/// </summary>
internal static class EvenChiSquared
{
    // A Newton step in ln y this short leaves about its square.
    private const double LastStep = 1e-7;
    private const int MostSteps = 50;

    /// <summary>The χ² below which a share <paramref name="probability"/> lies.</summary>
    /// <param name="freedom">ν, even and positive.</param>
    /// <param name="probability">Between 1e-10 and 1 − 1e-10.</param>
    public static double Quantile(int freedom, double probability)
    {
        int k = freedom / 2;
        double normal = Normal(probability);

        // Wilson and Hilferty 1931: the cube root is nearly normal. Far out on the left it would be negative: there P(below) ≈ yᵏ/k!.
        double root = 1 - (1.0 / (9 * k)) + (normal / (3 * Math.Sqrt(k)));
        double logarithm = root > 0.2 ? Math.Log(k * root * root * root) : (Math.Log(probability) + LogFactorial(k)) / k;
        for (int step = 0; step < MostSteps; step++)
        {
            double y = Math.Exp(logarithm);
            (double below, double above, double density) = Law(k, y);

            // Of the smaller tail, whose digits are all there.
            double excess = below < above ? Math.Log(below / probability) * below : -Math.Log(above / (1 - probability)) * above;
            double move = Math.Clamp(excess / (density * y), -1, 1);
            logarithm -= move;
            if (Math.Abs(move) < LastStep)
            {
                break;
            }
        }

        return 2 * Math.Exp(logarithm);
    }

    /// <summary>Φ⁻¹(p).</summary>
    public static double Normal(double probability) => probability <= 0.5
        ? NormalQuantile.Lower(ScalarLane.Of(probability)).Value
        : -NormalQuantile.Lower(ScalarLane.Of(1 - probability)).Value;

    /// <summary>P(below y), P(above y) and the density of a gamma distribution of shape k.</summary>
    private static (double Below, double Above, double Density) Law(int k, double y)
    {
        double term = Math.Exp(-y);
        double above = term;
        for (int j = 1; j < k; j++)
        {
            term *= y / j;
            above += term;
        }

        double density = term;
        if (y > k)
        {
            return (1 - above, above, density);
        }

        double below = 0;
        for (int j = k; term > 1e-17 * below; j++)
        {
            term *= y / j;
            below += term;
        }

        return (below, 1 - below, density);
    }

    private static double LogFactorial(int k) => Enumerable.Range(1, k).Sum(j => Math.Log(j));
}
