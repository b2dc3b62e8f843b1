using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Points;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Models.LogNormal;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>
/// Fits many problems of the log-Normal model with fitted variances: those with equally many instruments, and with or without missing
/// values, run in the same launches, in waves that fit in memory.
/// </summary>
/// <remarks>
/// A problem's result is a function of the problem, the options and the seed: neither the other problems, nor waves, cores or lane
/// width change a bit of it. Streams are numbered by <see cref="ProblemNumber"/>.
/// </remarks>
internal static class Sweeping
{
    // Draws of a wave, in doubles: what a processor's caches nearly hold; a GPU wants many more lanes.
    private const long ProcessorWave = 1L << 17;
    private const long AcceleratorWave = 32L << 20;
    private const int WidestWave = 1 << 13;

    /// <summary>Fits every problem.</summary>
    /// <param name="problems">The problems, each with two or more instruments that share a source.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="progress">Told how many problems are done, as a fraction.</param>
    /// <param name="cancellation">Stops between launches.</param>
    /// <exception cref="ArgumentException">The number of chains is no multiple of 32.</exception>
    /// <exception cref="DataException">A problem has no source that two instruments saw, or an impossible prior.</exception>
    public static SweepResult Run(
        IReadOnlyList<SweepProblem> problems, SweepOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(device);
        if (options.Chains < 32 || options.Chains % 32 != 0)
        {
            throw new ArgumentException($"{options.Chains} chains a problem were asked for; a multiple of 32 is expected.", nameof(options));
        }

        Stopwatch clock = Stopwatch.StartNew();
        ModelProblem[] models = Models(problems);
        SweepTiming timing = new(clock.Elapsed.TotalSeconds, 0, 0, 0, 0);
        SweepPosterior[] results = new SweepPosterior[problems.Count];
        StandardPoints points = new(options.Seed);
        int done = 0;

        // On a processor a wave's serial steps leave cores idle: a second wave fills them. An accelerator runs one wave at a time.
        int workers = device.Kind is DeviceKind.Simd ? device.MaxCores : 1;
        foreach (IGrouping<(int, bool Complete), int> group in Enumerable.Range(0, problems.Count)
            .GroupBy(k => (models[k].Instruments, ModelMemory.IsComplete(models[k].Statistics, models[k].Priors))))
        {
            timing += group.Key.Complete
                ? RunGroup<CompleteModel>([.. group], ModelMemory.Complete, memory => memory.CompleteModel)
                : RunGroup<PatternModel>([.. group], ModelMemory.Patterns, memory => memory.PatternModel);
        }

        return new SweepResult(results, timing);

        SweepTiming RunGroup<TModel>(
            int[] members, Func<Device, IReadOnlyList<ModelProblem>, ModelMemory> upload, Func<ModelMemory, TModel> view)
            where TModel : struct, ICollapsedModel<TModel>
        {
            int perProblem = 2 * models[members[0]].Instruments * options.Chains * options.Draws;
            WaveQueue waves = new(device, members, options.Wave ?? WaveLength(device, perProblem, workers));
            SweepTiming[] timings = new SweepTiming[workers];
            Workers.Run(workers, worker => timings[worker] = RunWaves(waves, perProblem, upload, view), cancellation);

            // What did not fit beside another worker's wave gets the device to itself.
            waves.Finish();
            return (timings.Aggregate((sum, timing) => sum + timing) / workers) + RunWaves(waves, perProblem, upload, view);
        }

        SweepTiming RunWaves<TModel>(
            WaveQueue waves, int perProblem,
            Func<Device, IReadOnlyList<ModelProblem>, ModelMemory> upload, Func<ModelMemory, TModel> view)
            where TModel : struct, ICollapsedModel<TModel>
        {
            double[] draws = [];
            SweepWave<TModel> runner = new(device, options, upload, view);
            SweepWeights<TModel> weights = new(device, options, upload, view, points);
            SweepTiming host = default;
            while (waves.TryTake(out int[] chunk))
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    RunWave(chunk);
                }
                catch (DeviceMemoryException shortage)
                {
                    waves.PutBack(chunk, shortage);
                }
            }

            return runner.Timing + weights.Timing + host;

