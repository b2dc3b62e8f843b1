using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Models.LogT;

/// <summary>Integrals over a source's log flux G of the densities of its observations, ∫ Π_k f((c_k − G); σ_k²) dG with c_k = y_k − B_k, or of all but one of them.</summary>
/// <remarks>
/// <para>Where instruments disagree the integrand has a peak at every c_k, each as wide as its σ_k. Nodes lie evenly in
/// t(G) = Σ_k asinh((G − c_k)/ς_k), ς² = σ²/max(1, ν/3), which is dense where a peak is narrow and logarithmic in the tails. The densities' singularities, at
/// G = c_k ± iσ_k, are then ±iπ/2 or further away, and the trapezoid rule of step h is off by about exp(−π²/h): below 1e-5, and far less as a
/// rule, for any offset of the nodes.</para>
/// <para>Hence also an exact draw of G: with an offset uniform over a step, a node chosen in proportion to its weight has the density of the
/// integrand.</para>
/// </remarks>
internal sealed class FluxQuadrature
{
    private const double Step = 0.5;

    // A tail below this share of the largest term is left out; so is what lies further than this many nodes away.
    private const double Negligible = 22;
    private const int MostNodes = 4000;

    private readonly List<double> flux = [];
    private readonly List<double> logWeight = [];
    private readonly List<double> logDensity = [];
    private double[] centre = [];
    private double[] constant = [];
    private PeakLattice lattice = new([], []);
    private double[] scale = [];
    private double[] largest = [];
    private double[] terms = [];
    private int count;

    /// <summary>Lays the nodes.</summary>
    /// <param name="error">f.</param>
    /// <param name="centres">c.</param>
    /// <param name="scales">σ².</param>
    /// <param name="offset">Offset of the nodes, as a share of a step, 0 to below 1.</param>
    public void Cover(LogTError error, ReadOnlySpan<double> centres, ReadOnlySpan<double> scales, double offset)
    {
        count = centres.Length;
        centre = centres.ToArray();
        scale = scales.ToArray();

        // With many degrees of freedom a peak is narrower than σ, about σ/√ν.
        lattice = new PeakLattice(centre, Array.ConvertAll(scale, own => own / Math.Max(1, error.Nu / 3)));
        constant = Array.ConvertAll(scale, error.Constant);
        largest = new double[count];
        Array.Fill(largest, double.NegativeInfinity);
        flux.Clear();
        logWeight.Clear();
        logDensity.Clear();
        double start = centre[0];
        int nearest = (int)Math.Floor((lattice.Place(start, out _) / Step) - offset);
        March(error, start, nearest + 1, 1, offset, centre.Max());
        March(error, start, nearest, -1, offset, centre.Min());
        if (terms.Length < flux.Count)
        {
            terms = new double[2 * flux.Count];
        }
    }

    /// <summary>ln of the integral.</summary>
    /// <param name="without">The observation whose density is left out; −1 for none.</param>
    public double LogIntegral(int without = -1)
    {
        Fill(without);
        return LeaveOneOut.LogSum(terms.AsSpan(0, flux.Count));
    }

    /// <summary>The G of the node at which the integral up to there passes a share of the whole.</summary>
    /// <param name="share">0 to 1.</param>
    public double Choose(double share)
    {
        double whole = LogIntegral();
        double sum = 0;
        for (int node = 0; node < flux.Count; node++)
        {
            sum += Math.Exp(terms[node] - whole);
            if (sum >= share)
            {
                return flux[node];
            }
        }

        return flux[^1];
    }

    private void Fill(int without)
    {
        for (int node = 0; node < flux.Count; node++)
        {
            terms[node] = logWeight[node];
            for (int k = 0; k < count; k++)
            {
                terms[node] += k == without ? 0 : logDensity[(node * count) + k];
            }
        }
    }

    /// <summary>Adds nodes in one direction until all peaks are behind and no integral gains any more.</summary>
    private void March(LogTError error, double from, int number, int direction, double offset, double lastPeak)
    {
        double at = from;
        for (int nodes = 0; nodes < MostNodes; nodes++, number += direction)
        {
            at = lattice.Solve((number + offset) * Step, at, out double slope);
            if (!double.IsFinite(at) || !Add(error, at, slope, (at - lastPeak) * direction > 0))
            {
                return;
            }
        }
    }

    private bool Add(LogTError error, double at, double slope, bool pastAllPeaks)
    {
        double weight = Math.Log(Step / slope);
        flux.Add(at);
        logWeight.Add(weight);
        double all = weight;
        int first = logDensity.Count;
        for (int k = 0; k < count; k++)
        {
            double own = constant[k] + error.Kernel(centre[k] - at, scale[k]);
            logDensity.Add(own);
            all += own;
        }

        // Each integral that leaves one out; the whole falls off faster than any of them.
        bool gains = false;
        for (int k = 0; k < count; k++)
        {
            double term = all - logDensity[first + k];
            largest[k] = Math.Max(largest[k], term);
            gains |= term > largest[k] - Negligible;
        }

        return gains || !pastAllPeaks;
    }
}
