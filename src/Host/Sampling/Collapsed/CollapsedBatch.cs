using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Sampling.Collapsed;

/// <summary>
/// Tuning and warm-up of the collapsed sampler for any number of problems at once, which advance together and know nothing of each
/// other: what a problem becomes does not depend on its company.
/// </summary>
internal static class CollapsedBatch
{
    /// <summary>Chains that tune a problem, pooled.</summary>
    public const int PilotChains = 128;

    /// <summary>The pilots' iterations are numbered from here, so that no random number serves both tuning and sampling.</summary>
    public const int PilotIteration = 1 << 30;

    /// <summary>Warm-up iterations made at one length of step, while the steps grow.</summary>
    public const int RampLength = 20;

    private const int MostRounds = 80;

    /// <summary>The search of step and trajectory, from the normal approximation of ln v at the marginal mode.</summary>
    public static TrajectorySearch SearchFrom(MarginalMode mode) => new(mode.LogVariance, Scale(mode));

    /// <summary>Scale of each ln v_i by the Laplace approximation, clipped.</summary>
    public static double[] Scale(MarginalMode mode) =>
        [.. Enumerable.Range(0, mode.LogVariance.Length).Select(
            i => Math.Clamp(Math.Sqrt(Math.Max(mode.LogVarianceCovariance[i, i], 0.0)), 0.01, 2.0))];

    /// <summary>Runs the searches of all problems side by side until each is done.</summary>
    /// <typeparam name="TModel">The density of η = ln v.</typeparam>
    /// <param name="model">The problems.</param>
    /// <param name="keys">The stream key of each.</param>
    /// <param name="searches">The search of each, before its first round.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="progress">Told the stage's fraction.</param>
    /// <param name="cancellation">Looked at before every round.</param>
    /// <param name="pilotChains">Chains that tune a problem.</param>
    /// <param name="mostRounds">Rounds after which what was found so far must do.</param>
    public static Tuning[] Tune<TModel>(
        TModel model,
        StreamKey[] keys,
        TrajectorySearch[] searches,
        Device device,
        Action<double> progress,
        CancellationToken cancellation,
        int pilotChains = PilotChains,
        int mostRounds = MostRounds)
        where TModel : struct, ICollapsedModel<TModel>
    {
        using ChainBatch<TModel> pilots = new(device, model, keys, pilotChains, PilotIteration);
        pilots.Tune(Current(searches));
        pilots.Start();
        for (int round = 0; round < mostRounds && Array.Find(searches, search => !search.Done) is { } open; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            pilots.Tune(Current(searches));

            // Every search that is not done is in the same round.
            PooledMoments[] seen = pilots.Advance(open.Iterations);
            for (int k = 0; k < searches.Length; k++)
            {
                searches[k].Observe(seen[k]);
            }

            progress(Math.Min(1.0, (round + 1) / Math.Min(24.0, mostRounds)));
        }

        return Current(searches);
    }

    /// <summary>Puts every chain on its starting point and makes the warm-up; the chains are then ready to be sampled.</summary>
    /// <typeparam name="TModel">The density of η = ln v.</typeparam>
    /// <param name="batch">The chains.</param>
    /// <param name="starts">About which centre, and how far, the chains of each problem start.</param>
    /// <param name="tunings">How each problem is sampled.</param>
    /// <param name="iterations">Iterations of warm-up.</param>
    /// <param name="rampLength">Iterations made at one length of step, while the steps grow.</param>
    /// <param name="progress">Told the stage's fraction.</param>
    /// <param name="cancellation">Looked at now and then.</param>
    public static void WarmUp<TModel>(
        ChainBatch<TModel> batch,
        Tuning[] starts,
        Tuning[] tunings,
        int iterations,
        int rampLength,
        Action<double> progress,
        CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        batch.Tune(starts);
        batch.Start();
        for (int done = 0; done < iterations; done += rampLength)
        {
            cancellation.ThrowIfCancellationRequested();

            // A far starting point falls in with more energy than the tuned step can follow: the first steps are short.
            double ramp = Math.Min(1.0, 0.1 * Math.Pow(2.0, done / rampLength));
            batch.Tune([.. tunings.Select(tuning => tuning with { Step = tuning.Step * ramp })]);
            batch.Advance(Math.Min(rampLength, iterations - done));
            progress((double)Math.Min(done + rampLength, iterations) / iterations);
        }

        batch.Tune(tunings);
    }

    /// <summary>Where each search stands.</summary>
    public static Tuning[] Current(TrajectorySearch[] searches) =>
        Array.ConvertAll(searches, search => new Tuning(search.Step, search.Leapfrogs, search.Centre, search.Scale));
}
