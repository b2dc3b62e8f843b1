using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Statistics.Modes;

/// <summary>
/// The mode of the joint density of (B, G, v), v itself and not ln v, and the fixed point of the slides' estimators (1) to (3), which is that mode but
/// for the κ that slide (3) leaves out. It is offered by name only, because it is treacherous: the density has a ridge along which one instrument's σ collapses
/// while the fluxes follow that instrument (a Heywood case). Started at the truth on three instruments and a hundred
/// sources it can end at a third of a true σ. Report <see cref="MarginalMode"/> instead.
/// </summary>
/// <remarks>
/// Sources that fewer than two instruments saw are integrated out: with their flux fitted exactly they would add −½ ln v
/// each and pull the variances down for no reason.
/// </remarks>
internal sealed class JointMode
{
    private const double Tolerance = 1e-12;
    private const double CollapsedShare = 0.25;
    private const int MostRounds = 20_000;

    private delegate double VarianceRule(double residualSquares, double count, double alpha, double beta);

    private JointMode(double[] variance, double[] areas, int rounds, bool converged, string? warning)
    {
        Variance = variance;
        Areas = areas;
        Rounds = rounds;
        Converged = converged;
        HeywoodWarning = warning;
    }

    /// <summary>v̂ = σ̂², length N.</summary>
    public double[] Variance { get; }

    /// <summary>B̂, natural logarithm, length N; Ĝ_j is the precision-weighted mean of z_ij − B̂_i.</summary>
    public double[] Areas { get; }

    /// <summary>Rounds of (B, G) given v, v given (B, G).</summary>
    public int Rounds { get; }

    /// <summary>Whether the last round changed no variance by more than 1e-12 of itself.</summary>
    public bool Converged { get; }

    /// <summary>Which instruments' σ collapsed below half of the marginal mode's, in words; null when none did.</summary>
    public string? HeywoodWarning { get; }

    /// <summary>What to know before using it, in words: that the rounds did not settle, a Heywood case; null when there is nothing.</summary>
    public string? Warning => Converged ? HeywoodWarning
        : $"{Rounds} rounds did not settle it: the numbers are those of the last.{(HeywoodWarning is null ? "" : $" {HeywoodWarning}")}";

    /// <summary>
    /// Alternates the exact conditional mean of (B, G) with the exact conditional mode of v
    /// (<see cref="ShrinkageEstimates.ConditionalModeVariance"/>); every round raises the joint density.
    /// </summary>
    /// <param name="posterior">Data and priors.</param>
    /// <param name="marginal">The marginal mode: where to start, and what a collapse is judged against.</param>
    /// <param name="maximumRounds">Rounds after which to give up, with <see cref="Converged"/> false.</param>
    public static JointMode Find(CollapsedPosterior posterior, MarginalMode marginal, int maximumRounds = MostRounds)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(marginal);
        return Find(posterior, marginal, marginal.Variance, maximumRounds);
    }

    /// <summary>
    /// The fixed point of slides (1) to (3): areas shrunk given the fluxes, fluxes given the areas, <see cref="ShrinkageEstimates.SlideVariance"/> given
    /// both. The alternation of (1) and (2) is solved at once, as their fixed point at given variances is the conditional mean of (B, G).
    /// </summary>
    /// <param name="posterior">Data and priors.</param>
    /// <param name="marginal">The marginal mode: where to start, and what a collapse is judged against.</param>
    /// <param name="maximumRounds">Rounds after which to give up, with <see cref="Converged"/> false.</param>
    public static JointMode OfSlides(CollapsedPosterior posterior, MarginalMode marginal, int maximumRounds = MostRounds)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(marginal);
        return Find(
            posterior, marginal, marginal.Variance, maximumRounds, "at the fixed point of the papers' estimators",
            (squares, count, alpha, beta) => ShrinkageEstimates.SlideVariance(squares, count, 2 * (alpha + 1), 2 * beta));
    }

    /// <summary>The same from variances of the caller's choice: the joint density can have several modes.</summary>
    /// <param name="posterior">Data and priors.</param>
    /// <param name="marginal">What a collapse is judged against.</param>
    /// <param name="start">v to start from, length N.</param>
    /// <param name="maximumRounds">Rounds after which to give up, with <see cref="Converged"/> false.</param>
    public static JointMode Find(CollapsedPosterior posterior, MarginalMode marginal, ReadOnlySpan<double> start, int maximumRounds = MostRounds)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(marginal);
        return Find(posterior, marginal, start, maximumRounds, "in the joint mode", ShrinkageEstimates.ConditionalModeVariance);
    }

    private static JointMode Find(
        CollapsedPosterior posterior, MarginalMode marginal, ReadOnlySpan<double> start, int maximumRounds, string where, VarianceRule next)
    {
        double[] variance = start.ToArray(), logVariance = new double[variance.Length];
        double[] areas = [];
        double change = double.PositiveInfinity;
        int round = 0;
        for (; round < maximumRounds && change > Tolerance; round++)
        {
            for (int i = 0; i < variance.Length; i++)
            {
                logVariance[i] = Math.Log(variance[i]);
            }

            areas = posterior.AreasGiven(logVariance).Mean;
            double[] squares = ResidualSquares(posterior, variance, areas);
            change = 0;
            for (int i = 0; i < variance.Length; i++)
            {
                double moved = next(squares[i], posterior.Statistics.SharedObservationCount[i], posterior.Alpha[i], posterior.Beta[i]);
                change = Math.Max(change, Math.Abs(Math.Log(moved / variance[i])));
                variance[i] = moved;
            }
        }
        return new JointMode(variance, areas, round, change <= Tolerance, Collapse(posterior, marginal, variance, where));
    }

    /// <summary>Σ_j (y_ij − B_i − Ĝ_j)² over the shared sources, Ĝ the conditional mean of the fluxes: from the statistics alone.</summary>
    internal static double[] ResidualSquares(CollapsedPosterior posterior, double[] variance, double[] areas)
    {
        int count = posterior.Count;
        double[] sum = new double[count], w = new double[count], omega = new double[count], offset = new double[count], deviation = new double[count];
        foreach (PatternContrasts pattern in posterior.Patterns)
        {
            int n = pattern.Size;
            pattern.Weigh(variance, w, omega);
            pattern.Offsets(variance, areas, offset);
            pattern.ResidualSquares(omega.AsSpan(0, n), deviation);
            double flux = AreaSystem.WeightedMean(omega.AsSpan(0, n), offset.AsSpan(0, n));
            for (int i = 0; i < n; i++)
            {
                double residual = offset[i] - 0.5 * variance[pattern.Instruments[i]] - flux;
                sum[pattern.Instruments[i]] += deviation[i] + pattern.Sources * residual * residual;
            }
        }
        return sum;
    }

    private static string? Collapse(CollapsedPosterior posterior, MarginalMode marginal, double[] variance, string where)
    {
        double[] reference = marginal.Variance;
        int[] collapsed = Enumerable.Range(0, variance.Length).Where(i => variance[i] < CollapsedShare * reference[i]).ToArray();
        if (collapsed.Length == 0)
        {
            return null;
        }

        IEnumerable<string> words = collapsed.Select(i =>
            $"{posterior.Statistics.Instruments[i]} (σ = {Math.Sqrt(variance[i]):G3}, marginal mode {Math.Sqrt(reference[i]):G3})");
        return $"Heywood case: {where} the scatter of {string.Join(", ", words)} has collapsed, and the fluxes follow "
            + "there instead of the mean of all instruments. Do not read a collapsed σ as precision; use the marginal mode.";
    }
}
