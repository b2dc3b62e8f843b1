using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Inference.Sweeps;

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
    public (SamplerTuning Tuning, bool SearchedLong)[] Run(
        ModelProblem[] problems,
        StreamKey[] keys,
        MarginalMode[] modes,
        Func<int, MarginalMode> highest,
        double[] draws,
        Action<double> progress,
        CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using ModelMemory memory = upload(device, problems);
        TModel model = view(memory);
        bool[] searched = new bool[problems.Length];
        Tuning[] tunings = Tune(model, problems, keys, modes, highest, searched, cancellation);
        Timing = Timing with { Tuning = Timing.Tuning + Lap(clock) };
        progress(0.4);

        using ChainBatch<TModel> batch = new(device, model, keys, options.Chains, 0, SuperchainBits(options));
        int ramp = options.Tuning is SweepTuning.AsFit ? CollapsedBatch.RampLength : QuickRamp;
        CollapsedBatch.WarmUp(batch, tunings, options.WarmUp, ramp, _ => { }, cancellation);
        Timing = Timing with { WarmUp = Timing.WarmUp + Lap(clock) };
        progress(0.6);

        cancellation.ThrowIfCancellationRequested();
        PooledMoments[] seen = batch.SampleColumns(options.Draws, draws);
        Timing = Timing with { Sampling = Timing.Sampling + Lap(clock) };
        return
        [
            .. tunings.Select((tuning, k) => (
                new SamplerTuning(
                    tuning.Step, tuning.Leapfrogs, tuning.Scale, seen[k].Acceptance, seen[k].Divergences, seen[k].AutocorrelationTime),
                searched[k])),
        ];
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

    private Tuning[] Tune(
        TModel model,
        ModelProblem[] problems,
        StreamKey[] keys,
        MarginalMode[] modes,
        Func<int, MarginalMode> highest,
        bool[] searched,
        CancellationToken cancellation)
    {
        if (options.Tuning is SweepTuning.AsFit)
        {
            Array.Fill(searched, true);
            return CollapsedBatch.Tune(model, keys, Array.ConvertAll(modes, CollapsedBatch.SearchFrom), device, _ => { }, cancellation);
        }

        StepSearch[] quick = Array.ConvertAll(modes, mode => new StepSearch(mode.LogVariance, CollapsedBatch.Scale(mode)));
        using (ChainBatch<TModel> pilots = new(device, model, keys, QuickPilots, QuickIteration, QuickSuperchainBits))
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

        Tuning[] tunings = Array.ConvertAll(quick, search => search.Tuning);
        int[] hard = [.. Enumerable.Range(0, quick.Length).Where(k => !quick[k].Mixes)];
        if (hard.Length > 0)
        {
            using ModelMemory memory = upload(device, [.. hard.Select(k => problems[k])]);
            Tuning[] found = CollapsedBatch.Tune(
                view(memory),
                [.. hard.Select(k => keys[k])],
                [.. hard.AsParallel().AsOrdered().Select(k => CollapsedBatch.SearchFrom(highest(k)))],
                device,
                _ => { },
                cancellation);
            for (int h = 0; h < hard.Length; h++)
            {
                (tunings[hard[h]], searched[hard[h]]) = (found[h], true);
            }
        }

        return tunings;
    }
}
