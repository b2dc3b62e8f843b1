using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Inference;

/// <summary>Interim.</summary>
internal static class FluxPosterior
{
    public static (FluxTable Table, double[][] Chosen) Of(
        Observations observations, PatternStatistics statistics, CollapsedPosterior posterior, PosteriorDraws draws, FitOptions options, Device device,
        IProgress<FitProgress>? progress, CancellationToken cancellation) => throw new NotSupportedException();

    public static (FluxTable Table, double[][] Chosen) Of(
        Observations observations, KnownVariancePosterior posterior, PosteriorDraws draws, FitOptions options, Device device) => throw new NotSupportedException();
}
