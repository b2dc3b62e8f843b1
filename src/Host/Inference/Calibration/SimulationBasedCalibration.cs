using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Inference.Fluxes;

namespace GpuConcord.Host.Inference.Calibration;

/// <summary>
/// Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788): parameters from the prior, data from the parameters, a fit
/// of the data; over many replicates the rank of the truth among its posterior draws is uniform, or model, sampler and simulation
/// do not belong together.
/// </summary>
public static class SimulationBasedCalibration
{
    // Replicates in one batch of chains; bounds memory, decides no number.
    private const int BatchSize = 4096;

    /// <summary>Simulates, fits and ranks. The result does not depend on the device's width or number of cores.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static CalibrationResult Run(
        CalibrationOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(device);
        Stopwatch clock = Stopwatch.StartNew();
        string[] names = Names(options);
        int[][] ranks = [.. names.Select(_ => new int[options.Replicates])];
        double[] times = new double[options.Replicates];
        for (int first = 0; first < options.Replicates; first += BatchSize)
        {
            int count = Math.Min(BatchSize, options.Replicates - first);
            Replicate[] replicates = new Replicate[count];
            int from = first;
            Parallel.For(0, count, k => replicates[k] = Replicate.Of(options, from + k));
            (PosteriorDraws[] draws, double[] time) = options.Model is ScatterModel.KnownVariances
                ? ReplicateSampling.Exact(replicates, options, device, Report(0.0, 0.8), cancellation)
                : ReplicateSampling.Collapsed(replicates, options, device, Report(0.0, 0.8), cancellation);
            time.CopyTo(times, first);
            for (int k = 0; k < count; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                int[] own = Ranks(replicates[k], draws[k], options, device, cancellation);
                for (int q = 0; q < names.Length; q++)
                {
                    ranks[q][first + k] = own[q];
                }

                Report(0.8, 0.2)((k + 1.0) / count);
            }

            // How far this batch is, as a share of the whole.
            Action<double> Report(double start, double share) => fraction => progress?.Report(
                new FitProgress("calibration", (from + (count * (start + (share * fraction)))) / options.Replicates));
        }

        return CalibrationResult.Of(options, names, ranks, times, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The quantities that are ranked: B and (fitted) v of every instrument, G of the first and the last source, and the mean of G.</summary>
    private static string[] Names(CalibrationOptions options)
    {
        IEnumerable<string> instruments = Enumerable.Range(1, options.Instruments).Select(i => $"I{i}");
        return
        [
            .. instruments.Select(name => $"B[{name}]"),
            .. options.Model is ScatterModel.KnownVariances ? [] : instruments.Select(name => $"sigma2[{name}]"),
            "G[S1]", $"G[S{options.Sources}]", "mean of G",
        ];
    }

    private static int[] Ranks(Replicate replicate, PosteriorDraws draws, CalibrationOptions options, Device device, CancellationToken cancellation)
    {
        double[][] flux = new double[options.Sources][];
        new ConditionalFluxes(
            device,
            replicate.Data,
            options.Priors.LogArea,
            draws.LogArea,
            draws.Variance,
            options.Model is ScatterModel.KnownVariances ? replicate.Data.Variance : null,
            ReplicateSampling.FitOptionsOf(options, replicate))
            .Draw([.. Enumerable.Range(0, options.Sources)], options.Chains, 1, 1L << 22, (j, values) => flux[j] = values, cancellation);
        double[] mean = new double[options.RankValues];
        for (int d = 0; d < mean.Length; d++)
        {
            mean[d] = flux.Average(own => own[d]);
        }

        return
        [
            .. draws.LogArea.Zip(replicate.LogArea, Rank),
            .. draws.Variance.Zip(replicate.Variance, Rank),
            Rank(flux[0], 0.0), Rank(flux[^1], 0.0), Rank(mean, 0.0),
        ];
    }

    /// <summary>Rank of the truth among all draws but the last: 0 to their number less one.</summary>
    private static int Rank(double[] draws, double truth) => draws.AsSpan(0, draws.Length - 1).ToArray().Count(value => value < truth);
}
