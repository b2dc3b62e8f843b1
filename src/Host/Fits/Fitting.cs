using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Summaries;

namespace GpuConcord.Host.Fits;

/// <summary>Fits one band under one prior, from validated observations to a summarised posterior.</summary>
public static class Fitting
{
    /// <summary>Proposals a kept draw beyond which trajectories are the better way.</summary>
    private const int MostProposals = 16;

    /// <summary>
    /// Draws from the model's posterior on <paramref name="device"/>, then summarises every block, and judges convergence. Chains that fall short run
    /// on, as far as <see cref="FitOptions.MostThin"/> lets them, and so do those that have not drawn enough to <see cref="FitOptions.Target"/>.
    /// </summary>
    /// <remarks>
    /// What decides whether they run on is what they drew, so that it is the same on every device. To run on is to fit with
    /// <see cref="FitOptions.Further"/>: the chains repeat what they did, and what they did is then warm-up.
    /// </remarks>
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
        PatternStatistics statistics = PatternStatistics.Of(observations);
        statistics.RequireSharedSource(observations);
        ConnectedComponents components = ConnectedComponents.Of(observations);
        FitOptions used = Used(model, observations, priors, options);
        model.Check(observations, priors);
        Problem problem = new(observations, priors, statistics);
        Judged drawn = Drawn(model, problem, used, device, progress, cancellation);
        used = drawn.Found.Ran ?? used;
        ProposalQuality? tried = drawn.Found.Tuning?.Proposal;
        PolynomialQuality? polynomial = drawn.Found.Polynomial;
        while ((drawn.Problems.Count > 0 || drawn.Effective < used.Target) && drawn.Modes.Separate.Count == 0 && used.MayGoOn)
        {
            used = Next(model, used, drawn);
            drawn = Drawn(model, problem, used, device, progress, cancellation) with { Before = drawn.Timing };
        }

        ModelDraws found = drawn.Found;
        RefuseInfinite(observations, found);
        IEnumerable<string> estimates = found.Estimates.Select(estimate => estimate.Warning).OfType<string>();

