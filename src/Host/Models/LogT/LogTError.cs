using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// The error r = y − B − G of the log-t model (Chen et al. 2019, arXiv:1711.09429) with its latent variance integrated out: r ~ N(−ψ/2, ψ),
/// ψ = σ²/ξ, ξ ~ χ²_ν. No Student t, but a generalised hyperbolic skew t: the half variance gives it a power-law left tail and an exponential
/// right one, and E[eʳ] = 1.
/// </summary>
/// <remarks>
/// With λ = (ν + 1)/2 and x = ln(σ² + r²), ln p(r) = −½ ln 2π − ½ν ln 2 − ln Γ(ν/2) + ½ν ln σ² − (r + eˣᐟ²)/2 + g(x), where
/// g(x) = ln 2 − λ(x + ln 4)/2 + ln K_λ(eˣᐟ²/2) + eˣᐟ²/2 = ln ∫ exp(−λ(u + x/2 + ln 2) − eˣᐟ² sinh²(u/2)) du is a function of one variable for a
/// given ν, hence tabulated. All integrals are trapezoid sums of integrands that are analytic in a strip and vanish at both ends, which
/// converge exponentially.
/// </remarks>
internal sealed class LogTError
{
    // g bends over a few units of x: cubics on steps this short are good to 1e-9.
    private const int StepsPerUnit = 32;
    private const double Lowest = -46;
    private const double Highest = 60;

    // Terms below e^−35 of the largest are nothing to a double.
    private const double Negligible = 35;
    private const double SmallestTail = 1e-300;

    private readonly double nu;
    private readonly double lambda;
    private readonly double constant;
    private readonly double[] value;
    private readonly double[] slope;
    private readonly double[] roots;
    private readonly double[] masses;

    /// <summary>Makes the tables of one ν.</summary>
    /// <param name="nu">Degrees of freedom, greater than 0.</param>
    public LogTError(double nu)
    {
        this.nu = nu;
        lambda = 0.5 * (nu + 1);
        constant = -(0.5 * Math.Log(2 * Math.PI)) - (0.5 * nu * Math.Log(2)) - SpecialFunctions.GammaLn(0.5 * nu);
        int count = (int)((Highest - Lowest) * StepsPerUnit) + 1;
        value = new double[count];
        slope = new double[count];
        for (int k = 0; k < count; k++)
        {
            (value[k], slope[k]) = Integrate(lambda, Lowest + ((double)k / StepsPerUnit));
        }

        (roots, masses) = ChiSquared(nu);
    }

    /// <summary>Degrees of freedom ν.</summary>
    public double Nu => nu;

    /// <summary>ln p(r).</summary>
    /// <param name="residual">r.</param>
    /// <param name="scale">σ², greater than 0.</param>
    public double LogDensity(double residual, double scale) => Constant(scale) + Kernel(residual, scale);

    /// <summary>The part of <see cref="LogDensity"/> that does not depend on r.</summary>
    public double Constant(double scale) => constant + (0.5 * nu * Math.Log(scale));

    /// <summary>The part of <see cref="LogDensity"/> that does.</summary>
    public double Kernel(double residual, double scale)
    {
        double square = scale + (residual * residual);
        double root = Math.Sqrt(square);
        // r + √(σ² + r²), without the cancellation where r is negative.
        double bent = residual < 0 ? scale / (root - residual) : residual + root;
        return Tabulated(Math.Log(square), out _) - (0.5 * bent);
    }

    /// <summary>ln K_λ(√q/2) − ½λ ln 4q, λ = (ν + 1)/2: what of <see cref="LogDensity"/> depends on q = σ² + r² alone, to a double's precision.</summary>
    /// <param name="nu">ν.</param>
    /// <param name="square">q.</param>
    public static double LogBessel(double nu, double square) => Integrate(0.5 * (nu + 1), Math.Log(square)).Value - Math.Log(2) - (0.5 * Math.Sqrt(square));

    /// <summary>The same to about 1e-9, from the table, and E[1/ψ | r], minus twice its derivative.</summary>
    /// <param name="square">q.</param>
    /// <param name="precision">E[1/ψ | r].</param>
    public double Bessel(double square, out double precision)
    {
        double own = Tabulated(Math.Log(square), out double bend);
        double root = Math.Sqrt(square);
        precision = ((0.5 * root) - (2 * bend)) / square;
        return own - (0.5 * root);
    }

