using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.KnownErrors;

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
        AreaPrior prior = AreaPrior.Of(priors);
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
            PriorInfluence.WeightWereFluxesKnown(statistics.SharedObservationCount, AreaPrior.Independent(priors), HarmonicMeans(observations, variance)),
            PriorInfluence.ResponseMatrix(posterior.AreaCovariance, prior),
            clock.Elapsed.TotalSeconds)
        {
            Warnings = [.. Misfit(observations, posterior, variance)],
        };
    }

    /// <summary>Whether the data scatter more than their errors allow: known variances are believed, so only this can say they are too small.</summary>
    private static IEnumerable<string> Misfit(Observations observations, KnownVariancePosterior posterior, double[] variance)
    {
        double sum = 0;
        int shared = 0;
        int sources = 0;
        for (int j = 0; j < observations.SourceCount; j++)
        {
            int end = observations.First[j + 1];
            if (end - observations.First[j] < 2)
            {
                continue;
            }

            sources++;
            for (int o = observations.First[j]; o < end; o++)
            {
                double mean = posterior.AreaMean[observations.Instrument[o]] + posterior.FluxMean[j] - (0.5 * variance[o]);
                double residual = observations.Y[o] - mean;
                sum += residual * residual / variance[o];
                shared++;
            }
        }

        int freedom = shared - sources - (observations.InstrumentCount - 1);

        // χ² has mean f and standard deviation √(2f): five of them do not come about by chance.
        if (freedom > 0 && sum > freedom + (5 * Math.Sqrt(2.0 * freedom)))
        {
            yield return $"The data scatter more than their errors allow (chi-square {sum:N0} with {freedom:N0} degrees of freedom): "
                + "every interval is too narrow. Fit the scatter beyond the errors (--variances both), or all of it (--variances fitted).";
        }
    }

    /// <summary>For each instrument the one variance that would weigh as much as its own: n_i/Σ 1/s_ij.</summary>
    internal static double[] HarmonicMeans(Observations observations, double[] variance)
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
