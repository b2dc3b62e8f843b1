using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Fits;

/// <summary>Fits one band under one prior, from validated observations to a summarised posterior.</summary>
public static class Fitting
{
    /// <summary>
    /// Draws from the model's posterior on <paramref name="device"/>, then summarises every block, and judges convergence.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">The data of one band.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataException">The data cannot be fitted so: errors asked for and absent, fewer than two instruments that share a source.</exception>
    /// <exception cref="UsageException">The model does not go with the sampler, or with these priors.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static Fit Run(
        IModel model,
        Observations observations,
        Priors priors,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(priors);
        ArgumentNullException.ThrowIfNull(device);
        Stopwatch clock = Stopwatch.StartNew();
        PatternStatistics statistics = PatternStatistics.Of(observations);
        statistics.RequireSharedSource(observations);
        ConnectedComponents components = ConnectedComponents.Of(observations);
        FitOptions used = Used(model, priors, options);
        model.Check(observations, priors);
        ModelDraws found = model.Draw(new Problem(observations, priors, statistics), used, device, progress, cancellation);
        double drawn = clock.Elapsed.TotalSeconds;

        progress?.Report(new FitProgress("summaries", 0.0));
        Block[] blocks = [.. found.Blocks.Select(block => Summarised(block, used.Chains))];
        progress?.Report(new FitProgress("summaries", 1.0));
        double[] nested = SuperchainRhat.Of([.. blocks.SelectMany(block => block.Draws)], used.Chains);
        List<string> problems = [.. Convergence.Warnings(Judged([.. blocks.SelectMany(block => block.Summaries)], nested))];
        problems.AddRange(SamplerWarnings.Of(found.Tuning, used, model));
        IEnumerable<string> estimates = found.Estimates.Select(estimate => estimate.Warning).OfType<string>();
        PriorWarnings prior = PriorWarnings.Of(model, observations, priors, blocks, statistics.SharedObservationCount);
        List<string> warnings =
        [
            .. prior.OfAreas, .. problems, .. found.Warnings, .. estimates, .. prior.OfScatter, .. DataWarnings.Of(observations, statistics, components),
        ];
        return new Fit
        {
            Observations = observations,
            Priors = priors,
            Options = used,
            Model = model,
            Blocks = blocks,
            LogFlux = found.ChosenFluxes,
            Fluxes = found.Fluxes,
            Estimates = found.Estimates,
            PriorWeight = found.PriorWeight,
            PriorInfluence = found.PriorInfluence,
            ObservationsPerInstrument = statistics.SharedObservationCount,
            Components = components.Members,
            NestedRhat = nested.Max(),
            Tuning = found.Tuning,
            Timing = new FitTiming(0.0, found.WarmUpSeconds, found.SamplingSeconds, found.FluxSeconds + clock.Elapsed.TotalSeconds - drawn),
            PriorConflict = prior.Conflict,
            Warnings = warnings,
            Converged = problems.Count == 0,
        };
    }

    /// <summary>The options with the model's own choice of sampler in place of none.</summary>
    private static FitOptions Used(IModel model, Priors priors, FitOptions options)
    {
        if (priors.Correlation is not null && !model.Can.CorrelatedAreas)
        {
            throw new UsageException($"--bands: found joint with the model {model.Title}, expected one whose areas may correlate; fit the bands one by one (--bands separate)");
        }

        if (options.Sampler is Sampler.Auto)
        {
            return options with { Sampler = model.Can.Samplers[0] };
        }

        return model.Can.Samplers.Contains(options.Sampler)
            ? options
            : throw new UsageException($"--sampler: found {SamplerName.Of(options.Sampler)} with the model {model.Title}, expected one of "
                + $"{string.Join(", ", model.Can.Samplers.Select(SamplerName.Of))}");
    }

    private static Block Summarised(Block block, int chains)
    {
        ParameterSummary[] summaries = new ParameterSummary[block.Draws.Length];
        Parallel.For(0, summaries.Length, entry => summaries[entry] = ParameterSummary.Of(block.NameOf(entry), block.Draws[entry], chains));
        return block with { Summaries = summaries };
    }

    /// <summary>
    /// The summaries with nested R-hat in place of R-hat where there is one: with many short chains R-hat exceeds 1 by about the
    /// autocorrelation time over the length of a chain, however well the chains agree.
    /// </summary>
    private static ParameterSummary[] Judged(ParameterSummary[] summaries, double[] nested) =>
        [.. summaries.Zip(nested, (summary, rhat) => double.IsNaN(rhat) ? summary : summary with { Rhat = rhat })];
}
