namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// Which mixture terms matter: those whose weight is above 1e-24 of the largest. For counts up to the length of a series that is all of
/// them, at no cost; beyond, O(√N), found from the ratio of neighbouring weights as a smooth function of the term.
/// </summary>
internal readonly record struct TermWindow(double First, double Last)
{
    private const double LogTail = -55.0;

    // Steps up to this many terms outside the window must be possible, or the window begins at the very first term.
    private const double Lead = 22.0;

    private static readonly double[] Nodes = [0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363];
    private static readonly double[] Weights = [0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

    /// <summary>Number of terms.</summary>
    public int Rows => (int)(Last - First) + 1;

    /// <summary>The window of an aperture, given its A and B.</summary>
    public static TermWindow Of(double n, double m, double a, double b)
    {
        double degree = b == 0.0 ? n : n + m;
        LogRatio ratio = new(n, m, a, b);
        double peak = Peak(ratio, degree);
        double first = peak <= 0.0 ? 0.0 : Math.Floor(Edge(ratio, peak, 0.0));
        double last = peak >= degree ? degree : Math.Ceiling(Edge(ratio, peak, degree));
        return new TermWindow(first <= Lead ? 0.0 : first, last + Lead >= degree ? degree : last);
    }

    /// <summary>Where neighbouring weights are equal.</summary>
    private static double Peak(in LogRatio ratio, double degree)
    {
        double low = 0.0, high = degree;
        for (int step = 0; step < 60 && high - low > 0.5; step++)
        {
            double middle = 0.5 * (low + high);
            if (ratio.At(middle) > 0.0)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        return ratio.At(0.0) <= 0.0 ? 0.0 : 0.5 * (low + high);
    }

    /// <summary>Where ln(W/W_peak), the integral of the log ratio, has fallen to the tail; bisected between the peak and the end.</summary>
    private static double Edge(in LogRatio ratio, double peak, double end)
    {
        double inside = peak, outside = end;
        if (Fall(ratio, peak, end) > LogTail)
        {
            return end;
        }

        while (Math.Abs(outside - inside) > Math.Max(1.0, 0.02 * Math.Abs(inside - peak)))
        {
            double middle = 0.5 * (inside + outside);
            if (Fall(ratio, peak, middle) > LogTail)
            {
                inside = middle;
            }
            else
            {
                outside = middle;
            }
        }
        return outside;
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
            double u = (a * (n - l)) + (b * (m - l));
            double product = a * b * l;
            double rest = Math.Max(n + m - l, 1e-9);
            double root = Math.Sqrt((u * u) + (4.0 * rest * product));
            double value = u >= 0.0 ? (u + root) / (2.0 * rest) : 2.0 * product / (root - u);
            return Math.Log(Math.Max(value, 1e-300));
        }
    }
}
