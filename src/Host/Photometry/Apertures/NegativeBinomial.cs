namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>
/// The negative binomial law of k, Poisson of mean y, when r·y ~ Gamma(m + 1): the counts that another aperture, or the mixture term that
/// another band, would have.
/// </summary>
internal static class NegativeBinomial
{
    /// <summary>
    /// C(m + k, k) (r/(1+r))^(m+1) (1+r)^(−k) in Loader's saddle-point form, where no digits cancel: the binomial probability of k out of
    /// m + k, times r/(1 + r).
    /// </summary>
    public static double Mass(double k, double m, double r)
    {
        double trials = m + k;
        double p = 1.0 / (1.0 + r);
        double q = r / (1.0 + r);
        if (k == 0.0)
        {
            return Math.Exp(-(m + 1.0) * Log1P(1.0 / r));
        }

        if (m == 0.0)
        {
            return q * Math.Exp(-k * Log1P(r));
        }

        double exponent = Stirling(trials) - Stirling(k) - Stirling(m) - Deviance(k, trials * p) - Deviance(m, trials * q);
        return q * Math.Exp(exponent) * Math.Sqrt(trials / (2.0 * Math.PI * k * m));
    }

    /// <summary>e^(−x) x^l / l!, in the same form: what a count of mean x is l with, and the density at x of a Gamma law of shape l + 1.</summary>
    public static double Poisson(double l, double x) => l == 0.0
        ? Math.Exp(-x)
        : Math.Exp(-Stirling(l) - Deviance(l, x)) / Math.Sqrt(2.0 * Math.PI * l);

    /// <summary>l ln(l/x) + x − l.</summary>
    private static double Deviance(double l, double x)
    {
        double v = (l - x) / (l + x);
        if (Math.Abs(v) >= 0.1)
        {
            return (l * Math.Log(l / x)) + x - l;
        }

        double sum = (l - x) * v, power = 2.0 * l * v;
        for (int j = 1; j < 1000; j++)
        {
            power *= v * v;
            double next = sum + (power / ((2 * j) + 1));
            if (next == sum)
            {
                break;
            }

            sum = next;
        }
        return sum;
    }

    /// <summary>ln k! − ln(√(2πk) (k/e)^k).</summary>
    private static double Stirling(double k)
    {
        if (k < 16.0)
        {
            return MathNet.Numerics.SpecialFunctions.FactorialLn((int)k) - ((k + 0.5) * Math.Log(k)) + k - (0.5 * Math.Log(2.0 * Math.PI));
        }

        double w = 1.0 / (k * k);
        return ((1.0 / 12.0) - (w * ((1.0 / 360.0) - (w * ((1.0 / 1260.0) - (w * ((1.0 / 1680.0) - (w / 1188.0)))))))) / k;
    }

    private static double Log1P(double x) => MathNet.Numerics.SpecialFunctions.Log1p(x);
}
