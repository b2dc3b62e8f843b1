namespace GpuConcord.Host.Models;

/// <summary>
/// Places of nodes for integrals over a log flux G whose integrand has a peak at every c_k, each about as wide as its ς_k: nodes lie evenly in
/// t(G) = Σ_k asinh((G − c_k)/ς_k), which is dense where a peak is narrow and logarithmic in the tails.
/// </summary>
/// <param name="centre">c.</param>
/// <param name="spread">ς².</param>
internal sealed class PeakLattice(double[] centre, double[] spread)
{
    private const double Solved = 1e-7;
    private const int MostIterations = 60;
    private const double Smallest = 1e-100;

    private readonly double[] sigma = Array.ConvertAll(spread, Math.Sqrt);

    /// <summary>t, and dt/dG.</summary>
    /// <param name="at">G.</param>
    /// <param name="slope">dt/dG.</param>
    public double Place(double at, out double slope)
    {
        // asinh(d/σ) = ±ln((|d| + √(σ² + d²))/σ): one logarithm for all, while the product stays within range.
        double place = 0;
        double product = 1;
        slope = 0;
        for (int k = 0; k < centre.Length; k++)
        {
            double distance = at - centre[k];
            double root = Math.Sqrt(spread[k] + (distance * distance));
            double ratio = (Math.Abs(distance) + root) / sigma[k];
            product = distance > 0 ? product * ratio : product / ratio;
            slope += 1 / root;
            if (!(product is > Smallest and < 1 / Smallest))
            {
                place += Math.Log(product);
                product = 1;
            }
        }

        return place + Math.Log(product);
    }

    /// <summary>
    /// The G of a t, by Newton's method from a neighbouring node: t bends one way beyond the peaks and turns little within a step between them.
    /// </summary>
    /// <param name="target">t.</param>
    /// <param name="at">G of a neighbouring node.</param>
    /// <param name="slope">dt/dG at the result.</param>
    public double Solve(double target, double at, out double slope)
    {
        double off = target - Place(at, out slope);
        for (int iteration = 0; iteration < MostIterations && Math.Abs(off) > Solved; iteration++)
        {
            at += off / slope;
            off = target - Place(at, out slope);
        }

        return at;
    }
}