    /// <summary>Φ⁻¹(F(r)): a standard normal when r is an error of this model, so that 2 is as rare as for a normal error.</summary>
    public double NormalScore(double residual, double scale)
    {
        // Φ(x) summed, and Φ(−x): the smaller of the two keeps its digits.
        double sigma = Math.Sqrt(scale);
        double below = 0, above = 0;
        for (int k = 0; k < roots.Length; k++)
        {
            double place = (residual * roots[k] / sigma) + (0.5 * sigma / roots[k]);
            double tail = 0.5 * masses[k] * SpecialFunctions.Erfc(Math.Abs(place) * Constants.Sqrt1Over2);
            if (place < 0)
            {
                below += tail;
                above += masses[k] - tail;
            }
            else
            {
                above += tail;
                below += masses[k] - tail;
            }
        }
        return below < above
            ? Normal.InvCDF(0, 1, Math.Max(below / (below + above), SmallestTail))
            : -Normal.InvCDF(0, 1, Math.Max(above / (below + above), SmallestTail));
    }

    /// <summary>√ξ at nodes evenly spaced in ln ξ, and the mass of χ²_ν there.</summary>
    private static (double[] Root, double[] Mass) ChiSquared(double nu)
    {
        // ln mass − its largest = ½ν(s − eˢ + 1), s = ln(ξ/ν); it curves by ν/2.
        double step = Math.Min(0.4, 0.5 / Math.Sqrt(0.5 * nu));
        List<double> root = [], mass = [];
        int first = 0;
        while (Log(first) > -Negligible)
        {
            first--;
        }

        for (int k = first; k <= 0 || Log(k) > -Negligible; k++)
        {
            root.Add(Math.Sqrt(nu) * Math.Exp(0.5 * k * step));
            mass.Add(Math.Exp(Log(k)));
        }
        double total = mass.Sum();
        return ([.. root], [.. mass.Select(own => own / total)]);

        double Log(int k) => 0.5 * nu * ((k * step) - SpecialFunctions.Expm1(k * step));
    }

    private double Tabulated(double x, out double bend)
    {
        double place = (x - Lowest) * StepsPerUnit;
        if (!(place >= 0 && place < value.Length - 1))
        {
            (double exact, bend) = Integrate(lambda, x);
            return exact;
        }

        int k = (int)place;
        double t = place - k, u = 1 - t;
        bend = (6 * t * u * StepsPerUnit * (value[k + 1] - value[k])) + (u * (1 - (3 * t)) * slope[k]) + (t * (1 - (3 * u)) * slope[k + 1]);
        return (u * u * (((1 + (2 * t)) * value[k]) + (t / StepsPerUnit * slope[k])))
            + (t * t * (((1 + (2 * u)) * value[k + 1]) - (u / StepsPerUnit * slope[k + 1])));
    }

    /// <summary>g(x) and its derivative, −(λ + E[eˣᐟ² sinh²(u/2)])/2.</summary>
    private static (double Value, double Slope) Integrate(double lambda, double x)
    {
        double root = Math.Exp(0.5 * x);
        double mode = -Math.Asinh(2 * lambda / root);
        double largest = Log(mode);
        double step = Math.Min(0.25, 0.5 / Math.Sqrt(0.5 * root * Math.Cosh(mode)));
        double sum = 1, moment = Bent(mode);
        foreach (int direction in (ReadOnlySpan<int>)[-1, 1])
        {
            for (int k = 1; ; k++)
            {
                double u = mode + (direction * k * step);
                double term = Log(u) - largest;
                if (term < -Negligible)
                {
                    break;
                }

                sum += Math.Exp(term);
                moment += Math.Exp(term) * Bent(u);
            }
        }
        return (largest + Math.Log(sum * step), -0.5 * (lambda + (moment / sum)));

        double Bent(double u) => root * Math.Sinh(0.5 * u) * Math.Sinh(0.5 * u);
        double Log(double u) => -(lambda * (u + (0.5 * x) + Math.Log(2))) - Bent(u);
    }
}
