using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>The samplers of the log-Normal model that integrate areas and fluxes out.</summary>
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
        ScatterStart[] starts = [.. modes.Select((mode, k) => new ScatterStart(
            CollapsedBatch.SearchFrom(mode.Mode), ProposalStart.Of(mode), groups[k]))];
        if (ModelMemory.IsComplete(statistics, priors))
        {
            using ModelMemory memory = ModelMemory.Complete(device, statistics, priors);
            return ScatterSampling.Run(memory.CompleteModel, starts, options, device, progress, cancellation);
        }

        using ModelMemory patterns = ModelMemory.Patterns(device, statistics, priors);
        return ScatterSampling.Run(patterns.PatternModel, starts, options, device, progress, cancellation);
    }
}
