using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// Fits many problems of the counts model: those of one table run in the same launches, in waves that fit in memory. A problem's result is a function of
/// the problem, the options and the seed: no other problem changes a bit of it.
/// </summary>
internal sealed class CountsSweep
{
    // Chains forget how they started within some tens of iterations, and v's autocorrelation time is 5 to 10: every 8th draw is nearly independent.
    private const int FewestWarmUp = 200;
    private const int FirstThin = 8;
    private const int MostThin = 64;

    // Latent intensities a launch, so that cancellation bites within seconds; doubles of a wave.
    private const long LaunchWork = 8_000_000;
    private const long Wave = 8L << 20;

    private readonly CountsModel model;
    private readonly IReadOnlyList<SweepProblem> problems;
    private readonly SweepOptions options;
    private readonly Device device;
    private readonly IProgress<FitProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly SweepPosterior[] results;
    private SweepTiming timing;
    private int done;

    private CountsSweep(
        CountsModel model, IReadOnlyList<SweepProblem> problems, SweepOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        this.model = model;
        this.problems = problems;
        this.options = options;
        this.device = device;
        this.progress = progress;
        this.cancellation = cancellation;
        results = new SweepPosterior[problems.Count];
    }

    /// <summary>See <see cref="IBatchModel.Sweep"/>.</summary>
    public static SweepResult Run(
        CountsModel model, IReadOnlyList<SweepProblem> problems, SweepOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        CountsSweep sweep = new(model, problems, options, device, progress, cancellation);
        foreach (IGrouping<Observations, int> table in Enumerable.Range(0, problems.Count)
            .GroupBy(k => problems[k].Observations, (IEqualityComparer<Observations>)ReferenceEqualityComparer.Instance))
        {
            // Data on the device are measured from b: problems under other nominal areas have data of their own.
            foreach (IGrouping<string, int> nominal in table.GroupBy(k => string.Join(' ', problems[k].Priors.LogArea.Select(BitConverter.DoubleToInt64Bits)),
                StringComparer.Ordinal))
            {
                sweep.Fit([.. nominal]);
            }
        }

        return new SweepResult(sweep.results, sweep.timing);
    }

    private void Fit(int[] members)
    {
        Observations data = problems[members[0]].Observations;
        long each = options.Chains * ((5L * data.Count) + (4L * data.SourceCount) + 64);
        int[][] waves = [.. members.Chunk(options.Wave ?? (int)Math.Clamp(Math.Min(Wave, device.FreeMemory / sizeof(double) / 2) / each, 1, members.Length))];
        foreach (int[] wave in waves)
        {
            int[] left = wave;
            for (int thin = FirstThin; left.Length > 0; thin *= 2)
            {
                cancellation.ThrowIfCancellationRequested();
                Draw(left, thin);
                left = thin < MostThin ? [.. left.Where(k => !results[k].Converged)] : [];
            }

            done += wave.Length;
            progress?.Report(new FitProgress($"{problems.Count} problems", (double)done / problems.Count));
        }
    }

    private void Draw(int[] members, int thin)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Observations observations = problems[members[0]].Observations;
        Priors[] priors = [.. members.Select(k => problems[k].Priors)];
        using CountsMemory data = new(device, model, [observations], priors);
        StreamKey key = StreamKey.Of(options.Seed, ProblemNumber.Of(observations.Band));
        CountsStarts[] starts = [.. priors.Select(own => new CountsStarts(data, model, own))];
        int warmUp = Math.Max(options.WarmUp, FewestWarmUp) * thin / FirstThin;
        using CountsBatch batch = new(device, data, model, starts, [.. members.Select(_ => key)], options.Chains, warmUp, []);
        int most = (int)Math.Clamp(LaunchWork / ((long)batch.Arguments.Lanes * data.Observations.Length), 1, 100);
        for (int at = 0; at < warmUp; at += most)
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Launch(batch.Arguments with { FirstIteration = at, Iterations = Math.Min(most, warmUp - at) });
        }

        double warm = clock.Elapsed.TotalSeconds;
        clock.Restart();
        double[][][] draws = batch.Sample(warmUp, options.Draws, thin, options.Chains, cancellation);
        double[] totals = batch.Totals.ToArray();
        double sampled = clock.Elapsed.TotalSeconds;
        clock.Restart();
        SideBySide.For(0, members.Length, own =>
        {
            CountsColumns columns = new(draws[own], data, priors[own]);
            results[members[own]] = Summary(observations, data, priors[own], columns, Fluxes(totals, own, data, observations, thin), thin);
        }, cancellation);
        timing += new SweepTiming(0, 0, warm, sampled, clock.Elapsed.TotalSeconds);
    }

    /// <summary>E[G] of every source of a problem; NaN where no instrument saw it.</summary>
    private double[] Fluxes(double[] totals, int own, CountsMemory data, Observations observations, int thin)
    {
        double[] fluxes = FluxTable.Unknown(observations.SourceCount);
        int padded = Tiles.RoundUp(options.Chains);
        long length = 2L * data.Sources.Length;
        for (int k = 0; k < data.Sources.Length; k++)
        {
            double sum = 0;
            for (int chain = 0; chain < options.Chains; chain++)
            {
                sum += totals[Tiles.Offset(((long)own * padded) + chain, length) + ((long)k * Tiles.Width)];
            }

            fluxes[data.Sources[k]] = data.Unit() + (sum / ((double)options.Chains * options.Draws * thin));
        }

        return fluxes;
    }

    private SweepPosterior Summary(Observations observations, CountsMemory data, Priors priors, CountsColumns columns, double[] fluxes, int thin)
    {
        AreaPrior prior = AreaPrior.Of(priors);
        AreaResponse response = PosteriorResponse.Of(columns.Areas, prior, data.Members, options.Chains);
        return new SweepPosterior
        {
            Areas = [.. columns.Areas.Select(own => BriefSummary.Of(own, options.Chains, []))],
            Variances = [.. columns.Variances.Select(own => BriefSummary.Of(own, options.Chains, []))],
            PriorWeight = CountsFit.PriorWeight(model, observations, priors, columns, fluxes),
            PriorInfluence = response.Matrix,
            PriorInfluenceError = response.Error,
            ObservationsPerInstrument = observations.PerInstrument(),
            Tuning = new SamplerTuning(double.NaN, 0, [.. priors.Tau.Select(_ => double.NaN)], double.NaN, 0, double.NaN),
            SearchedLong = false,
            Thin = thin,
            Chains = options.Chains,
        };
    }
}
