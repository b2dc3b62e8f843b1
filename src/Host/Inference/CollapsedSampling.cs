using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Inference;

/// <summary>
/// The default sampler: pilot chains tune step and trajectory, then every chain starts over-dispersed, warms up with the tuning
/// found, and draws.
/// </summary>
/// <remarks>
/// The pilots are the same chains whatever number is asked for, so the tuning, and with it every draw of chain c, does not depend
/// on how many chains run beside it.
/// </remarks>
internal static class CollapsedSampling
{
    /// <summary>Chains that tune, pooled.</summary>
    public const int PilotChains = 128;

    // The pilots' iterations are numbered from here, so that no random number serves both tuning and sampling.
    private const int PilotIteration = 1 << 30;
    private const int MostRounds = 80;

    /// <summary>Draws from the collapsed posterior.</summary>
    public static PosteriorDraws Run(
        PatternStatistics statistics,
        Priors priors,
        MarginalMode mode,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        if (ModelMemory.IsComplete(statistics, priors))
        {
            using ModelMemory memory = ModelMemory.Complete(device, statistics, priors);
            return Run(memory.CompleteModel, Laplace(mode), options, device, progress, cancellation);
        }

        using ModelMemory patterns = ModelMemory.Patterns(device, statistics, priors);
        return Run(patterns.PatternModel, Laplace(mode), options, device, progress, cancellation);
    }

    /// <summary>Draws from any collapsed model.</summary>
    /// <param name="model">The density of η = ln v, and B | v.</param>
    /// <param name="start">Where η may lie: the search for step and trajectory begins there.</param>
    /// <param name="options">Chains and draws.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public static PosteriorDraws Run<TModel>(
        TModel model,
        TrajectorySearch start,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        Stopwatch clock = Stopwatch.StartNew();
        StreamKey key = StreamKey.Of(options.Seed, options.Problem);
        int n = TModel.Instruments(model);
        Tuning tuning = Tune(model, key, start, device, progress, cancellation);

        using ChainBatch<TModel> batch = new(device, model, [key], options.Chains, 0);
        batch.Tune([tuning]);
        batch.Start();
        const int Step = 20;
        for (int done = 0; done < options.WarmUp; done += Step)
        {
            cancellation.ThrowIfCancellationRequested();

            // A far starting point falls in with more energy than the tuned step can follow: the first steps are short.
            double ramp = Math.Min(1.0, 0.1 * Math.Pow(2.0, done / Step));
            batch.Tune([tuning with { Step = tuning.Step * ramp }]);
            batch.Advance(Math.Min(Step, options.WarmUp - done));
            progress?.Report(new FitProgress("warm-up", (double)Math.Min(done + Step, options.WarmUp) / options.WarmUp));
        }

        batch.Tune([tuning]);

        double warmUp = clock.Elapsed.TotalSeconds;
        clock.Restart();
        double[][] areas = PosteriorDraws.Arrays(n, options.Chains * options.Draws);
        double[][] variances = PosteriorDraws.Arrays(n, options.Chains * options.Draws);
        PooledMoments seen = batch.Sample(
            options.Draws,
            options.Thin,
            (_, chain, draw, values) =>
            {
                int at = (chain * options.Draws) + draw;
                for (int i = 0; i < n; i++)
                {
                    variances[i][at] = values[i];
                    areas[i][at] = values[n + i];
                }
            },
            fraction => progress?.Report(new FitProgress("sampling", fraction)),
            cancellation)[0];
        SamplerTuning record = new(
            tuning.Step, tuning.Leapfrogs, tuning.Scale, seen.Acceptance, seen.Divergences, seen.AutocorrelationTime / options.Thin);
        return new PosteriorDraws(areas, variances, record, warmUp, clock.Elapsed.TotalSeconds);
    }

    private static Tuning Tune<TModel>(
        TModel model,
        StreamKey key,
        TrajectorySearch search,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        using ChainBatch<TModel> pilots = new(device, model, [key], PilotChains, PilotIteration);
        pilots.Tune([Current(search)]);
        pilots.Start();
        for (int round = 0; round < MostRounds && !search.Done; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            pilots.Tune([Current(search)]);
            search.Observe(pilots.Advance(search.Iterations)[0]);
            progress?.Report(new FitProgress("tuning", Math.Min(1.0, (round + 1) / 24.0)));
        }

        return Current(search);
    }

    private static Tuning Current(TrajectorySearch search) => new(search.Step, search.Leapfrogs, search.Centre, search.Scale);

    /// <summary>The search starts from the normal approximation of ln v at the marginal mode.</summary>
    private static TrajectorySearch Laplace(MarginalMode mode)
    {
        double[] scale = [.. Enumerable.Range(0, mode.LogVariance.Length).Select(
            i => Math.Clamp(Math.Sqrt(Math.Max(mode.LogVarianceCovariance[i, i], 0.0)), 0.01, 2.0))];
        return new TrajectorySearch(mode.LogVariance, scale);
    }
}
