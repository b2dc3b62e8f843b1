using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.Collapsed;

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
    private const int MostLeapfrogs = 256;

    /// <summary>Draws from any collapsed model: each group of chains starts about a mode of its own, and is tuned there; most often there is one.</summary>
    /// <param name="model">The density of η = ln v, and B | v.</param>
    /// <param name="starts">Where the search for step and trajectory of each group begins, and its chains; together all chains.</param>
    /// <param name="options">Chains and draws.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public static PosteriorDraws Run<TModel>(
        TModel model,
        IReadOnlyList<(TrajectorySearch Search, ChainGroup Chains)> starts,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        ScatterColumns columns = new(TModel.Instruments(model), options.Chains, options.Draws);
        double warmUp = 0;
        double sampling = 0;
        List<(SamplerTuning Tuning, int Chains)> tunings = [];
        foreach ((TrajectorySearch search, ChainGroup chains) in starts.Where(start => start.Chains.Count > 0))
        {
            Group<TModel> group = new(model, starts.Count > 1, options, device, progress, cancellation);
            tunings.Add((group.Run(search, chains, columns), chains.Count));
            warmUp += group.WarmUpSeconds;
            sampling += group.SamplingSeconds;
        }

        return new PosteriorDraws(columns.LogArea, columns.Variance, Together(tunings), warmUp, sampling)
        {
            Groups = starts.Count > 1 ? [.. starts.Select(start => start.Chains)] : [],
        };
    }

    /// <summary>The tuning of the heaviest mode, with what all chains showed.</summary>
    private static SamplerTuning Together(List<(SamplerTuning Tuning, int Chains)> groups) => groups.Count == 1
        ? groups[0].Tuning
        : groups[0].Tuning with
        {
            Acceptance = groups.Sum(group => group.Tuning.Acceptance * group.Chains) / groups.Sum(group => group.Chains),
            Divergences = groups.Sum(group => group.Tuning.Divergences),
            AutocorrelationTime = groups.Max(group => group.Tuning.AutocorrelationTime),
        };

    /// <summary>The chains about one mode.</summary>
    private sealed class Group<TModel>(
        TModel model, bool several, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        private readonly StreamKey key = StreamKey.Of(options.Seed, options.Problem);
        private readonly int n = TModel.Instruments(model);

        public double WarmUpSeconds { get; private set; }

        public double SamplingSeconds { get; private set; }

        public SamplerTuning Run(TrajectorySearch start, ChainGroup chains, ScatterColumns columns)
        {
            Stopwatch clock = Stopwatch.StartNew();
            (double[] centre, double[] scale) = (start.Centre, start.Scale);
            Tuning tuning = CollapsedBatch.Tune(model, [key], [start], device, Stage("tuning"), cancellation)[0].Finer(options.Halvings, MostLeapfrogs);

            // Where there are several modes the pilots may have wandered: the chains start where they are meant to, and not so far as to fall
            // into the next mode.
            Tuning begin = several ? tuning with { Centre = centre, Scale = Array.ConvertAll(scale, own => 0.25 * own) } : tuning;
            WarmUpSeconds += clock.Elapsed.TotalSeconds;
            double[] totals = new double[(long)Tiles.RoundUp(chains.Count) * TotalsRow.Length(n)];
            new ChainWaves(device, chains.Count, ChainBatch<TModel>.DoublesPerChain(model, options.Draws)).Run((first, count) =>
            {
                clock.Restart();
                using ChainBatch<TModel> batch = new(device, model, [key], count, 0, firstChain: chains.First + first);
                CollapsedBatch.WarmUp(
                    batch, [begin], [tuning], options.WarmUp, CollapsedBatch.RampLength, Stage("warm-up", chains.First + first, count), cancellation);
                WarmUpSeconds += clock.Elapsed.TotalSeconds;
                clock.Restart();
                batch.Sample(
                    options.Draws,
                    options.Thin,
                    (_, chain, draw, values) => columns.Keep(chains.First + first + chain, draw, values),
                    Stage("sampling", chains.First + first, count),
                    cancellation);
                batch.Totals.CopyTo(totals, (long)first * TotalsRow.Length(n));
                SamplingSeconds += clock.Elapsed.TotalSeconds;
            });
            PooledMoments seen = PooledMoments.Of(totals, 0, chains.Count, n, options.Draws * options.Thin, tuning.Centre);
            return new SamplerTuning(
                tuning.Step, tuning.Leapfrogs, tuning.Scale, seen.Acceptance, seen.Divergences, seen.AutocorrelationTime / options.Thin);
        }

        // In waves and groups, the share of all chains that have come this far.
        private Action<double> Stage(string name, int first = 0, int count = 0) => fraction => progress?.Report(
            new FitProgress(name, count == 0 ? fraction : (first + (count * fraction)) / options.Chains));
    }
}
