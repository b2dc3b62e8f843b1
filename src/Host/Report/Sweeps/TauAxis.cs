using GpuConcord.Host.Runs.Sweeps;

namespace GpuConcord.Host.Report.Sweeps;

/// <summary>The problems of one table that differ in τ alone, in ascending order of it: what curves are drawn of.</summary>
/// <param name="Tau">τ, shared by all instruments or their geometric mean; ascending.</param>
/// <param name="Ratio">τ_i over that; null when all instruments share τ.</param>
/// <param name="Problems">A problem for each τ.</param>
internal sealed record TauAxis(double[] Tau, double[]? Ratio, SweptProblem[] Problems)
{
    /// <summary>Points of a curve: more would lie closer than a pixel.</summary>
    public const int MostPoints = 200;

    // Ratios that a factor on every τ leaves: equal but for the rounding of decimal numbers.
    private const double Rounding = 1e-6;

    /// <summary>How many values of τ there are, drawn or not.</summary>
    public int All { get; private init; }

    /// <summary>The axis of problems that share data, band, instruments and the priors of their variances.</summary>
    /// <param name="problems">The problems.</param>
    /// <param name="refusal">Why there is none, in words.</param>
    /// <returns>Null when τ does not vary, or varies from instrument to instrument.</returns>
    public static TauAxis? Of(IReadOnlyList<SweptProblem> problems, out string? refusal)
    {
        refusal = null;
        SweptProblem[] sorted = problems.DistinctBy(problem => string.Join(' ', problem.Priors.Tau), StringComparer.Ordinal).OrderBy(problem => problem.TypicalTau).ToArray();
        if (sorted.Length < 2)
        {
            return null;
        }

        double[] ratio = Ratios(sorted[0]);
        if (Array.Exists(sorted, problem => Ratios(problem).Zip(ratio).Any(pair => Math.Abs(pair.First / pair.Second - 1) > Rounding)))
        {
            refusal = $"No curves against τ: the {sorted.Length} priors change the instruments' τ in different ways, so that no single number orders them. influence.csv and "
                + "sweep.csv have all.";
            return null;
        }
        SweptProblem[] shown = sorted.Length <= MostPoints ? sorted : Spaced(sorted, MostPoints);
        return new TauAxis(
            [.. shown.Select(problem => problem.TypicalTau)], Array.Exists(ratio, r => Math.Abs(r - 1) > Rounding) ? ratio : null, shown)
        { All = sorted.Length };
    }

    /// <summary>So many of them, the first and the last among them, evenly spaced in rank.</summary>
    public static T[] Spaced<T>(IReadOnlyList<T> all, int count) =>
        all.Count <= count ? [.. all] : [.. Enumerable.Range(0, count).Select(k => all[(int)((long)k * (all.Count - 1) / (count - 1))])];

    private static double[] Ratios(SweptProblem problem)
    {
        double typical = problem.TypicalTau;
        return Array.ConvertAll(problem.Priors.Tau, tau => tau / typical);
    }
}
