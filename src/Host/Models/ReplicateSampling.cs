using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.ExtraScatter;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Models;

/// <summary>The posterior draws of many replicates, by the samplers that fits use. All of them are problems of one batch of chains, and every launch advances all of them.</summary>
internal sealed class ReplicateSampling
{
    // Rounds of pilot chains: those that settle step, centre and scale. What is left to gain in speed is not worth the search.
    private const int PilotRounds = 10;
    private const int ModeStarts = 2;
    private readonly IReadOnlyList<Replicate> replicates;
    private readonly CalibrationOptions options;
    private readonly Priors priors;
    private readonly Device device;
    private readonly StreamKey[] keys;
    private readonly Action<double> progress;
    private readonly CancellationToken cancellation;

    private ReplicateSampling(
        IReadOnlyList<Replicate> replicates, CalibrationOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        this.replicates = replicates;
        this.options = options;
        this.device = device;
        this.progress = progress;
        this.cancellation = cancellation;
        priors = options.Believed ?? options.Priors;
        keys = [.. replicates.Select(replicate => StreamKey.Of(options.Seed, (ulong)replicate.Number))];
    }

    /// <summary>Draws from the posterior of every replicate.</summary>
    /// <param name="replicates">The replicates, all of one design.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public static ReplicateDraws[] Run(
        IReadOnlyList<Replicate> replicates, CalibrationOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        ReplicateSampling sampling = new(replicates, options, device, progress, cancellation);
        return options.Model switch
        {
            ScatterModel.KnownVariances => sampling.Exact(),
            ScatterModel.KnownPlusFittedVariances => sampling.KnownPlusFitted(),
            ScatterModel.LogT => MixtureReplicates.Run(replicates, sampling.keys, options, sampling.priors, device, progress, cancellation),
            _ => sampling.Fitted(),
        };
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

    /// <summary>Known variances: the posterior is Gaussian and its draws independent.</summary>
    private ReplicateDraws[] Exact()
    {
        AreaPrior prior = AreaPrior.Of(priors);
        ReplicateDraws[] draws = new ReplicateDraws[replicates.Count];
        for (int k = 0; k < draws.Length; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            KnownVariancePosterior posterior = KnownVariancePosterior.Of(replicates[k].Data, prior);
            draws[k] = new ReplicateDraws(ExactSampling.Run(posterior, FitOptionsOf(options, replicates[k]), device, null, cancellation).LogArea, [], null);
            progress((k + 1.0) / draws.Length);
        }

        return draws;
    }

    private ReplicateDraws[] Fitted()
    {
        PatternStatistics[] statistics = Statistics();
        ModelProblem[] problems = Array.ConvertAll(statistics, set => new ModelProblem(set, priors));
        TrajectorySearch[] searches = Searches(statistics, (_, mode) => CollapsedBatch.SearchFrom(mode));
        if (ModelMemory.IsComplete(statistics[0], priors))
        {
            using ModelMemory memory = ModelMemory.Complete(device, problems);
            return Collapsed(memory.CompleteModel, searches);
        }

        using ModelMemory patterns = ModelMemory.Patterns(device, problems);
        return Collapsed(patterns.PatternModel, searches);
    }

    private ReplicateDraws[] KnownPlusFitted()
    {
        double[] known = options.Design.Variance!;
        PatternStatistics[] statistics = Statistics();
        TrajectorySearch[] searches = Searches(
            statistics, (k, mode) => KnownPlusFittedFit.Start(mode, statistics[k], priors, replicates[k].Data, known));
        using SourceMemory memory = new(device, [.. replicates.Select(replicate => replicate.Data)], known, priors);
        return Collapsed(memory.Model, searches);
    }

    /// <summary>Fitted variances: each replicate is tuned by pilot chains, then started over-dispersed, as in <see cref="CollapsedSampling"/>.</summary>
    private ReplicateDraws[] Collapsed<TModel>(TModel model, TrajectorySearch[] searches)
        where TModel : struct, ICollapsedModel<TModel>
    {
        Tuning[] tuning = CollapsedBatch.Tune(
            model, keys, searches, device, fraction => progress(0.4 * fraction), cancellation, options.Chains, PilotRounds);
        using ChainBatch<TModel> batch = new(device, model, keys, options.Chains, 0);
        CollapsedBatch.WarmUp(
            batch, tuning, options.WarmUp, CollapsedBatch.RampLength, fraction => progress(0.4 + (0.3 * fraction)), cancellation);
        int n = options.Instruments;
        ReplicateDraws[] draws = [.. replicates.Select(_ => new ReplicateDraws(
            PosteriorDraws.Arrays(n, options.RankValues), PosteriorDraws.Arrays(n, options.RankValues), null))];
        batch.Sample(
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
            fraction => progress(0.7 + (0.3 * fraction)),
            cancellation);
        return draws;
    }

    private PatternStatistics[] Statistics() => [.. replicates.Select(replicate => PatternStatistics.Of(replicate.Data))];

    /// <summary>Where the search for step and trajectory of each replicate begins, from its marginal mode.</summary>
    private TrajectorySearch[] Searches(PatternStatistics[] statistics, Func<int, MarginalMode, TrajectorySearch> search)
    {
        TrajectorySearch[] searches = new TrajectorySearch[statistics.Length];
        Parallel.For(0, searches.Length, new ParallelOptions { CancellationToken = cancellation }, k =>
            searches[k] = search(k, MarginalMode.Find(new CollapsedPosterior(statistics[k], priors), ModeStarts)));
        return searches;
    }
}
