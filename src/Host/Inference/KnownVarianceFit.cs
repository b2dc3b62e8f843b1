using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Inference;

/// <summary>The log-Normal model with known variances: an exact Gaussian posterior, drawn independently.</summary>
internal static class KnownVarianceFit
{
    public static FitParts Run(
        Observations observations,
        Priors priors,
        PatternStatistics statistics,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        if (observations.Variance is not { } variance)
        {
            throw new DataException(
                "Known variances were asked for, but the table has no error column: expected a column such as flux_err. "
                + "Name it with --error COLUMN, or fit the variances with --variances fitted.");
        }

        Stopwatch clock = Stopwatch.StartNew();
        AreaPrior prior = AreaPrior.Independent(priors);
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(observations, prior);
        double prepared = clock.Elapsed.TotalSeconds;
        PosteriorDraws draws = ExactSampling.Run(posterior, options, device, progress, cancellation);
        clock.Restart();
        (FluxTable fluxes, double[][] chosen) = FluxPosterior.Of(observations, posterior, draws, options, device);
        return new FitParts(
            "log-Normal, known variances",
            draws with { WarmUpSeconds = draws.WarmUpSeconds + prepared },
            fluxes,
            chosen,
            [],
            PriorInfluence.WeightWereFluxesKnown(statistics.SharedObservationCount, prior, HarmonicMeans(observations, variance)),
            PriorInfluence.ResponseMatrix(posterior.AreaCovariance, prior),
            clock.Elapsed.TotalSeconds);
    }

    /// <summary>For each instrument the one variance that would weigh as much as its own: n_i/Σ 1/s_ij.</summary>
    private static double[] HarmonicMeans(Observations observations, double[] variance)
    {
        double[] precision = new double[observations.InstrumentCount];
        int[] count = new int[observations.InstrumentCount];
        for (int o = 0; o < observations.Count; o++)
        {
            precision[observations.Instrument[o]] += 1.0 / variance[o];
            count[observations.Instrument[o]]++;
        }

        return [.. precision.Zip(count, (sum, n) => n > 0 ? n / sum : 1.0)];
    }
}
