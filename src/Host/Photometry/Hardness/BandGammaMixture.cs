using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Host.Photometry.Hardness;

/// <summary>
/// The posterior of one band, p(S) = Σ_l W_l Gamma(S; l + 1, rate h), with its weights on the host: normalised, within the
/// <see cref="TermWindow"/>. The recurrences are those of the kernels, run outward from the pivot and so free of overflow.
/// </summary>
internal sealed class BandGammaMixture
{
    private const int Lead = 20;

    private readonly double[] mixtureWeights;
    private readonly double[] upperSums;

    private BandGammaMixture(double h, double first, double[] weights)
    {
        (H, First, mixtureWeights) = (h, first, weights);
        double sum = weights.Sum();
        upperSums = new double[weights.Length];
        double upper = 0.0;
        for (int j = weights.Length - 1; j >= 0; j--)
        {
            weights[j] /= sum;
            upperSums[j] = upper += weights[j];
        }
    }

    /// <summary>h = f + g, counts in both apertures a unit of S.</summary>
    public double H { get; }

    /// <summary>First term that matters.</summary>
    public double First { get; }

    /// <summary>Number of terms.</summary>
    public int Rows => mixtureWeights.Length;

    /// <summary>W_l of l = <see cref="First"/> + j.</summary>
    public ReadOnlySpan<double> Weights => mixtureWeights;

    /// <summary>W_l; 0 outside the window.</summary>
    public double Weight(double l)
    {
        double j = l - First;
        return j >= 0.0 && j < mixtureWeights.Length ? mixtureWeights[(int)j] : 0.0;
    }

    /// <summary>T_l = Σ_{i ≥ l} W_i.</summary>
    public double UpperSum(double l)
    {
        double j = l - First;
        return j <= 0.0 ? 1.0 : j < upperSums.Length ? upperSums[(int)j] : 0.0;
    }

    /// <summary>The mixture of an aperture.</summary>
    public static BandGammaMixture Of(ApertureProblem problem)
    {
        TermWindow window = WorkPlan.WindowOf(problem);
        return new BandGammaMixture(problem.H, window.First, Fill(problem, window));
    }

    private static double[] Fill(ApertureProblem problem, TermWindow window)
    {
        double n = problem.N, m = problem.M, a = problem.A, b = problem.B, first = window.First;
        double total = n + m, product = a * b;
        double[] weights = new double[window.Rows];
        double Drift(double l) => (a * (n - l)) + (b * (m - l));

        // The positive root R of (N − l) R² − u_l R − AB l = 0, where the ratio of neighbours stands still.
        double FixedPoint(double l)
        {
            (double u, double twice) = (Drift(l), 2.0 * (total - l));
            double root = Math.Sqrt((u * u) + (2.0 * twice * product * l));
            return u < 0.0 ? 2.0 * product * l / (root - u) : (u + root) / twice;
        }
        int pivot = b == 0.0 ? weights.Length - 1 : (int)Math.Clamp(Math.Round((((n * a) + (m * b)) / (a + b)) - 0.5) - first, 0.0, weights.Length - 1.0);

        // Below the pivot W_l / W_{l+1}, from the left; above it W_{l+1} / W_l, from the right: each way the recurrence is stable.
        bool cut = first > Lead + 1;
        double ratio = cut ? 1.0 / FixedPoint(first - Lead - 1.0) : 0.0;
        for (int j = cut ? -Lead : 0; j < pivot; j++)
        {
            double l = first + j;
            ratio = (total - l) / (Drift(l) + (product * l * ratio));
            if (j >= 0)
            {
                weights[j] = ratio;
            }
        }
        if (b > 0.0)
        {
            double start = Math.Min(window.Last + Lead, total);
            ratio = start < total ? FixedPoint(start) : 0.0;
            for (double l = start - 1.0; l >= first + pivot; l--)
            {
                ratio = product * (l + 1.0) / (((total - l - 1.0) * ratio) - Drift(l + 1.0));
                if (l < window.Last)
                {
                    weights[(int)(l - first) + 1] = ratio;
                }
            }
        }
        weights[pivot] = 1.0;
        for (int j = pivot - 1; j >= 0; j--)
        {
            weights[j] *= weights[j + 1];
        }

        for (int j = pivot + 1; j < weights.Length; j++)
        {
            weights[j] *= weights[j - 1];
        }

        return weights;
    }
}
