using System.Diagnostics;
using GpuConcord.Host.Devices;

namespace GpuConcord.Host.Sampling;

/// <summary>Warm-up and draws of some chains of a sampler that holds every log flux on a device: in short launches, with snapshots of the fluxes on the way.</summary>
/// <param name="Device">Where they are.</param>
/// <param name="Options">Iterations.</param>
/// <param name="First">The first of the chains.</param>
/// <param name="Chains">How many.</param>
internal readonly record struct LatentChains(Device Device, FitOptions Options, int First, int Chains)
{
    /// <summary>Makes every iteration.</summary>
    /// <param name="most">Iterations a launch, so that progress shows and cancellation bites.</param>
    /// <param name="advance">Makes a number of iterations from a first one on, which leave nothing but the state.</param>
    /// <param name="draw">The same, where every <see cref="FitOptions.Thin"/>-th leaves a draw in the memory.</param>
    /// <param name="fluxes">The current G of every source.</param>
    /// <param name="snapshots">Receives some of them.</param>
    /// <param name="columns">Receives the draws, one array a number.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    /// <returns>Seconds of the warm-up and of the draws.</returns>
    public (double WarmUp, double Sampling) Run(
        int most, Action<int, int> advance, Action<int, int, Memory> draw, Memory fluxes, FluxSnapshots snapshots, double[][] columns,
        IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        FitOptions options = Options;
        int first = First;
        int chains = Chains;
        Stopwatch clock = Stopwatch.StartNew();
        for (int done = 0; done < options.WarmUp; done += most)
        {
            cancellation.ThrowIfCancellationRequested();
            int now = Math.Min(most, options.WarmUp - done);
            advance(done, now);
            progress?.Report(new FitProgress("warm-up", (double)(done + now) / options.WarmUp));
        }

        double warmUp = clock.Elapsed.TotalSeconds;
        clock.Restart();
        SnapshotPlan plan = snapshots.Plan;
        double[] seen = new double[plan.Count > 0 ? fluxes.Length : 0];
        new KeptDraws(Device, chains, columns.Length, first).Make(
            options.Draws,
            Math.Max(1, most / options.Thin),
            (at, count, memory) =>
            {
                draw(options.WarmUp + (at * options.Thin), count * options.Thin, memory);
                if (plan.Stride > 0 && (at + count) % plan.Stride == 0)
                {
                    fluxes.CopyTo(seen);
                    snapshots.Take(seen, first, chains, ((at + count) / plan.Stride) - 1);
                }
            },
            columns,
            progress,
            cancellation,
            plan.Stride);
        return (warmUp, clock.Elapsed.TotalSeconds);
    }
}
