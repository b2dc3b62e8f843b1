using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>Problems that fit on the device together, from their priors to their draws. All have equally many instruments.</summary>
/// <typeparam name="TModel">The density of η = ln v.</typeparam>
/// <param name="device">Where to run.</param>
/// <param name="options">How to draw.</param>
/// <param name="upload">Puts problems on the device.</param>
/// <param name="view">The model of what was put there.</param>
internal sealed class SweepWave<TModel>(
    Device device, SweepOptions options, Func<Device, IReadOnlyList<ModelProblem>, ModelMemory> upload, Func<ModelMemory, TModel> view)
    where TModel : struct, ICollapsedModel<TModel>
{
    private const int QuickPilots = 32;

    /// <summary>Chains of a superchain after quick tuning, as a power of two: 32 chains make the four superchains that nested R-hat needs.</summary>
    private const int QuickSuperchainBits = 3;
    private const int QuickRamp = 4;

    // A problem whose kept trajectories diverge is drawn anew with half the step, so often at most.
    private const int MostRefinements = 2;

    // One whose chains do not agree yet is drawn anew, first by fewer chains that are as many times longer: R-hat of 48 draws a chain exceeds 1.01 by chance
    // alone, of 96 it hardly does. Then from twice as many iterations, until so many stand for a kept draw.
    private const int LongerBits = 1;
    private const int FurthestThin = 64;

    // Warm-up of chains that start at twice the scale of a mode among several.
    private const int FewestBetweenModes = 100;

    // Chains that have not met by then are not going to.
    private const int FurthestBetweenModes = 16;

    // The quick pilots' iterations; their numbers serve nothing else.
    private const int QuickIteration = (1 << 30) + (1 << 29);

    /// <summary>
    /// Draws from every problem. Draws of problem k lie at <c>draws[(((k · 2N) + parameter) · chains + chain) · count + draw]</c>,
    /// B (N) before v (N). Where trajectories diverge, or chains do not agree yet, a problem is drawn anew; not when the draws are to be a fit's.
    /// </summary>
    /// <param name="problems">The problems.</param>
    /// <param name="numbers">The number of each, which separates their streams.</param>
    /// <param name="modes">The modes of each, the heaviest first.</param>
    /// <param name="highest">Finds the highest mode of a problem, for the long search.</param>
    /// <param name="draws">Receives the draws.</param>
    /// <param name="progress">Told the wave's fraction.</param>
    /// <param name="cancellation">Stops between launches.</param>
    public SweepDrawn[] Run(
        ModelProblem[] problems,
        ulong[] numbers,
        WeighedMode[][] modes,
        Func<int, MarginalMode> highest,
        double[] draws,
        Action<double> progress,
        CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        StreamKey[] keys = Array.ConvertAll(numbers, number => StreamKey.Of(options.Seed, number));
        SweepTuned[] tuned = Tune(problems, keys, Array.ConvertAll(modes, own => own[0].Mode), highest, cancellation);
        for (int k = 0; k < tuned.Length; k++)
        {
            tuned[k] = tuned[k] with { Modes = modes[k].Length };
        }

        Timing = Timing with { Tuning = Timing.Tuning + Lap(clock) };
        progress(0.4);
        SweepDrawn[] drawn = new SweepDrawn[problems.Length];
        int[] left = [.. Enumerable.Range(0, problems.Length)];
        for (int attempt = 0; left.Length > 0; attempt++)
        {
            SamplerTuning[] records = DrawAll(left);
            clock.Restart();
            int each = 2 * problems[0].Instruments * options.Chains * options.Draws;
            SideBySide.For(0, left.Length, m =>
            {
                SweepTuned how = tuned[left[m]];
                BriefSummary[] parameters = ProblemSummary.Parameters(
                    draws.AsSpan(left[m] * each, each), problems[0].Instruments, Chains(how), 1 << SuperchainBits(how));
                drawn[left[m]] = new SweepDrawn(parameters, records[m], how, Chains(how));
            }, cancellation);
            Timing = Timing with { Summaries = Timing.Summaries + Lap(clock) };
            left = options.Tuning is SweepTuning.AsFit ? [] : [.. left.Where(k => TryImprove(k, attempt))];
        }

        return drawn;

        SamplerTuning[] DrawAll(int[] chosen)
        {
            Dictionary<int, SamplerTuning> records = [];
            foreach (IGrouping<(int Thin, bool Longer), int> equal in chosen.Where(k => tuned[k].Modes == 1).GroupBy(k => (tuned[k].Thin, tuned[k].Longer)))
            {
                int[] members = [.. equal];
                PooledMoments[] seen = Draw(
                    [.. members.Select(k => problems[k])], [.. members.Select(k => keys[k])], [.. members.Select(k => tuned[k])], members, draws, cancellation);
                for (int m = 0; m < members.Length; m++)
                {
                    Tuning tuning = tuned[members[m]].Tuning;
                    records[members[m]] = new SamplerTuning(
                        tuning.Step, tuning.Leapfrogs, tuning.Scale, seen[m].Acceptance, seen[m].Divergences, seen[m].AutocorrelationTime / equal.Key.Thin);
                }
            }

            foreach (int k in chosen.Where(k => tuned[k].Modes > 1))
            {
                records[k] = DrawSeveral(problems[k], numbers[k], modes[k], k, tuned[k].Thin, draws, cancellation);
            }

            return [.. chosen.Select(k => records[k])];
        }

        // The pilots are too few to meet every rare divergence: one in a thousand, as where prior and data conflict and a trajectory runs
        // against the wall that the prior puts before σ² = 0.
        bool TryImprove(int k, int attempt)
        {
            if (SweepPosterior.TooManyDivergences(drawn[k].Tuning.Divergences, (long)options.Chains * options.Draws * tuned[k].Thin))
            {
                tuned[k] = tuned[k].Finer();
                return attempt < MostRefinements;
            }

            int furthest = tuned[k].Modes > 1 ? FurthestBetweenModes : FurthestThin;
            if (Array.TrueForAll(drawn[k].Parameters, parameter => Convergence.Passes(parameter, drawn[k].Chains)) || 2 * tuned[k].Thin > furthest)
            {
                return false;
            }

            tuned[k] = tuned[k].Longer || tuned[k].Modes > 1 ? tuned[k] with { Thin = 2 * tuned[k].Thin } : tuned[k] with { Longer = true };
            return true;
        }
    }

    /// <summary>Seconds spent so far.</summary>
    public SweepTiming Timing { get; private set; }

    private int SuperchainBits(SweepTuned how) =>
        options.Tuning is SweepTuning.AsFit ? DispersedStart.SuperchainBits : how.Longer ? QuickSuperchainBits - LongerBits : QuickSuperchainBits;

    private int Chains(SweepTuned how) => how.Longer ? options.Chains >> LongerBits : options.Chains;

    private static double Lap(Stopwatch clock)
    {
        double seconds = clock.Elapsed.TotalSeconds;
        clock.Restart();
        return seconds;
    }

    private SweepTuned[] Tune(
        ModelProblem[] problems, StreamKey[] keys, MarginalMode[] modes, Func<int, MarginalMode> highest, CancellationToken cancellation)
    {
        using ModelMemory memory = upload(device, problems);
        if (options.Tuning is SweepTuning.AsFit)
        {
            Tuning[] asFit = CollapsedBatch.Tune(
                view(memory), keys, Array.ConvertAll(modes, CollapsedBatch.SearchFrom), device, _ => { }, cancellation);
            return Array.ConvertAll(asFit, tuning => new SweepTuned(tuning, true, 1));
        }

        StepSearch[] quick = Array.ConvertAll(modes, mode => new StepSearch(mode.LogVariance, CollapsedBatch.Scale(mode)));
        using (ChainBatch<TModel> pilots = new(device, view(memory), keys, QuickPilots, QuickIteration, QuickSuperchainBits))
        {
            pilots.Tune(Array.ConvertAll(quick, search => search.Tuning));
            pilots.Start();
            for (int round = 0; round < StepSearch.Rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                pilots.Tune(Array.ConvertAll(quick, search => search.Tuning));
                PooledMoments[] seen = pilots.Advance(StepSearch.Iterations(round));
                for (int k = 0; k < quick.Length; k++)
                {
                    quick[k].Observe(seen[k]);
                }
            }
        }

        SweepTuned[] tuned = Array.ConvertAll(quick, search => SweepTuned.Of(search.Tuning, false, search.AutocorrelationTime));
        int[] hard = [.. Enumerable.Range(0, quick.Length).Where(k => !quick[k].Mixes)];
        if (hard.Length > 0)
        {
            using ModelMemory own = upload(device, [.. hard.Select(k => problems[k])]);
            TrajectorySearch[] searches = new TrajectorySearch[hard.Length];
            SideBySide.For(0, hard.Length, h => searches[h] = CollapsedBatch.SearchFrom(highest(hard[h])), cancellation);
            Tuning[] found = CollapsedBatch.Tune(view(own), [.. hard.Select(k => keys[k])], searches, device, _ => { }, cancellation);
            for (int h = 0; h < hard.Length; h++)
            {
                tuned[hard[h]] = SweepTuned.Of(found[h], true, searches[h].AutocorrelationTime);
            }
        }

        return tuned;
    }

    /// <summary>Warm-up and kept draws of a problem with several modes: some chains about each, as in a fit.</summary>
    private SamplerTuning DrawSeveral(
        ModelProblem problem, ulong number, WeighedMode[] modes, int slot, int thin, double[] draws, CancellationToken cancellation)
    {
        FitOptions own = new()
        {
            Chains = options.Chains,
            WarmUp = options.Tuning is SweepTuning.AsFit ? options.WarmUp : Math.Max(options.WarmUp, FewestBetweenModes) * thin,
            Draws = options.Draws,
            Thin = thin,
            Seed = options.Seed,
            Problem = number,
        };
        PosteriorDraws found = LogNormalSampling.Run(problem.Statistics, problem.Priors, modes, own, device, null, cancellation);
        int each = options.Chains * options.Draws;
        double[][] columns = [.. found.LogArea, .. found.Variance];
        for (int p = 0; p < columns.Length; p++)
        {
            columns[p].CopyTo(draws, ((slot * columns.Length) + p) * each);
        }

        Timing = Timing with { WarmUp = Timing.WarmUp + found.WarmUpSeconds, Sampling = Timing.Sampling + found.SamplingSeconds };
        return found.Tuning!;
    }

    /// <summary>Warm-up and kept draws of problems that thin alike, by equally many chains.</summary>
    private PooledMoments[] Draw(
        ModelProblem[] problems, StreamKey[] keys, SweepTuned[] tuned, int[] slots, double[] draws, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        int thin = tuned[0].Thin;
        Tuning[] tunings = Array.ConvertAll(tuned, how => how.Tuning);
        using ModelMemory memory = upload(device, problems);
        using ChainBatch<TModel> batch = new(device, view(memory), keys, Chains(tuned[0]), 0, SuperchainBits(tuned[0]));
        int ramp = options.Tuning is SweepTuning.AsFit ? CollapsedBatch.RampLength : QuickRamp;
        CollapsedBatch.WarmUp(batch, tunings, tunings, options.WarmUp * thin, ramp, _ => { }, cancellation);
        Timing = Timing with { WarmUp = Timing.WarmUp + Lap(clock) };
        cancellation.ThrowIfCancellationRequested();
        PooledMoments[] seen = batch.SampleColumns(options.Chains * options.Draws / Chains(tuned[0]), thin, slots, draws);
        Timing = Timing with { Sampling = Timing.Sampling + Lap(clock) };
        return seen;
    }
}
