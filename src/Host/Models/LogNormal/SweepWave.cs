using System.Diagnostics;
using GpuConcord.Host.Devices;
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

    // The quick pilots' iterations; their numbers serve nothing else.
    private const int QuickIteration = (1 << 30) + (1 << 29);

    /// <summary>Chains that start together.</summary>
    public static int SuperchainSize(SweepOptions options) => 1 << SuperchainBits(options);

    /// <summary>
    /// Draws from every problem. Draws of problem k lie at <c>draws[(((k · 2N) + parameter) · chains + chain) · count + draw]</c>,
    /// B (N) before v (N).
    /// </summary>
    /// <param name="problems">The problems.</param>
    /// <param name="keys">The stream key of each.</param>
    /// <param name="modes">A marginal mode of each.</param>
    /// <param name="highest">Finds the highest mode of a problem, for the long search.</param>
    /// <param name="draws">Receives the draws.</param>
    /// <param name="progress">Told the wave's fraction.</param>
    /// <param name="cancellation">Stops between launches.</param>
    public (SamplerTuning Tuning, SweepTuned How)[] Run(
        ModelProblem[] problems,
        StreamKey[] keys,
        MarginalMode[] modes,
        Func<int, MarginalMode> highest,
        double[] draws,
        Action<double> progress,
        CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        SweepTuned[] tuned = Tune(problems, keys, modes, highest, cancellation);
        Timing = Timing with { Tuning = Timing.Tuning + Lap(clock) };
        progress(0.4);
        SamplerTuning[] records = new SamplerTuning[problems.Length];
        int[] left = [.. Enumerable.Range(0, problems.Length)];
        for (int attempt = 0; left.Length > 0; attempt++)
        {
            DrawAll(left);
            left = attempt == MostRefinements || options.Tuning is SweepTuning.AsFit ? [] : [.. left.Where(Diverges)];
            foreach (int k in left)
            {
                tuned[k] = tuned[k].Finer();
            }
        }

        void DrawAll(int[] chosen)
        {
            foreach (IGrouping<int, int> equal in chosen.GroupBy(k => tuned[k].Thin))
            {
                int[] members = [.. equal];
                PooledMoments[] seen = Draw(
                    [.. members.Select(k => problems[k])], [.. members.Select(k => keys[k])], [.. members.Select(k => tuned[k].Tuning)], members, equal.Key, draws, cancellation);
                for (int m = 0; m < members.Length; m++)
                {
                    Tuning tuning = tuned[members[m]].Tuning;
                    records[members[m]] = new SamplerTuning(
                        tuning.Step, tuning.Leapfrogs, tuning.Scale, seen[m].Acceptance, seen[m].Divergences, seen[m].AutocorrelationTime / equal.Key);
                }
            }
        }

        // The pilots are too few to meet every rare divergence: one in a thousand, as where prior and data conflict and a trajectory runs
        // against the wall that the prior puts before σ² = 0.
        bool Diverges(int k) => SweepPosterior.TooManyDivergences(records[k].Divergences, (long)options.Chains * options.Draws * tuned[k].Thin);

        return [.. records.Zip(tuned, (record, how) => (record, how))];
    }

    /// <summary>Seconds spent so far.</summary>
    public SweepTiming Timing { get; private set; }

    private static int SuperchainBits(SweepOptions options) =>
        options.Tuning is SweepTuning.AsFit ? DispersedStart.SuperchainBits : QuickSuperchainBits;

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

    /// <summary>Warm-up and kept draws of problems that thin alike.</summary>
    private PooledMoments[] Draw(
        ModelProblem[] problems, StreamKey[] keys, Tuning[] tunings, int[] slots, int thin, double[] draws, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using ModelMemory memory = upload(device, problems);
        using ChainBatch<TModel> batch = new(device, view(memory), keys, options.Chains, 0, SuperchainBits(options));
        int ramp = options.Tuning is SweepTuning.AsFit ? CollapsedBatch.RampLength : QuickRamp;
        CollapsedBatch.WarmUp(batch, tunings, options.WarmUp * thin, ramp, _ => { }, cancellation);
        Timing = Timing with { WarmUp = Timing.WarmUp + Lap(clock) };
        cancellation.ThrowIfCancellationRequested();
        PooledMoments[] seen = batch.SampleColumns(options.Draws, thin, slots, draws);
        Timing = Timing with { Sampling = Timing.Sampling + Lap(clock) };
        return seen;
    }
}

/// <summary>How one problem of a sweep is sampled.</summary>
/// <param name="Tuning">Step and trajectory.</param>
/// <param name="SearchedLong">Whether they come from the search of a fit.</param>
/// <param name="Thin">Iterations from one kept draw to the next; the warm-up is as many times longer.</param>
internal readonly record struct SweepTuned(Tuning Tuning, bool SearchedLong, int Thin)
{
    private const double TimePerDraw = 2.2;
    private const int MostThin = 16;
    private const int MostLeapfrogs = 64;

    /// <summary>Keeps draws about as far apart as the pilots' autocorrelation time, so that every problem's draws are worth about the same.</summary>
    public static SweepTuned Of(Tuning tuning, bool searchedLong, double autocorrelationTime) =>
        new(tuning, searchedLong, (int)Math.Clamp(Math.Ceiling(autocorrelationTime / TimePerDraw), 1, MostThin));

    /// <summary>Trajectories of the same length in twice as many steps.</summary>
    public SweepTuned Finer() => this with { Tuning = Tuning with { Step = Tuning.Step / 2, Leapfrogs = Math.Min(2 * Tuning.Leapfrogs, MostLeapfrogs) } };
}
