using GpuConcord.Host.Photometry.Apertures;
using MathNet.Numerics;

namespace GpuConcord.Tests.Host.Photometry;

/// <summary>
/// The aperture posterior in the plainest way: logarithms of the coefficients of (1 + Ax)^n (1 + Bx)^m by adding up logarithms of binomial
/// terms, all N + 1 of them; no recurrence, no window. For N up to some thousands.
/// </summary>
internal sealed class ReferencePosterior
{
    private readonly double h;
    private readonly double[] weights;
    private readonly double[] upperSums;

    public ReferencePosterior(ApertureProblem p)
    {
        h = p.F + p.G;
        int n = (int)p.N, m = (int)p.M, total = n + m;
        double a = Math.Log(p.F * (1.0 + p.R) / h), b = Math.Log(p.G * (1.0 + p.R) / (p.R * h));
        double[] logs = new double[(p.G > 0.0 ? total : n) + 1];
        for (int l = 0; l < logs.Length; l++)
        {
            logs[l] = LogCoefficient(l, n, p.G > 0.0 ? m : 0, a, b) - SpecialFunctions.BinomialLn(total, l);
        }

        double most = logs.Max();
        weights = Array.ConvertAll(logs, log => Math.Exp(log - most));
        double sum = weights.Sum();
        weights = Array.ConvertAll(weights, weight => weight / sum);
        upperSums = new double[weights.Length];
        double upper = 0.0;
        for (int l = weights.Length - 1; l >= 0; l--)
        {
            upperSums[l] = upper += weights[l];
        }
    }

    public double Density(double s) => h * Sum(weights, h * s);

    public double Survival(double s) => Sum(upperSums, h * s);

    private static double Sum(double[] factors, double x)
    {
        if (x == 0.0)
        {
            return factors[0];
        }

        double sum = 0.0;
        for (int l = 0; l < factors.Length; l++)
        {
            if (factors[l] > 0.0)
            {
                sum += factors[l] * Math.Exp((l * Math.Log(x)) - x - SpecialFunctions.FactorialLn(l));
            }
        }
        return sum;
    }

    private static double LogCoefficient(int l, int n, int m, double a, double b)
    {
        int first = Math.Max(0, l - m), last = Math.Min(n, l);
        double Term(int i) => SpecialFunctions.BinomialLn(n, i) + (i * a) + SpecialFunctions.BinomialLn(m, l - i) + (l == i ? 0.0 : (l - i) * b);

        // The terms are log-concave: climb to the largest, then add up both sides until nothing is left.
        int low = first, high = last;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Term(middle) < Term(middle + 1))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        double top = Term(low), sum = 1.0;
        for (int i = low - 1; i >= first && Term(i) > top - 40.0; i--)
        {
            sum += Math.Exp(Term(i) - top);
        }

        for (int i = low + 1; i <= last && Term(i) > top - 40.0; i++)
        {
            sum += Math.Exp(Term(i) - top);
        }

        return top + Math.Log(sum);
    }
}
