using MathNet.Numerics.Integration;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>Composite Gauss–Legendre quadrature, sixteen nodes a panel, or eight: for integrands that a panel sees as smooth.</summary>
internal static class Panels
{
    private static readonly GaussLegendreRule Sixteen = new(-1.0, 1.0, 16);
    private static readonly GaussLegendreRule Eight = new(-1.0, 1.0, 8);

    /// <summary>∫ f from <paramref name="from"/> to <paramref name="to"/> in panels of at most <paramref name="width"/>; 0 when there is nothing between.</summary>
    public static double Integral(double from, double to, double width, Func<double, double> f)
    {
        if (!(to > from))
        {
            return 0.0;
        }

        return Sum(Sixteen, from, to, (int)Math.Ceiling((to - from) / width), f);
    }

    /// <summary>The same of a piece over which the logarithm of f changes by about one at most: one panel of eight nodes.</summary>
    public static double Piece(double from, double to, Func<double, double> f) => Sum(Eight, from, to, 1, f);

    private static double Sum(GaussLegendreRule rule, double from, double to, int count, Func<double, double> f)
    {
        (double[] nodes, double[] weights) = (rule.Abscissas, rule.Weights);
        double half = 0.5 * (to - from) / count;
        double sum = 0.0;
        for (int panel = 0; panel < count; panel++)
        {
            double centre = from + (((2.0 * panel) + 1.0) * half);
            for (int i = 0; i < nodes.Length; i++)
            {
                sum += weights[i] * f(centre + (half * nodes[i]));
            }
        }
        return sum * half;
    }
}
