using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Inference;

internal static class GibbsSampling
{
    public static PosteriorDraws Run(
        Observations observations, PatternStatistics statistics, Priors priors, MarginalMode mode, FitOptions options, Device device,
        IProgress<FitProgress>? progress, CancellationToken cancellation) => throw new NotSupportedException();
}

internal static class ExactSampling
{
    public static PosteriorDraws Run(
        KnownVariancePosterior posterior, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) => throw new NotSupportedException();
}
