using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// A polynomial in place of ln p(θ | y): with many observations ln p differs from a quadratic form by ever less, and some hundred values of it tell its third and fourth powers.
/// Fitted by least squares to weighed points, and judged by others.
/// </summary>
/// <param name="Numbers">What <see cref="PolynomialModel"/> reads.</param>
/// <param name="Degree">Its degree.</param>
/// <param name="Error">Standard deviation, over the posterior, of the difference of both logarithms, from points that it was not fitted to.</param>
internal sealed record PolynomialFit(double[] Numbers, int Degree, double Error)
{
    /// <summary>
    /// Largest <see cref="Error"/>. An expectation under the polynomial is off by no more than that many standard deviations of what is averaged (by Cauchy and Schwarz), a third
    /// of what ten thousand independent draws leave.
    /// </summary>
    public const double Good = 0.003;

    private const int MostCoefficients = 700;
    private const int PointsACoefficient = 3;
    private const int HighestDegree = 4;

    /// <summary>Points that a judged fit of so many dimensions wants, those it is judged by among them; 0 where there are too many dimensions.</summary>
    public static int Points(int dimension) => DegreeFor(dimension) is var degree && degree == 0 ? 0 : PointsACoefficient * Count(dimension, degree) * 4 / 3;

    /// <summary>Fits to three of four points, and judges by the rest.</summary>
    /// <param name="region">Where the density is looked for.</param>
    /// <param name="points">Points with their weights.</param>
    public static PolynomialFit Of(CollapsedRegion region, WeighedPoints points)
    {
        int n = region.Dimension, degree = DegreeFor(n), count = Count(n, degree);
        Matrix<double> factor = region.Precision.Cholesky().Factor;
        List<double[]> rows = [];
        List<(double Value, double Weight)> seen = [];
        double highest = Enumerable.Range(0, points.Count).Max(s => points.LogDensity(s) - points.LogProposal(s));
        double middle = points.LogDensity(Enumerable.Range(0, points.Count).MaxBy(points.LogDensity));
        for (int s = 0; s < points.Count; s++)
        {
            double weight = Math.Exp(points.LogDensity(s) - points.LogProposal(s) - highest);
            if (weight > 0)
            {
                double[] away = [.. points[s].ToArray().Zip(region.Centre, (own, centre) => own - centre)];
                Vector<double> white = factor.TransposeThisAndMultiply(Vector<double>.Build.Dense(away));
                rows.Add([1, .. Powers(white, degree)]);
                seen.Add((points.LogDensity(s) - middle + (0.5 * white.DotProduct(white)), weight));
            }
        }

        int[] fitted = [.. Enumerable.Range(0, rows.Count).Where(s => s % 4 != 3)];
        Matrix<double> design = Matrix<double>.Build.Dense(fitted.Length, count + 1, (s, c) => rows[fitted[s]][c] * Math.Sqrt(seen[fitted[s]].Weight));
        Vector<double> value = Vector<double>.Build.Dense(fitted.Length, s => seen[fitted[s]].Value * Math.Sqrt(seen[fitted[s]].Weight));
        Vector<double> coefficients = design.QR().Solve(value);
        double total = 0, mean = 0, square = 0;
        for (int s = 3; s < rows.Count; s += 4)
        {
            double off = seen[s].Value - coefficients.DotProduct(Vector<double>.Build.Dense(rows[s]));
            total += seen[s].Weight;
            mean += seen[s].Weight * off;
            square += seen[s].Weight * off * off;
        }

        double error = Math.Sqrt(Math.Max(0, (square / total) - (mean / total * (mean / total))));
        double[] numbers = new double[PolynomialModel.Coefficients(n) + count];
        numbers[0] = region.Radius * region.Radius;
        region.Centre.CopyTo(numbers, 1);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                numbers[PolynomialModel.Factor(n) + Cholesky.Length(i) + k] = factor[i, k];
            }
        }

        coefficients.AsArray().AsSpan(1).CopyTo(numbers.AsSpan(PolynomialModel.Coefficients(n)));
        return new PolynomialFit(numbers, degree, error);
    }

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