            void RunWave(int[] chunk)
            {
                if (draws.Length < chunk.Length * perProblem)
                {
                    draws = new double[chunk.Length * perProblem];
                }

                ModelProblem[] own = [.. chunk.Select(k => models[k])];
                ulong[] numbers = [.. chunk.Select(k => ProblemNumber.Of(problems[k].Observations.Band))];
                Stopwatch lap = Stopwatch.StartNew();
                CollapsedPosterior[] posteriors = Array.ConvertAll(own, problem => new CollapsedPosterior(problem.Statistics, problem.Priors));
                WeighedMode[][] modes = new WeighedMode[own.Length][];
                SideBySide.For(0, own.Length, k => modes[k] = options.Tuning is SweepTuning.AsFit
                    ? WeighedMode.All(posteriors[k])
                    : WeighedMode.Of(MarginalMode.FindQuickly(posteriors[k], Starts(posteriors[k]))), cancellation);
                host = host with { Modes = host.Modes + lap.Elapsed.TotalSeconds };

                int[] left = [.. Enumerable.Range(0, own.Length)];
                if (options.Tuning is SweepTuning.Weights)
                {
                    SweepPosterior?[] weighted = weights.Run(own, posteriors, numbers, modes, cancellation);
                    for (int k = 0; k < weighted.Length; k++)
                    {
                        results[chunk[k]] = weighted[k]!;
                    }

                    left = [.. left.Where(k => weighted[k] is null)];
                }

                if (left.Length > 0)
                {
                    SweepDrawn[] drawn = runner.Run(
                        [.. left.Select(k => own[k])], [.. left.Select(k => numbers[k])], [.. left.Select(k => modes[k])],
                        m => MarginalMode.Find(posteriors[left[m]]), draws, _ => { }, cancellation);
                    lap.Restart();
                    SideBySide.For(0, left.Length, m => results[chunk[left[m]]] = ProblemSummary.Of(
                        posteriors[left[m]], draws.AsMemory(m * perProblem, perProblem), drawn[m]), cancellation);
                    host = host with { Summaries = host.Summaries + lap.Elapsed.TotalSeconds };
                }

                Report(Interlocked.Add(ref done, chunk.Length));
            }
        }

        void Report(double problemsDone) => progress?.Report(new FitProgress($"{problems.Count} problems", problemsDone / problems.Count));
    }

    /// <summary>Problems of a wave: what keeps the device busy, as far as its memory goes.</summary>
    private static int WaveLength(Device device, int perProblem, int workers)
    {
        // Chains, their pilots and the model take about as much as the draws.
        long busy = device.Kind is DeviceKind.Simd or DeviceKind.Cpu ? ProcessorWave : AcceleratorWave;
        long room = device.FreeMemory / sizeof(double) / workers / 2;
        if (room < Math.Min(busy, perProblem))
        {
            device.Notice?.Invoke($"{device.Name}: {MemorySize.Text(device.FreeMemory)} of free memory: one problem runs at a time, with the same results.");
        }

        return (int)Math.Clamp(Math.Min(busy, room) / perProblem, 1, WidestWave);
    }

    /// <summary>
    /// Starts of the search for modes where tuning is quick: few where there is one to be found.
    /// </summary>
    private static int Starts(CollapsedPosterior posterior)
    {
        const int Few = 2, All = 16;
        return ModeStarts.MayBeSeveral(posterior) ? All : Few;
    }

    /// <summary>The statistics of every problem, summed once for each table.</summary>
    private static ModelProblem[] Models(IReadOnlyList<SweepProblem> problems)
    {
        Dictionary<Observations, PatternStatistics> known = new(ReferenceEqualityComparer.Instance);
        ModelProblem[] models = new ModelProblem[problems.Count];
        for (int k = 0; k < models.Length; k++)
        {
            Observations observations = problems[k].Observations;
            if (!known.TryGetValue(observations, out PatternStatistics? statistics))
            {
                statistics = PatternStatistics.Of(observations);
                statistics.RequireSharedSource(observations);
                known.Add(observations, statistics);
            }

            models[k] = new ModelProblem(statistics, problems[k].Priors);
        }

        return models;
    }
}
