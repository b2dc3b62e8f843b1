namespace GpuConcord.Host.Photometry.Hardness;

/// <summary>
/// Rules of Gauss and Legendre, Σ w f(z) = ∫ f(z) dz over 0 &lt; z &lt; 1, to the last digits. (Those of Math.NET stop at 1e-10 for numbers of nodes that it has no
/// table of.)
/// </summary>
internal static class LegendreRule
{
    private const int Steps = 8;

    /// <summary>Nodes and weights by turns, rising.</summary>
    /// <param name="count">How many nodes.</param>
    public static double[] Of(int count)
    {
        double[] rule = new double[2 * count];
        for (int k = 0; k < count; k++)
        {
            double x = -Math.Cos(Math.PI * (k + 0.75) / (count + 0.5));
            double slope = 0.0;
            for (int step = 0; step < Steps; step++)
            {
                (double last, double before) = (1.0, 0.0);
                for (int n = 0; n < count; n++)
                {
                    (before, last) = (last, ((((2.0 * n) + 1.0) * x * last) - (n * before)) / (n + 1.0));
                }

                slope = count * ((x * last) - before) / ((x * x) - 1.0);
                x -= last / slope;
            }

            rule[2 * k] = 0.5 * (1.0 + x);
            rule[(2 * k) + 1] = 1.0 / ((1.0 - (x * x)) * slope * slope);
        }
        return rule;
    }
}
