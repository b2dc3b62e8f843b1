using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// Which mixture terms matter: those whose weight is above 1e-24 of the largest. For counts up to the length of a series that is all of
/// them, at no cost; beyond, O(√N), found from the ratio of neighbouring weights as a smooth function of the term.
/// </summary>
/// <param name="First">The first term.</param>
/// <param name="Last">The last term.</param>
/// <param name="Variance">What the curvature of the logarithms of the weights at their peak says of their variance; 0 when all terms matter anyway.</param>
internal readonly record struct TermWindow(double First, double Last, double Variance = 0.0)
{
    private const double LogTail = -55.0;

    // Steps up to this many terms outside the window must be possible, or the window begins at the very first term.
    private const double Lead = 22.0;

    // A window may be this much longer, in ln(W/W_peak), than it has to be.
    private const double Slack = 12.0;
    private const int MostSteps = 8;

    private static readonly double[] Nodes = [0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363];
    private static readonly double[] Weights = [0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

    /// <summary>Number of terms.</summary>
    public int Rows => (int)(Last - First) + 1;

    /// <summary>The window of a problem with more terms than that.</summary>
    public static TermWindow Of(in ApertureProblem problem)
    {
        (double n, double m) = (problem.N, problem.M);
        double degree = problem.G > 0.0 ? n + m : n;
        LogRatio ratio = new(n, m, problem.A, problem.B);

        // Neighbouring weights are equal at the algebraic solution, l = h (r n − m)/(r f − g); where r f = g they all are.
        double peak = problem.Tilt == 0.0 ? 0.0 : Math.Clamp(problem.Excess / problem.Tilt, 0.0, degree);
        double below = ratio.At(Math.Max(peak - 1.0, 0.0)), above = ratio.At(Math.Min(peak + 1.0, degree));
        double curvature = Math.Max(0.5 * (below - above), 0.0);
        double first = peak <= 0.0 ? 0.0 : Math.Floor(Edge(ratio, peak, 0.0, Reach(below, curvature)));
        double last = peak >= degree ? degree : Math.Ceiling(Edge(ratio, peak, degree, Reach(-above, curvature)));
        double deviation = (last - first) / 10.0;
        return new TermWindow(first <= Lead ? 0.0 : first, last + Lead >= degree ? degree : last, Math.Min(1.0 / curvature, deviation * deviation));
    }

    /// <summary>How far from the peak a logarithm of that slope and curvature there has fallen to the tail.</summary>
    private static double Reach(double slope, double curvature)
    {
        slope = Math.Max(slope, 0.0);
        return -2.0 * LogTail / (slope + Math.Sqrt((slope * slope) - (2.0 * LogTail * curvature) + 1e-12));
    }

    /// <summary>
    /// Where ln(W/W_peak), the integral of the log ratio, has fallen to the tail, from a guess by the curvature. The logarithm is concave: the step of Newton
    /// ends outside from either side.
    /// </summary>
    private static double Edge(in LogRatio ratio, double peak, double end, double reach)
    {
        double sign = Math.Sign(end - peak);
        double edge = peak + (sign * Math.Min(reach, Math.Abs(end - peak)));
        for (int step = 0; step < MostSteps; step++)
        {
            double fall = Fall(ratio, peak, edge);
            if (step > 0 && fall <= LogTail && fall >= LogTail - Slack)
            {
                return edge;
            }

            double next = edge + ((LogTail - fall) / ratio.At(edge));
            next = double.IsFinite(next) && sign * (next - peak) > 0.0 ? next : end;
            if (sign * (next - end) >= 0.0)
            {
                if (edge == end || Fall(ratio, peak, end) > LogTail)
                {
                    return end;
                }

                next = 0.5 * (edge + end);
            }

            edge = next;
        }
        return edge;
    }

    /// <summary>∫ ln(W_{l+1}/W_l) dl from the peak, by eight Gauss–Legendre nodes: the window need not be exact to a term.</summary>
    private static double Fall(in LogRatio ratio, double peak, double to)
    {
        double centre = 0.5 * (peak + to);
        double half = 0.5 * (to - peak);
        double sum = 0.0;
        for (int i = 0; i < Nodes.Length; i++)
        {
            sum += Weights[i] * (ratio.At(centre - (half * Nodes[i])) + ratio.At(centre + (half * Nodes[i])));
        }

        return half * sum;
    }

    /// <summary>ln(W_{l+1}/W_l) ≈ ln of the positive root R of (N − l) R² − (D − lΣ) R − AB l = 0; exact when B = 0.</summary>
    private readonly struct LogRatio(double n, double m, double a, double b)
    {
        public double At(double l)
        {
            if (b == 0.0)
            {
                return Math.Log(Math.Max(a * (n - l) / Math.Max(n + m - l, 1e-9), 1e-300));
            }

            double u = (a * (n - l)) + (b * (m - l));
            double product = a * b * l;
            double rest = Math.Max(n + m - l, 1e-9);
            double root = Math.Sqrt((u * u) + (4.0 * rest * product));
            double value = u >= 0.0 ? (u + root) / (2.0 * rest) : 2.0 * product / (root - u);
            return Math.Log(Math.Max(value, 1e-300));
        }
    }
}
