namespace GpuConcord.Host.Photometry.Hardness;

/// <summary>₂F₁(1, b; c; z) by Gauss's continued fraction, for 0 ≤ z &lt; 1 and 0 &lt; b &lt; c.</summary>
internal static class HypergeometricOfOne
{
    // Enough for 1 − z of 1e-6; beyond, the value is that of a convergent, still between those around the limit.
    private const int MostTerms = 20_000;

    /// <summary>The value, to about 14 digits.</summary>
    public static double Value(double b, double c, double z)
    {
        if (z == 0.0)
        {
            return 1.0;
        }

        // 1/(1 − g₁z/(1 − g₂z/(1 − …))), from the front (modified Lentz); no denominator comes near 0, for 0 < g < 1.
        double value = 1.0, numerator = 1.0, denominator = 0.0;
        for (int i = 1; i <= MostTerms; i++)
        {
            double term = -z * Coefficient(i, b, c);
            denominator = 1.0 / (1.0 + (term * denominator));
            numerator = 1.0 + (term / numerator);
            double factor = numerator * denominator;
            value *= factor;
            if (Math.Abs(factor - 1.0) < 5e-16)
            {
                break;
            }
        }
        return 1.0 / value;
    }

    private static double Coefficient(int i, double b, double c)
    {
        if (i == 1)
        {
            return b / c;
        }

        int j = i / 2;
        return i % 2 == 0
            ? j * (c - b + j - 1.0) / ((c + (2.0 * j) - 2.0) * (c + (2.0 * j) - 1.0))
            : (b + j) * (c + j - 1.0) / ((c + (2.0 * j) - 1.0) * (c + (2.0 * j)));
    }
}
