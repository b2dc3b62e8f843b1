using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Sbc;

/// <summary>
/// Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788): parameters from the prior, data from the parameters, a fit
/// of the data; over many replicates the rank of the truth among its posterior draws is uniform, or model, sampler and simulation
/// do not belong together.
/// </summary>
public static class SimulationBasedCalibration
{
    // Replicates in one batch of chains, and the doubles they may take; bounds memory, decides no number.
    private const int MostReplicates = 4096;
    private const long MostDoubles = 1L << 26;

    /// <summary>Simulates, fits and ranks. The result does not depend on the device's width or number of cores.</summary>
    /// <exception cref="UsageException">The model cannot be fitted with these priors.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static SbcResult Run(
        SbcOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        SbcResult.Of(options, [Rank(options, 0, options.Replicates, device, progress, cancellation)]);

    /// <summary>Simulates, fits and ranks some of the replicates, to be put together by <see cref="SbcResult.Of"/>; each is a function of its number.</summary>
    /// <param name="options">What the whole run is asked to do.</param>
    /// <param name="start">Number of the first replicate.</param>
    /// <param name="replicates">How many.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told the share of these replicates that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">The model cannot be fitted with these priors.</exception>
    public static ReplicateRanks Rank(
        SbcOptions options, int start, int replicates, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(device);
        RequireIndependent(options);
        Stopwatch clock = Stopwatch.StartNew();
        RankedTruths truths = new(options, device);
        string[] names = truths.Names();
        int[][] ranks = [.. names.Select(_ => new int[replicates])];
        double[] times = new double[replicates];
        int wave = (int)Math.Clamp(MostDoubles / Doubles(options), 1, MostReplicates);
        for (int first = 0; first < replicates; first += wave)
        {
            int count = Math.Min(wave, replicates - first);
            Replicate[] simulated = new Replicate[count];
            int from = first;
            SideBySide.For(0, count, k => simulated[k] = options.Model.Simulate(options.Drawn, start + from + k), cancellation);
            IReadOnlyList<ReplicateDraws> draws = options.Fitted.DrawMany(
                simulated, options.Believed ?? options.Priors, options.Sampling, device, Report(0.0, 0.8), cancellation);
            for (int k = 0; k < count; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                times[first + k] = draws[k].AutocorrelationTime(options.Chains);
                int[] own = truths.Of(simulated[k], draws[k], cancellation);
                for (int q = 0; q < names.Length; q++)
                {
                    ranks[q][first + k] = own[q];
                }

                Report(0.8, 0.2)((k + 1.0) / count);
            }

            // How far this batch is, as a share of the whole.
            Action<double> Report(double before, double share) => fraction => progress?.Report(
                new FitProgress("calibration", (from + (count * (before + (share * fraction)))) / replicates));
        }

        return new ReplicateRanks(names, ranks, times, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Doubles that a replicate takes on the device and in its kept draws: what a wave is measured by.</summary>
    private static long Doubles(SbcOptions options)
    {
        const int Copies = 2;
        Observations design = options.Design.Table;
        long kept = design.SourceCount + options.Fitted.Blocks(design).Sum(block => (long)block.ParameterNames.Count());
        return options.Chains * ((Copies * (design.Count + (2L * design.SourceCount))) + (options.Draws * kept * Copies));
    }

    private static void RequireIndependent(SbcOptions options)
    {
        if (options.Priors.Correlation is not null && !options.Fitted.Can.CorrelatedAreas)
        {
            throw new UsageException($"--bands: found several with the model {options.Model.Title}, expected one whose areas may correlate; it fits bands one by one");
        }
    }
}
