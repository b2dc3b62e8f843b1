using GpuConcord.Host.Data;
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

    /// <summary>The marginal modes of each replicate, from two starts.</summary>
    public static WeighedMode[][] Modes(PatternStatistics[] statistics, Priors priors, CancellationToken cancellation)
    {
        WeighedMode[][] modes = new WeighedMode[statistics.Length][];
        SideBySide.For(0, modes.Length, k => modes[k] = WeighedMode.Of(MarginalMode.FindAll(new CollapsedPosterior(statistics[k], priors), ModeStarts)), cancellation);
        return modes;
    }
}
