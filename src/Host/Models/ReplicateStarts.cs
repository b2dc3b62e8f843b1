using GpuConcord.Host.Data;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Models;

/// <summary>Where the chains of many replicates begin: around a marginal mode of each.</summary>
internal static class ReplicateStarts
{
    private const int ModeStarts = 2;

    /// <summary>The stream key of each replicate.</summary>
    public static StreamKey[] Keys(IReadOnlyList<Replicate> replicates, ulong seed) =>
        [.. replicates.Select(replicate => StreamKey.Of(seed, (ulong)replicate.Number))];

    /// <summary>The sufficient statistics of each replicate.</summary>
    public static PatternStatistics[] Statistics(IReadOnlyList<Replicate> replicates) =>
        [.. replicates.Select(replicate => PatternStatistics.Of(replicate.Data))];

    /// <summary>Where the search for step and trajectory of each replicate begins, from its marginal mode.</summary>
    public static TrajectorySearch[] Searches(
        PatternStatistics[] statistics, Priors priors, Func<int, MarginalMode, TrajectorySearch> search, CancellationToken cancellation)
    {
        TrajectorySearch[] searches = new TrajectorySearch[statistics.Length];
        SideBySide.For(0, searches.Length, k =>
            searches[k] = search(k, MarginalMode.Find(new CollapsedPosterior(statistics[k], priors), ModeStarts)), cancellation);
        return searches;
    }
}
