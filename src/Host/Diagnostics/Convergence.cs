namespace GpuConcord.Host.Diagnostics;

/// <summary>What the chains must reach before their numbers may be used; the defaults are those of Vehtari et al. (2021, § 4).</summary>
internal sealed record ConvergenceThresholds
{
    /// <summary>R̂ must be below this, 1.01 unless set.</summary>
    public double Rhat { get; init; } = 1.01;

    /// <summary>Bulk and tail effective sample size, over all chains together, must reach this, 400 unless set.</summary>
    public double EffectiveSampleSize { get; init; } = 400;
}

/// <summary>Whether chains may be trusted, in words: the one rule, for every sampler, fit and sweep.</summary>
/// <remarks>
/// Nested R̂ alone passed a run of 256 chains whose R̂ was 1.057 and one of whose standard deviations was 14 % off: with many chains a difference between
/// superchains drowns long before every chain has seen the whole posterior. R̂ alone exceeds 1 by about τ over half the length of a chain, however
/// well chains agree. So nested R̂ may stand in for R̂ only where every chain is long against τ.
/// </remarks>
public static class Convergence
{
    /// <summary>Chains of at least this many integrated autocorrelation times are long enough for nested R̂ to stand in for R̂.</summary>
    public const double LongChain = 50;

    /// <summary>The rule for a reader, without a full stop.</summary>
    public const string Rule = "trust needs, for every B, σ² and common parameter, R-hat and nested R-hat below 1.01 and ESS (bulk and tail) of 400 or more; nested R-hat may "
        + "stand in for R-hat where every chain is at least 50 autocorrelation times long";

    private const int Named = 3;

    /// <summary>
    /// One sentence for each way the chains fall short, naming the worst parameters, worst first. Draws nothing can be computed from count as falling short.
    /// </summary>
    /// <param name="summaries">The parameters, in any order.</param>
    /// <param name="thresholds">What to demand; null for the defaults.</param>
    /// <param name="nested">Nested R̂ of each parameter, NaN where there is none; null when there are no superchains.</param>
    /// <param name="chains">Number of chains.</param>
    /// <returns>The warnings; none when every parameter passes.</returns>
    internal static IReadOnlyList<string> Warnings(
        IReadOnlyCollection<ParameterSummary> summaries, ConvergenceThresholds? thresholds = null, double[]? nested = null, int chains = 1)
    {
        ConvergenceThresholds limits = thresholds ?? new ConvergenceThresholds();
        List<string> warnings = new();
        if (nested is not null)
        {
            Add(warnings, summaries.Count, [.. summaries.Zip(nested, (p, rhat) => p with { Rhat = rhat }).Where(p => p.Rhat >= limits.Rhat).OrderByDescending(p => p.Rhat)],
                p => $"{p.Rhat:F4}", $"had nested R-hat not below {limits.Rhat}", "Chains that started apart have not met; warm up longer, or look for several modes.");
            summaries = [.. summaries.Zip(nested, (p, rhat) => !double.IsNaN(rhat) && AreLong(p.EssBulk, p.EssTail, chains) ? p with { Rhat = rhat } : p)];
        }

        Add(warnings, summaries.Count, [.. summaries.Where(NotFinite)], p => "",
            "drew NaN or infinite values", "The model or its priors overflow there; check the data and priors of what is named.");

        Add(warnings, summaries.Count, [.. summaries.Where(Stuck)], p => $"at {p.Mean:G6}",
            "never moved", "Every draw is the same number, so convergence cannot be judged; the sampler is stuck.");

        ParameterSummary[] judged = summaries.Where(p => !NotFinite(p) && !Stuck(p)).ToArray();
        Add(warnings, summaries.Count, [.. judged.Where(p => double.IsNaN(p.Rhat) || double.IsNaN(p.EssBulk) || double.IsNaN(p.EssTail))], p => "",
            "cannot be judged fully", "The chains are too short (at least six draws each are needed) or nearly all draws tie; run more draws.");
        Add(warnings, summaries.Count, [.. judged.Where(p => p.Rhat >= limits.Rhat).OrderByDescending(p => p.Rhat)], p => $"{p.Rhat:F4}",
            $"had R-hat not below {limits.Rhat}", "The chains disagree about the posterior; warm up longer, or look for several modes.");
        Add(warnings, summaries.Count, [.. judged.Where(p => p.EssBulk < limits.EffectiveSampleSize).OrderBy(p => p.EssBulk)], p => $"{p.EssBulk:F0}",
            $"had bulk ESS below {limits.EffectiveSampleSize}", "Means and medians are uncertain; run more draws.");
        Add(warnings, summaries.Count, [.. judged.Where(p => p.EssTail < limits.EffectiveSampleSize).OrderBy(p => p.EssTail)], p => $"{p.EssTail:F0}",
            $"had tail ESS below {limits.EffectiveSampleSize}", "The 95 % intervals are uncertain; run more draws.");
        return warnings;
    }

    /// <summary>Whether a parameter of one problem among many passes.</summary>
    /// <param name="summary">The parameter; its <see cref="BriefSummary.Rhat"/> is nested R̂, or R̂ where there are no superchains.</param>
    /// <param name="chains">Number of chains.</param>
    internal static bool Passes(BriefSummary summary, int chains)
    {
        ConvergenceThresholds limits = new();
        return IsEnough(summary) && summary.Rhat < limits.Rhat
            && (summary.SplitRhat < limits.Rhat || AreLong(summary.EssBulk, summary.EssTail, chains));
    }

    /// <summary>Whether a parameter's effective sample sizes suffice: all that is asked of independent weighted draws whose k̂ is in order.</summary>
    internal static bool IsEnough(BriefSummary summary) => Math.Min(summary.EssBulk, summary.EssTail) >= new ConvergenceThresholds().EffectiveSampleSize;

    /// <summary>Whether every chain is <see cref="LongChain"/> autocorrelation times long, by the smaller effective sample size.</summary>
    private static bool AreLong(double bulk, double tail, int chains) => Math.Min(bulk, tail) >= LongChain * chains;

    private static bool NotFinite(ParameterSummary p) => !double.IsFinite(p.Mean) || double.IsInfinity(p.Sd);

    private static bool Stuck(ParameterSummary p) => p.Sd == 0;

    private static void Add(
        List<string> warnings, int total, ParameterSummary[] failing, Func<ParameterSummary, string> value, string found, string advice)
    {
        if (failing.Length == 0)
        {
            return;
        }

        IEnumerable<string> names = failing.Take(Named).Select(p => value(p) is { Length: > 0 } text ? $"{p.Name} {text}" : p.Name);
        string others = failing.Length > Named ? $" and {failing.Length - Named} more" : "";
        warnings.Add($"{failing.Length} of {total} parameters {found}: {string.Join(", ", names)}{others}. {advice}");
    }
}
