using GpuConcord.Host.Photometry.Apertures;
using MathNet.Numerics;

namespace GpuConcord.Tests.Host.Photometry;

/// <summary>
/// The aperture posterior in the plainest way: logarithms of the coefficients of (1 + Ax)^n (1 + Bx)^m by adding up logarithms of binomial
/// terms, all N + 1 of them; no recurrence, no window. For N up to some thousands.
/// </summary>
internal sealed class ReferencePosterior
{
    private readonly double _h;
    private readonly double[] _weights;
    private readonly double[] _upper;

    public ReferencePosterior(ApertureProblem p)
    {
        _h = p.F + p.G;
        int n = (int)p.N, m = (int)p.M, total = n + m;
        double a = Math.Log(p.F * (1.0 + p.R) / _h), b = Math.Log(p.G * (1.0 + p.R) / (p.R * _h));
        var logs = new double[(p.G > 0.0 ? total : n) + 1];
        for (var l = 0; l < logs.Length; l++)
            logs[l] = LogCoefficient(l, n, p.G > 0.0 ? m : 0, a, b) - SpecialFunctions.BinomialLn(total, l);
        var most = logs.Max();
        _weights = Array.ConvertAll(logs, log => Math.Exp(log - most));
        var sum = _weights.Sum();
        _weights = Array.ConvertAll(_weights, weight => weight / sum);
        _upper = new double[_weights.Length];
        var upper = 0.0;
        for (var l = _weights.Length - 1; l >= 0; l--)
            _upper[l] = upper += _weights[l];
    }

    public double Density(double s) => _h * Sum(_weights, _h * s);

    public double Survival(double s) => Sum(_upper, _h * s);

    private static double Sum(double[] factors, double x)
    {
        if (x == 0.0)
            return factors[0];
        var sum = 0.0;
        for (var l = 0; l < factors.Length; l++)
        {
            if (factors[l] > 0.0)
                sum += factors[l] * Math.Exp((l * Math.Log(x)) - x - SpecialFunctions.FactorialLn(l));
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
            var middle = (low + high) / 2;
            if (Term(middle) < Term(middle + 1))
                low = middle + 1;
            else
                high = middle;
        }
        double top = Term(low), sum = 1.0;
        for (var i = low - 1; i >= first && Term(i) > top - 40.0; i--)
            sum += Math.Exp(Term(i) - top);
        for (var i = low + 1; i <= last && Term(i) > top - 40.0; i++)
            sum += Math.Exp(Term(i) - top);
        return top + Math.Log(sum);
    }
}
