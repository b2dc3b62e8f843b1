using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>The default sampler of the log-Normal model.</summary>
internal static class LogNormalSampling
{
    /// <summary>Draws from the collapsed posterior, by the kernel that the pattern of missing values allows.</summary>
    public static PosteriorDraws Run(
        PatternStatistics statistics,
        Priors priors,
        IReadOnlyList<WeighedMode> modes,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        ChainGroup[] groups = ChainGroup.Of(modes, options.Chains);
        (TrajectorySearch, ChainGroup)[] starts = [.. modes.Select((mode, k) => (CollapsedBatch.SearchFrom(mode.Mode), groups[k]))];
        if (ModelMemory.IsComplete(statistics, priors))
        {
            using ModelMemory memory = ModelMemory.Complete(device, statistics, priors);
            return CollapsedSampling.Run(memory.CompleteModel, starts, options, device, progress, cancellation);
        }

        using ModelMemory patterns = ModelMemory.Patterns(device, statistics, priors);
        return CollapsedSampling.Run(patterns.PatternModel, starts, options, device, progress, cancellation);
    }
}