        // A population of sources makes even those count that one instrument saw.
        int[] bearing = model.Can.Counts ? observations.PerInstrument() : statistics.SharedObservationCount;
        PriorWarnings prior = PriorWarnings.Of(model, observations, priors, drawn.Blocks, bearing);
        List<string> warnings =
        [
            .. prior.OfAreas, .. drawn.Problems, .. SamplerWarnings.SeveralModes(found.Tuning), .. found.Warnings, .. OwnWarnings.Of(observations, found),
            .. estimates, .. prior.OfScatter, .. DataWarnings.Of(observations, statistics, components),
        ];
        return new Fit
        {
            Observations = observations,
            Priors = priors,
            Options = used,
            Model = model,
            Blocks = drawn.Blocks,
            LogFlux = found.ChosenFluxes,
            Fluxes = found.Fluxes,
            Estimates = found.Estimates,
            PriorWeight = found.PriorWeight,
            PriorInfluence = found.PriorInfluence,
            PriorInfluenceError = found.PriorInfluenceError,
            ObservationsPerInstrument = bearing,
            Components = components.Members,
            NestedRhat = drawn.Nested.Max(),
            SummariesOnDevice = drawn.OnDevice,
            Modes = drawn.Modes.Separate,
            Tuning = found.Tuning is { Proposal: null } tuning && tried is not null ? tuning with { Proposal = tried with { Fits = false } } : found.Tuning,
            Polynomial = found.Polynomial ?? (polynomial is null ? null : polynomial with { Used = false }),
            Timing = drawn.Timing,
            PriorConflict = prior.Conflict,
            Warnings = warnings,
            Converged = drawn.Problems.Count == 0,
        };
    }

    /// <summary>Refuses a posterior whose fluxes are no numbers, or more than the largest double.</summary>
    private static void RefuseInfinite(Observations observations, ModelDraws found)
    {
        double most = Math.Log(double.MaxValue);
        double[] medians = found.Fluxes.Median;
        for (int j = 0; j < medians.Length; j++)
        {
            // Nobody knows the flux of a source that nobody saw.
            int first = observations.First[j];
            if (first < observations.First[j + 1] && !(medians[j] <= most))
            {
                string instrument = Excerpt.Of(observations.Instruments[observations.Instrument[first]]);
                throw new DataException(
                    $"source {Excerpt.Of(observations.Sources[j])}, as instrument {instrument} saw it: found a posterior of its flux with the median exp({medians[j]:G6}), "
                    + "expected one that double precision holds; check its values and errors, nominal areas, tau, alpha and beta");
            }
        }
    }

    /// <summary>The options with the model's own choice of sampler in place of none.</summary>
    private static FitOptions Used(IModel model, Observations observations, Priors priors, FitOptions options)
    {
        if (priors.Correlation is not null && !model.Can.CorrelatedAreas)
        {
            throw new UsageException($"--bands: found joint with the model {model.Title}, expected one whose areas may correlate; fit the bands one by one (--bands separate)");
        }

        if (options.Sampler is Sampler.Auto)
        {
            return options with { Sampler = model.UsualSampler(observations) };
        }

        return model.Can.Samplers.Contains(options.Sampler)
            ? options
            : throw new UsageException($"--sampler: found {SamplerName.Of(options.Sampler)} with the model {model.Title}, expected one of "
                + $"{string.Join(", ", model.Can.Samplers.Select(SamplerName.Of))}");
    }

    /// <summary>How chains that fell short of agreement or of their target go on.</summary>
    private static FitOptions Next(IModel model, FitOptions used, Judged drawn)
    {
        // How far it is to a target tell only chains that agree.
        FitOptions next = drawn.Problems.Count > 0 ? used.Further() : used.Toward(drawn.Effective);
        if (used.Sampler is Sampler.Independence && (drawn.Problems.Count > 0 || next.Thin > MostProposals))
        {
            // The chains say what the weights of some thousand points did not: somewhere the mixture misses what the posterior has.
            FitOptions begun = used with { Thin = 1 };
            return model.Can.Samplers.Contains(Sampler.Collapsed) ? begun.Trajectories() : begun.ByGibbs(model.Can.Correlation);
        }

        // Where trajectories diverge a longer run would do no better, a smaller step does.
        return drawn.Diverged ? used.Further() with { Halvings = used.Halvings + 1 } : next;
    }

    /// <summary>Draws, summaries, and what falls short.</summary>
    private static Judged Drawn(
        IModel model, Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ModelDraws found = model.Draw(problem, options, device, progress, cancellation);
        options = found.Ran ?? options;
        Stopwatch clock = Stopwatch.StartNew();
        progress?.Report(new FitProgress("summaries", 0.0));
        (Block[] blocks, double[] nested, bool onDevice) = BlockSummaries.Of(found.Blocks, options.Chains, 1 << options.SuperchainBits, device, cancellation);
        progress?.Report(new FitProgress("summaries", 1.0));
        string[] chains = [.. Convergence.Warnings([.. blocks.SelectMany(block => block.Summaries)], nested: nested, chains: options.Chains)];
        string[] sampler = [.. SamplerWarnings.Of(found.Tuning, options, model)];
        SeparateModes modes = SeparateModes.Of(found.Groups, blocks, options.Chains, chains.Length == 0);
        return new Judged
        {
            Found = found,
            Blocks = blocks,
            Nested = nested,
            OnDevice = onDevice,
            // That chains in different modes disagree needs no second sentence, least of all one that advises to run longer.
            Problems = [.. modes.Words(problem.Observations), .. modes.Separate.Count > 0 ? [] : chains, .. sampler],
            Diverged = sampler.Length > 0,
            Modes = modes,
            Own = new FitTiming(0.0, found.WarmUpSeconds, found.SamplingSeconds, found.FluxSeconds + clock.Elapsed.TotalSeconds),
        };
    }

    private sealed record Judged
    {
        public required ModelDraws Found { get; init; }

        public required Block[] Blocks { get; init; }

        public required double[] Nested { get; init; }

        public required bool OnDevice { get; init; }

        public required IReadOnlyList<string> Problems { get; init; }

        public required bool Diverged { get; init; }

        public required SeparateModes Modes { get; init; }

        /// <summary>Effective draws, bulk or tail, of the slowest parameter; infinite where none was drawn.</summary>
        public double Effective => Blocks.SelectMany(block => block.Summaries).Select(own => Math.Min(own.EssBulk, own.EssTail)).Where(double.IsFinite)
            .DefaultIfEmpty(double.PositiveInfinity).Min();

        public required FitTiming Own { get; init; }

        /// <summary>Time of the shorter runs before it.</summary>
        public FitTiming Before { get; init; }

        public FitTiming Timing => Before + Own;
    }
}
