using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// A polynomial in place of ln p(θ | y): with many observations ln p differs from a quadratic form by ever less, and some hundred values of it tell its third and fourth powers.
/// Fitted by least squares to weighed points, and judged by others.
/// </summary>
/// <param name="Region">Where the density is looked for.</param>
/// <param name="Degree">Its degree.</param>
/// <param name="Coefficients">Of every product of components of z, in the order of <see cref="PolynomialModel"/>, beside −|z|²/2.</param>
internal sealed record PolynomialFit(CollapsedRegion Region, int Degree, double[] Coefficients)
{
    /// <summary>
    /// Largest <see cref="Error"/>. An expectation under the polynomial is off by no more than that many standard deviations of what is averaged (by Cauchy and Schwarz), a tenth
    /// of what ten thousand independent draws leave.
    /// </summary>
    public const double Good = 0.001;

    private const int MostCoefficients = 700;
    private const int PointsACoefficient = 3;
    private const int HighestDegree = 4;
    private const int HeldOut = 4;

    private readonly Matrix<double> factor = Region.Precision.Cholesky().Factor;

    /// <summary>What <see cref="PolynomialModel"/> reads.</summary>
    public double[] Numbers
    {
        get
        {
            int n = Region.Dimension;
            double[] numbers = new double[PolynomialModel.Coefficients(n) + Coefficients.Length];
            numbers[0] = Region.Radius * Region.Radius;
            Region.Centre.CopyTo(numbers, 1);
            for (int i = 0; i < n; i++)
            {
                for (int k = 0; k <= i; k++)
                {
                    numbers[PolynomialModel.Factor(n) + Cholesky.Length(i) + k] = factor[i, k];
                }
            }

            Coefficients.CopyTo(numbers, PolynomialModel.Coefficients(n));
            return numbers;
        }
    }

    /// <summary>Points that a judged fit of so many dimensions wants, those it is judged by among them; 0 where there are too many dimensions.</summary>
    public static int Points(int dimension) =>
        DegreeFor(dimension) is var degree && degree == 0 ? 0 : PointsACoefficient * Count(dimension, degree) * HeldOut / (HeldOut - 1);

    /// <summary>Fits to three of four points; the rest, which is handed back, is to judge by.</summary>
    /// <param name="region">Where the density is looked for.</param>
    /// <param name="points">Points with their weights.</param>
    public static (PolynomialFit Fit, DensityPoint[] Unseen) Of(CollapsedRegion region, WeighedPoints points)
    {
        int degree = DegreeFor(region.Dimension), count = Count(region.Dimension, degree);
        PolynomialFit blank = new(region, degree, new double[count]);
        DensityPoint[] all = DensityPoint.Of(points);
        double middle = all.Max(own => own.LogDensity);
        DensityPoint[] fitted = [.. all.Where((_, s) => s % HeldOut != HeldOut - 1)];
        Matrix<double> design = Matrix<double>.Build.Dense(fitted.Length, count + 1);
        Vector<double> value = Vector<double>.Build.Dense(fitted.Length);
        for (int s = 0; s < fitted.Length; s++)
        {
            Vector<double> white = blank.White(fitted[s].Theta);
            double root = Math.Sqrt(fitted[s].Weight);
            int c = 0;
            foreach (double product in Powers(white, degree).Prepend(1))
            {
                design[s, c++] = root * product;
            }

            value[s] = root * (fitted[s].LogDensity - middle + (0.5 * white.DotProduct(white)));
        }

        double[] coefficients = design.QR().Solve(value).ToArray();
        return (blank with { Coefficients = coefficients[1..] }, [.. all.Where((_, s) => s % HeldOut == HeldOut - 1)]);
    }

    /// <summary>Weighted standard deviation of its difference from the density.</summary>
    /// <param name="points">Points of the posterior that it was not fitted to.</param>
    public double Error(IReadOnlyList<DensityPoint> points)
    {
        double[] off = [.. points.Select(own => own.LogDensity - LogDensity(own.Theta))];
        double total = points.Sum(own => own.Weight);
        double mean = points.Select((own, s) => own.Weight * off[s]).Sum() / total;
        return Math.Sqrt(points.Select((own, s) => own.Weight * (off[s] - mean) * (off[s] - mean)).Sum() / total);
    }

    /// <summary>Its value at a θ, as <see cref="PolynomialModel"/> has it.</summary>
    private double LogDensity(double[] theta)
    {
        Vector<double> white = White(theta);
        return Powers(white, Degree).Zip(Coefficients, (product, own) => product * own).Sum() - (0.5 * white.DotProduct(white));
    }

    private Vector<double> White(double[] theta) =>
        factor.TransposeThisAndMultiply(Vector<double>.Build.Dense(theta.Length, k => theta[k] - Region.Centre[k]));

    /// <summary>All products of up to so many components, in the order of <see cref="PolynomialModel"/>.</summary>
    private static IEnumerable<double> Powers(Vector<double> white, int degree)
    {
        return From(0, 1, degree);

        IEnumerable<double> From(int first, double product, int left)
        {
            for (int i = first; i < white.Count && left > 0; i++)
            {
                yield return product * white[i];
                foreach (double further in From(i, product * white[i], left - 1))
                {
                    yield return further;
                }
            }
        }
    }

    private static int DegreeFor(int dimension)
    {
        int degree = HighestDegree;
        while (degree > 2 && Count(dimension, degree) > MostCoefficients)
        {
            degree--;
        }

        return degree > 2 ? degree : 0;
    }

    /// <summary>Products of one to so many out of D: (D + degree choose degree) − 1.</summary>
    private static int Count(int dimension, int degree)
    {
        double count = 1;
        for (int k = 1; k <= degree; k++)
        {
            count *= (double)(dimension + k) / k;
        }

        return (int)Math.Round(count) - 1;
    }
}
