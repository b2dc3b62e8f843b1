using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>The log-Normal model with one unknown variance an instrument.</summary>
internal static class FittedVarianceFit
{
    // ∂B/∂b is averaged over this many draws of the variances: its Monte Carlo error is then far below its second digit.
    private const int InfluenceDraws = 256;

    public static FitParts Run(
        Observations observations,
        Priors priors,
        PatternStatistics statistics,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        CollapsedPosterior posterior = new(statistics, priors);
        MarginalMode mode = MarginalMode.Find(posterior);
        double prepared = clock.Elapsed.TotalSeconds;
        PosteriorDraws draws = options.Sampler is Sampler.Collapsed
            ? CollapsedSampling.Run(statistics, priors, mode, options, device, progress, cancellation)
            : GibbsSampling.Run(observations, statistics, priors, mode, options, device, progress, cancellation);
        clock.Restart();
        progress?.Report(new FitProgress("fluxes", 0.0));
        (FluxTable fluxes, double[][] chosen) = FluxPosterior.Of(
            observations, statistics, posterior, draws, options, device, progress, cancellation);
        double[] meanVariance = [.. draws.Variance.Select(v => v.Average())];
        return new FitParts(
            "log-Normal, fitted variances",
            draws with { WarmUpSeconds = draws.WarmUpSeconds + prepared },
            fluxes,
            chosen,
            [.. options.Estimates.Select(kind => PointEstimates.Of(kind, observations, priors, posterior, mode))],
            PriorInfluence.WeightWereFluxesKnown(statistics.SharedObservationCount, AreaPrior.Independent(priors), meanVariance),
            PriorInfluence.ResponseMatrix(posterior, Thinned(draws.Variance)),
            clock.Elapsed.TotalSeconds);
    }

    private static IEnumerable<double[]> Thinned(double[][] variance)
    {
        int length = variance[0].Length;
        int count = Math.Min(InfluenceDraws, length);
        for (int d = 0; d < count; d++)
        {
            int at = (int)((long)d * length / count);
            yield return [.. variance.Select(v => Math.Log(v[at]))];
        }
    }
}
