using GpuConcord.Host.Models;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>How a sweep was drawn, in words, the same on a terminal and on a page.</summary>
public static class SweepWords
{
    /// <summary>What weighted draws must reach, without a full stop.</summary>
    public const string WeightsRule = "evenly spread points (scrambled Sobol points) of a mixture of t distributions that was fitted to the problem, each weighted by how "
        + "much likelier the posterior makes it; B is taken by its normal law given each. Monte Carlo errors come from the scatter of separately scrambled blocks; trust "
        + "needs a Pareto k-hat of 0.7 or less and, for every B and σ², ESS (bulk and tail) of 400 or more";

    /// <summary>The sampler of a sweep of the log-Normal model.</summary>
    /// <param name="run">The sweep.</param>
    /// <param name="draws">Draws a problem, written out.</param>
    public static string Sampling(SweepRun run, string draws)
    {
        ArgumentNullException.ThrowIfNull(run);
        SweepOptions options = run.Options;
        string chains = $"{options.Chains} chains × {options.Draws} draws after {options.WarmUp} of warm-up";
        if (options.Tuning is not SweepTuning.Weights)
        {
            return $"collapsed, {(options.Tuning is SweepTuning.AsFit ? "tuned as a fit" : "quick tuning")}: {chains} for each problem, seed {options.Seed}";
        }

        int chained = run.Problems.Count(problem => !problem.Posterior.IsWeighted);
        string rest = chained == 0 ? "" : $"; {chains} for {Labelled.Of(chained, "problem")} that no mixture of t's fits";
        return $"importance weights: {draws} weighted points for each problem{rest}, seed {options.Seed}";
    }
}
