namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// Nodes for the integral over a source's log flux G, even in t(G) = Σ asinh((G − c_k)/ς_k) (<see cref="PeakLattice"/>), out to where the integrand is nothing: the trapezoid rule,
/// which converges exponentially.
/// </summary>
internal sealed class EvenRule
{
    private const int MostNodes = 2000;

    private readonly LogTError error;
    private readonly double negligible;
    private PeakLattice lattice = new([], []);
    private double[] centre = [];
    private double[] scale = [];

    /// <param name="error">The density of an observation.</param>
    /// <param name="negligible">By how much the logarithm of a term must lie below the largest for it, and what is further out, to be nothing.</param>
    public EvenRule(LogTError error, double negligible)
    {
        this.error = error;
        this.negligible = negligible;
    }

    /// <summary>t of every node.</summary>
    public List<double> Place { get; } = [];

    /// <summary>G of every node.</summary>
    public List<double> Flux { get; } = [];

    /// <summary>ln of dG times e^(nG/2).</summary>
    public List<double> LogStep { get; } = [];

    /// <summary>ln of the term: the above and what the observations' densities have of G, see <see cref="LogTError.Bessel"/>.</summary>
    public List<double> LogTerm { get; } = [];

    /// <summary>Lays the nodes; returns whether they are not too many.</summary>
    /// <param name="centres">c = y − B.</param>
    /// <param name="scales">σ².</param>
    /// <param name="step">Step in t.</param>
    public bool Cover(ReadOnlySpan<double> centres, ReadOnlySpan<double> scales, double step)
    {
        centre = centres.ToArray();
        scale = scales.ToArray();
        lattice = new PeakLattice(centre, Array.ConvertAll(scale, own => own / Math.Max(1, error.Nu / 3)));
        Place.Clear();
        Flux.Clear();
        LogStep.Clear();
        LogTerm.Clear();
        (double first, double last) = (centre.Min(), centre.Max());
        double from = centre[0];
        int nearest = (int)Math.Floor(lattice.Place(from, out _) / step);
        double highest = double.NegativeInfinity;
        bool done = March(nearest, -1);
        Place.Reverse();
        Flux.Reverse();
        LogStep.Reverse();
        LogTerm.Reverse();
        return March(nearest + 1, 1) && done;

        bool March(int number, int direction)
        {
            double at = from;
            for (int nodes = 0; nodes < MostNodes; nodes++, number += direction)
            {
                at = Exactly(number * step, lattice.Solve(number * step, at, out _), out double slope);
                if (!double.IsFinite(at))
                {
                    return false;
                }

                double own = Math.Log(step / slope) + (0.5 * centre.Length * at);
                double term = own;
                for (int k = 0; k < centre.Length; k++)
                {
                    term += error.Bessel(scale[k] + ((centre[k] - at) * (centre[k] - at)), out _);
                }

                Place.Add(number * step);
                Flux.Add(at);
                LogStep.Add(own);
                LogTerm.Add(term);
                highest = Math.Max(highest, term);
                if (term < highest - negligible && (at < first || at > last))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>One step of Newton's more: nodes that are off by 1e-7 of a step make the rule as bad.</summary>
    private double Exactly(double place, double at, out double slope)
    {
        at += (place - lattice.Place(at, out slope)) / slope;
        lattice.Place(at, out slope);
        return at;
    }

    /// <summary>G of any t.</summary>
    /// <param name="place">t.</param>
    /// <param name="near">A G not far from it.</param>
    public double At(double place, double near) => lattice.Solve(place, near, out _);
}
