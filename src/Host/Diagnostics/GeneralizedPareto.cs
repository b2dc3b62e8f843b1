using System.Runtime.Intrinsics;

namespace GpuConcord.Host.Diagnostics;

/// <summary>The generalised Pareto distribution with lower end 0: quantile σ((1 − p)^(−k) − 1)/k.</summary>
/// <param name="Shape">k; moments of order 1/k and above do not exist.</param>
/// <param name="Scale">σ, in the unit of the sample.</param>
internal readonly record struct GeneralizedPareto(double Shape, double Scale)
{
    private const int FewestGridPoints = 30;
    private const double PriorGuess = 3;

    // The weakly informative prior of the shape: as much as ten observations at one half.
    private const double PriorCount = 10;
    private const double PriorShape = 0.5;

    // Exceedances whose factors 1 − θx make one product, what its eight lanes may reach, and |θx| below which the logarithm of 1 − θx wants more digits than that has.
    private const int Block = 128;
    private const double MostProduct = 1e70;
    private const double LeastFactor = 1e-4;

    /// <summary>
    /// The estimator of Zhang and Stephens (2009, Technometrics 51, 316): a posterior mean of θ = −k/σ over a grid of
    /// 30 + √n points, with k then pulled towards ½ as by ten observations (Vehtari et al. 2024, JMLR 25, 72, appendix C).
    /// </summary>
    /// <param name="sorted">Exceedances over the threshold in ascending order, greater than 0, at least one.</param>
    /// <returns>The estimate; the shape is NaN when the sample does not determine it (its lower quartile is 0).</returns>
    public static GeneralizedPareto Estimate(ReadOnlySpan<double> sorted)
    {
        int n = sorted.Length;
        int points = FewestGridPoints + (int)Math.Sqrt(n);
        double quartile = sorted[Math.Max((int)Math.Floor((n / 4.0) + 0.5), 1) - 1];
        double[] theta = new double[points];
        double[] profile = new double[points];
        double largest = double.NegativeInfinity;
        for (int j = 0; j < points; j++)
        {
            theta[j] = (1 / sorted[^1]) + ((1 - Math.Sqrt(points / (j + 0.5))) / PriorGuess / quartile);
            double k = MeanLog(theta[j], sorted);
            profile[j] = n * (Math.Log(-theta[j] / k) - k - 1);
            largest = Math.Max(largest, profile[j]);
        }

        double weight = 0, sum = 0;
        for (int j = 0; j < points; j++)
        {
            double own = Math.Exp(profile[j] - largest);
            weight += own;
            sum += own * theta[j];
        }

        double mean = sum / weight;
        double shape = MeanLog(mean, sorted);
        return new GeneralizedPareto(
            ((shape * n) + (PriorShape * PriorCount)) / (n + PriorCount),
            -shape / mean);
    }

    /// <summary>The value below which a fraction <paramref name="probability"/> lies.</summary>
    public double Quantile(double probability)
    {
        double exponential = -Log1p(-probability);
        return Shape == 0 ? Scale * exponential : Scale * Expm1(Shape * exponential) / Shape;
    }

    /// <summary>k at a given θ: the mean of ln(1 − θx). Factors of a block multiply to one logarithm, but where they are near 1 or their product leaves the range.</summary>
    private static double MeanLog(double theta, ReadOnlySpan<double> x)
    {
        double sum = 0;
        int count = x.Length;
        while (x.Length >= Vector512<double>.Count)
        {
            ReadOnlySpan<double> block = x[..Math.Min(Block, x.Length & -Vector512<double>.Count)];
            sum += LogOfProduct(theta, block);
            x = x[block.Length..];
        }

        return (sum + Logs(theta, x)) / count;
    }

    /// <summary>Σ ln(1 − θx) of a block in ascending order. All factors lie on one side of 1, so that no product leaves the range and returns.</summary>
    private static double LogOfProduct(double theta, ReadOnlySpan<double> x)
    {
        if (!(Math.Abs(theta * x[^1]) > LeastFactor))
        {
            return Logs(theta, x);
        }

        Vector512<double> product = Vector512<double>.One;
        for (int k = 0; k < x.Length; k += Vector512<double>.Count)
        {
            product *= Vector512<double>.One - (theta * Vector512.Create(x[k..]));
        }

        if (!Vector512.GreaterThanAll(product, Vector512.Create(1 / MostProduct)) || !Vector512.LessThanAll(product, Vector512.Create(MostProduct)))
        {
            return Logs(theta, x);
        }

        return Math.Log(product[0] * product[1] * product[2] * product[3]) + Math.Log(product[4] * product[5] * product[6] * product[7]);
    }

    private static double Logs(double theta, ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x)
        {
            sum += Log1p(-theta * value);
        }

        return sum;
    }

    // Full accuracy near 0 by the compensation of Kahan; the library's series stops at 3e-9.
    private static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    private static double Expm1(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
    }
}
