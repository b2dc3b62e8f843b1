using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Kernels.Photometry;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// Which mixtures <see cref="ThinnedKernel"/> evaluates, and by every how many of their terms. The kernel proves its sums itself; a choice here that is not good
/// enough costs time and no digits.
/// </summary>
internal static class Thinning
{
    /// <summary>Most terms left.</summary>
    public const int MostTerms = 320;

    /// <summary>The least probability of a tail that a quantile of a thinned mixture may have: survival is known to about 1e-15.</summary>
    public const double LeastTail = 1e-6;

    // exp(−36) = 2e-16.
    private const double LogError = 36.0;

    // What exponents in the series may reach.
    private const double MostExponent = 600.0;

    private const int MostStride = 1 << 20;

    /// <summary>Every how many terms are enough, a power of two; 0 where the mixture is none for that kernel.</summary>
    public static int Stride(in ApertureProblem problem, TermWindow window)
    {
        double x = (0.5 * (window.First + window.Last)) + 1.0;
        double deviation = Math.Sqrt(x + window.Variance);
        double lowest = x - (ThinnedKernel.Below * deviation), highest = x + (ThinnedKernel.Above * deviation);
        if (problem.ModeAtZero || 0.5 * Math.Min(problem.Confidence, 1.0 - problem.Confidence) < LeastTail || window.First == 0.0 || lowest < 2.0 * ThinnedKernel.Least * x
            || 0.5 * window.Rows * Math.Max(Math.Log(x / lowest), Math.Log(highest / x)) > MostExponent
            || Deviance(window.First, x) > MostExponent || Deviance(window.Last, x) > MostExponent)
        {
            return 0;
        }

        int stride = 1;
        if (window.Last < (problem.G > 0.0 ? problem.N + problem.M : problem.N))
        {
            // The weights' transform falls as that of a negative binomial law, of m background counts, does.
            double variance = window.Variance * x / (window.Variance + x), shape = problem.M + 1.0;
            while (stride < MostStride && 0.5 * shape * Math.Log(1.0 + (2.0 * variance * (1.0 - Math.Cos(Math.PI / stride)) / shape)) >= LogError)
            {
                stride *= 2;
            }
        }

        return window.Rows <= MostTerms * (double)stride ? stride : 0;
    }

    private static double Deviance(double l, double x) => (l * Math.Log(l / x)) + x - l;
}
