using GpuConcord.Host.Diagnostics;

namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// Integrals over a source's log flux G of its prior N(μ, ω²) and of what its counts say, ∫ N(G; μ, ω²) Π_i p(n_i, m_i | B_i + G − v_i/2, v_i) dG, or all of
/// the counts but those of one observation; and draws of G.
/// </summary>
/// <remarks>
/// The trapezoid rule on a <see cref="PeakLattice"/> with a peak for the prior and one for every observation. Where they are in conflict the product has its
/// peak between theirs, narrower than the nodes there: then the lattice is laid anew with that peak too, until none is too narrow.
/// </remarks>
internal sealed class FluxIntegral
{
    private const double Step = 0.6;
    private const double Negligible = 22;
    private const int MostNodes = 4000;
    private const int MostRounds = 12;

    // By how much a logarithm may fall from its largest node to the next: 1.2 standard deviations, where the trapezoid rule is off by 1e-6.
    private const double Resolved = 0.7;
    private const double LogTwoPi = 1.8378770664093454836;

    private readonly List<double> flux = [];
    private readonly List<double> logWeight = [];
    private readonly List<double> logDensity = [];
    private readonly List<double> centres = [];
    private readonly List<double> spreads = [];
    private ScatteredCounts[] counts = [];
    private double[] eta = [];
    private double[] variance = [];
    private double[] largest = [];
    private double[] terms = [];
    private double mean;
    private double spread;
    private double tops;
    private int[] order = [];

    /// <summary>Lays the nodes.</summary>
    /// <param name="own">The source's observations.</param>
    /// <param name="offsets">B − v/2 of each.</param>
    /// <param name="variances">v of each.</param>
    /// <param name="mu">μ.</param>
    /// <param name="omega2">ω².</param>
    /// <param name="offset">Offset of the nodes, as a share of a step, 0 to below 1.</param>
    /// <param name="apart">Whether integrals that leave one observation out are wanted.</param>
    public void Cover(
        ReadOnlySpan<ScatteredCounts> own, ReadOnlySpan<double> offsets, ReadOnlySpan<double> variances, double mu, double omega2, double offset, bool apart)
    {
        counts = own.ToArray();
        eta = offsets.ToArray();
        variance = variances.ToArray();
        mean = mu;
        tops = counts.Sum(each => each.Table.Top);
        spread = omega2;
        centres.Clear();
        spreads.Clear();
        for (int k = 0; k < counts.Length; k++)
        {
            centres.Add(counts[k].Table.Knee - eta[k]);
            spreads.Add(variance[k] + (counts[k].Table.Width * counts[k].Table.Width));
        }

        centres.Add(mean);
        spreads.Add(spread);
        for (int round = 0; round < MostRounds; round++)
        {
            Lay(offset, apart);
            bool narrow = false;
            for (int without = -1; without < (apart && counts.Length > 1 ? counts.Length : 0); without++)
            {
                narrow |= Refine(without);
            }

            if (!narrow)
            {
                return;
            }
        }
    }

    /// <summary>ln of the integral.</summary>
    /// <param name="without">The observation that is left out; −1 for none.</param>
    public double LogIntegral(int without = -1)
    {
        if (without >= 0 && counts.Length == 1)
        {
            // The population alone.
            return 0;
        }

        Fill(without, true);
        return LeaveOneOut.LogSum(terms.AsSpan(0, flux.Count));
    }

    /// <summary>The G of the node at which the integral up to there passes a share of the whole: with nodes offset at random, an exact draw.</summary>
    /// <param name="share">0 to 1.</param>
    public double Choose(double share)
    {
        double whole = LogIntegral();
        double sum = 0;
        foreach (int node in order)
        {
            sum += Math.Exp(terms[node] - whole);
            if (sum >= share)
            {
                return flux[node];
            }
        }

        return flux[order[^1]];
    }

