using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>The default sampler of the log-Normal model.</summary>
internal static class LogNormalSampling
{
    /// <summary>Draws from the collapsed posterior, by the kernel that the pattern of missing values allows.</summary>
    public static PosteriorDraws Run(
        PatternStatistics statistics,
        Priors priors,
        MarginalMode mode,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        if (ModelMemory.IsComplete(statistics, priors))
        {
            using ModelMemory memory = ModelMemory.Complete(device, statistics, priors);
            return CollapsedSampling.Run(memory.CompleteModel, CollapsedBatch.SearchFrom(mode), options, device, progress, cancellation);
        }

        using ModelMemory patterns = ModelMemory.Patterns(device, statistics, priors);
        return CollapsedSampling.Run(patterns.PatternModel, CollapsedBatch.SearchFrom(mode), options, device, progress, cancellation);
    }
}
