namespace GpuConcord.Host.Models.LogT;

/// <summary>κ(x) = xᵏK_k(x) up to a constant, x = √q/2, k = (ν + 1)/2, as a polynomial in t = slope·√(q/s²) + offset, for √q between two bounds.</summary>
/// <param name="Slope">Slope of t.</param>
/// <param name="Offset">Offset of t.</param>
/// <param name="Coefficients">The polynomial's, the constant first.</param>
/// <param name="LogUnit">ln of what it gives κ in units of.</param>
internal sealed record KappaPolynomial(double Slope, double Offset, double[] Coefficients, double LogUnit)
{
    /// <summary>Largest relative error.</summary>
    public const double Good = 1e-9;

    private const int LeastDegree = 6;
    private const int MostDegree = 64;

    /// <summary>The polynomial of least degree that is good to <see cref="Good"/>; null where none of a moderate degree is.</summary>
    /// <param name="nu">ν.</param>
    /// <param name="low">Least √q.</param>
    /// <param name="high">Largest √q.</param>
    /// <param name="unit">s.</param>
    public static KappaPolynomial? Fit(double nu, double low, double high, double unit)
    {
        double scale = LogKappa(nu, 0.5 * (low + high));
        double slope = 2 / (high - low), offset = -(high + low) / (high - low);
        for (int degree = LeastDegree; degree <= MostDegree; degree += 2)
        {
            double[] coefficients = Interpolate(degree, t => Math.Exp(LogKappa(nu, (t - offset) / slope) - scale));
            KappaPolynomial found = new(slope * unit, offset, coefficients, scale);
            double worst = 0;
            int points = 4 * degree;
            for (int p = 0; p <= points; p++)
            {
                double t = -Math.Cos(Math.PI * p / points), exact = Math.Exp(LogKappa(nu, (t - offset) / slope) - scale);
                worst = Math.Max(worst, Math.Abs((found.At(t) / exact) - 1));
            }

            if (worst <= Good)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>κ at q/s².</summary>
    public double Of(double square) => At((Slope * Math.Sqrt(square)) + Offset);

    /// <summary>The polynomial at t.</summary>
    public double At(double t)
    {
        double value = Coefficients[^1];
        for (int c = Coefficients.Length - 2; c >= 0; c--)
        {
            value = Math.FusedMultiplyAdd(value, t, Coefficients[c]);
        }

        return value;
    }

    /// <summary>ln κ from its integral, up to a constant.</summary>
    private static double LogKappa(double nu, double root) => LogTError.LogBessel(nu, root * root) + ((nu + 1) * Math.Log(root));

    /// <summary>By its values at the Chebyshev points, then from Chebyshev's polynomials to powers.</summary>
    private static double[] Interpolate(int degree, Func<double, double> function)
    {
        double[] value = [.. Enumerable.Range(0, degree + 1).Select(p => function(Math.Cos(Math.PI * (p + 0.5) / (degree + 1))))];
        double[] sum = new double[degree + 1];
        double[] before = new double[degree + 1], own = new double[degree + 1];
        own[0] = 1;
        for (int c = 0; c <= degree; c++)
        {
            double share = 0;
            for (int p = 0; p <= degree; p++)
            {
                share += value[p] * Math.Cos(Math.PI * c * (p + 0.5) / (degree + 1));
            }

            share *= (c == 0 ? 1.0 : 2.0) / (degree + 1);
            double[] next = new double[degree + 1];
            for (int p = 0; p <= degree; p++)
            {
                sum[p] += share * own[p];
                next[p] = (p > 0 ? (c == 0 ? 1 : 2) * own[p - 1] : 0) - (c == 0 ? 0 : before[p]);
            }

            (before, own) = (own, next);
        }

        return sum;
    }
}
