using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Models.LogNormal;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Inference.Calibration;

/// <summary>The posterior draws of many replicates, by the samplers that fits use.</summary>
internal static class ReplicateSampling
{
    private const int PilotRounds = 10;

    /// <summary>
    /// Fitted variances: all replicates are problems of one batch of chains, and every launch advances all of them. Each is tuned
    /// by pilot chains, then started over-dispersed, as in <see cref="CollapsedSampling"/>.
    /// </summary>
    /// <returns>Draws a replicate, and the longest autocorrelation time of each, in kept draws.</returns>
    public static (PosteriorDraws[] Draws, double[] AutocorrelationTime) Collapsed(
        IReadOnlyList<Replicate> replicates, CalibrationOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        Priors priors = options.Believed ?? options.Priors;
        PatternStatistics[] statistics = [.. replicates.Select(replicate => PatternStatistics.Of(replicate.Data))];
        StreamKey[] keys = [.. replicates.Select(replicate => StreamKey.Of(options.Seed, (ulong)replicate.Number))];
        using ModelMemory memory = ModelMemory.Complete(device, [.. statistics.Select(set => new ModelProblem(set, priors))]);
        Tuning[] tuning = Tune(memory.CompleteModel, keys, statistics, priors, device, options.Chains, cancellation);
        progress(0.4);

        using ChainBatch<CompleteModel> batch = new(device, memory.CompleteModel, keys, options.Chains, 0);
        CollapsedBatch.WarmUp(batch, tuning, options.WarmUp, CollapsedBatch.RampLength, _ => { }, cancellation);
        progress(0.6);
        int n = options.Instruments;
        PosteriorDraws[] draws = [.. replicates.Select(_ => new PosteriorDraws(
            PosteriorDraws.Arrays(n, options.RankValues), PosteriorDraws.Arrays(n, options.RankValues), null, 0, 0))];
        PooledMoments[] seen = batch.Sample(
            options.Draws,
            options.Thin,
            (problem, chain, draw, values) =>
            {
                int at = (chain * options.Draws) + draw;
                for (int i = 0; i < n; i++)
                {
                    draws[problem].Variance[i][at] = values[i];
                    draws[problem].LogArea[i][at] = values[n + i];
                }
            },
            fraction => progress(0.6 + (0.4 * fraction)),
            cancellation);
        return (draws, [.. seen.Select(moments => moments.AutocorrelationTime / options.Thin)]);
    }

    /// <summary>Known variances: the posterior is Gaussian and its draws independent.</summary>
    public static (PosteriorDraws[] Draws, double[] AutocorrelationTime) Exact(
        IReadOnlyList<Replicate> replicates, CalibrationOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        AreaPrior prior = AreaPrior.Independent(options.Believed ?? options.Priors);
        PosteriorDraws[] draws = new PosteriorDraws[replicates.Count];
        for (int k = 0; k < draws.Length; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            KnownVariancePosterior posterior = KnownVariancePosterior.Of(replicates[k].Data, prior);
            draws[k] = ExactSampling.Run(posterior, FitOptionsOf(options, replicates[k]), device, null, cancellation);
            progress((k + 1.0) / draws.Length);
        }

        return (draws, [.. draws.Select(_ => 1.0)]);
    }

    /// <summary>The options of the fit that a replicate's draws come from.</summary>
    public static FitOptions FitOptionsOf(CalibrationOptions options, Replicate replicate) => new()
    {
        Model = options.Model,
        Sampler = options.Model is ScatterModel.KnownVariances ? Sampler.Exact : Sampler.Collapsed,
        Chains = options.Chains,
        Draws = options.Draws,
        WarmUp = options.Model is ScatterModel.KnownVariances ? 0 : options.WarmUp,
        Thin = options.Model is ScatterModel.KnownVariances ? 1 : options.Thin,
        Seed = options.Seed,
        Problem = (ulong)replicate.Number,
    };

    /// <summary>Step, centre and scale of every problem, each from its own pilots; all searches take their rounds together.</summary>
    private static Tuning[] Tune(
        CompleteModel model, StreamKey[] keys, PatternStatistics[] statistics, Priors priors, Device device, int chains,
        CancellationToken cancellation)
    {
        TrajectorySearch[] searches = new TrajectorySearch[keys.Length];
        Parallel.For(0, searches.Length, new ParallelOptions { CancellationToken = cancellation }, k =>
        {
            MarginalMode mode = MarginalMode.Find(new CollapsedPosterior(statistics[k], priors), maximumStarts: 2);
            searches[k] = CollapsedBatch.SearchFrom(mode);
        });
        using ChainBatch<CompleteModel> pilots = new(device, model, keys, chains, CollapsedBatch.PilotIteration);
        pilots.Tune(CollapsedBatch.Current(searches));
        pilots.Start();
        for (int round = 0; round < PilotRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            pilots.Tune(CollapsedBatch.Current(searches));
            PooledMoments[] seen = pilots.Advance(searches[0].Iterations);
            for (int k = 0; k < searches.Length; k++)
            {
                searches[k].Observe(seen[k]);
            }
        }

        return CollapsedBatch.Current(searches);
    }
}