    private void Lay(double offset, bool apart)
    {
        PeakLattice lattice = new([.. centres], [.. spreads]);
        largest = new double[counts.Length + 1];
        Array.Fill(largest, double.NegativeInfinity);
        flux.Clear();
        logWeight.Clear();
        logDensity.Clear();
        double start = centres[0];
        int nearest = (int)Math.Floor((lattice.Place(start, out _) / Step) - offset);
        March(lattice, start, nearest + 1, 1, offset, centres.Max(), apart);
        int up = flux.Count;
        March(lattice, start, nearest, -1, offset, centres.Min(), apart);
        order = [.. Enumerable.Range(up, flux.Count - up).Reverse(), .. Enumerable.Range(0, up)];
        if (terms.Length < flux.Count)
        {
            terms = new double[2 * flux.Count];
        }
    }

    /// <summary>Adds nodes in one direction until all peaks are behind and no integral gains any more.</summary>
    private void March(PeakLattice lattice, double from, int number, int direction, double offset, double lastPeak, bool apart)
    {
        double at = from;
        for (int nodes = 0; nodes < MostNodes; nodes++, number += direction)
        {
            at = lattice.Solve((number + offset) * Step, at, out double slope);
            if (!double.IsFinite(at) || !Add(at, slope, (at - lastPeak) * direction > 0, apart))
            {
                return;
            }
        }
    }

    private bool Add(double at, double slope, bool pastAllPeaks, bool apart)
    {
        flux.Add(at);
        double weight = Math.Log(Step / slope);
        logWeight.Add(weight);
        double prior = weight - (0.5 * (LogTwoPi + Math.Log(spread) + ((at - mean) * (at - mean) / spread)));
        double all = prior;
        int first = logDensity.Count;
        logDensity.Add(all - weight);
        for (int k = 0; k < counts.Length; k++)
        {
            double own = counts[k].Log(eta[k] + at, variance[k], Enough(k, prior, apart));
            logDensity.Add(own);
            all += own;
        }

        bool gains = Gains(counts.Length, all);
        for (int k = 0; apart && counts.Length > 1 && k < counts.Length; k++)
        {
            gains |= Gains(k, all - logDensity[first + 1 + k]);
        }

        return gains || !pastAllPeaks;
    }

    /// <summary>What an observation's logarithm may fall to at a node before every integral that it is part of has lost the node.</summary>
    private double Enough(int k, double prior, bool apart)
    {
        double most = prior + tops - counts[k].Table.Top;
        double enough = largest[counts.Length] - most;
        for (int other = 0; apart && counts.Length > 1 && other < counts.Length; other++)
        {
            enough = other == k ? enough : Math.Min(enough, largest[other] - most + counts[other].Table.Top);
        }

        return enough - Negligible;
    }

    private bool Gains(int k, double term)
    {
        largest[k] = Math.Max(largest[k], term);
        return term > largest[k] - Negligible;
    }

    /// <summary>Adds a peak to the lattice where an integrand has one that is narrower than the nodes there.</summary>
    private bool Refine(int without)
    {
        Fill(without, false);
        int top = 0;
        for (int k = 1; k < order.Length; k++)
        {
            top = terms[order[k]] > terms[order[top]] ? k : top;
        }

        if (top == 0 || top == order.Length - 1)
        {
            return false;
        }

        (int left, int here, int right) = (order[top - 1], order[top], order[top + 1]);
        (double a, double b) = (flux[here] - flux[left], flux[right] - flux[here]);
        (double fallLeft, double fallRight) = (terms[here] - terms[left], terms[here] - terms[right]);
        if (0.5 * (fallLeft + fallRight) < Resolved)
        {
            return false;
        }

        // The parabola through the three.
        double curvature = 2 * ((fallLeft / a) + (fallRight / b)) / (a + b);
        double slope = ((fallLeft / a * b) - (fallRight / b * a)) / (a + b);
        centres.Add(flux[here] + Math.Clamp(slope / curvature, -a, b));
        spreads.Add(1 / curvature);
        return true;
    }

    private void Fill(int without, bool weighted)
    {
        int width = counts.Length + 1;
        for (int node = 0; node < flux.Count; node++)
        {
            terms[node] = (weighted ? logWeight[node] : 0) + logDensity[node * width];
            for (int k = 0; k < counts.Length; k++)
            {
                terms[node] += k == without ? 0 : logDensity[(node * width) + 1 + k];
            }
        }
    }
}
