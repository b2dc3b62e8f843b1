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
    /// <summary>Draws from any collapsed model.</summary>
    /// <param name="model">The density of η = ln v, and B | v.</param>
    /// <param name="start">Where η may lie: the search for step and trajectory begins there.</param>
    /// <param name="options">Chains and draws.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public static PosteriorDraws Run<TModel>(
        TModel model,
        TrajectorySearch start,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        Stopwatch clock = Stopwatch.StartNew();
        StreamKey key = StreamKey.Of(options.Seed, options.Problem);
        int n = TModel.Instruments(model);
        Tuning tuning = CollapsedBatch.Tune(model, [key], [start], device, Stage("tuning"), cancellation)[0];

        double warmUp = clock.Elapsed.TotalSeconds;
        double sampling = 0;
        double[][] areas = PosteriorDraws.Arrays(n, options.Chains * options.Draws);
        double[][] variances = PosteriorDraws.Arrays(n, options.Chains * options.Draws);
        double[] totals = new double[(long)Tiles.RoundUp(options.Chains) * TotalsRow.Length(n)];
        new ChainWaves(device, options.Chains, ChainBatch<TModel>.DoublesPerChain(model, options.Draws)).Run((first, count) =>
        {
            clock.Restart();
            using ChainBatch<TModel> batch = new(device, model, [key], count, 0, firstChain: first);
            CollapsedBatch.WarmUp(batch, [tuning], options.WarmUp, CollapsedBatch.RampLength, Stage("warm-up", first, count), cancellation);
            warmUp += clock.Elapsed.TotalSeconds;
            clock.Restart();
            batch.Sample(
                options.Draws,
                options.Thin,
                (_, chain, draw, values) =>
                {
                    int at = ((first + chain) * options.Draws) + draw;
                    for (int i = 0; i < n; i++)
                    {
                        variances[i][at] = values[i];
                        areas[i][at] = values[n + i];
                    }
                },
                Stage("sampling", first, count),
                cancellation);
            batch.Totals.CopyTo(totals, (long)first * TotalsRow.Length(n));
            sampling += clock.Elapsed.TotalSeconds;
        });
        PooledMoments seen = PooledMoments.Of(totals, 0, options.Chains, n, options.Draws * options.Thin, tuning.Centre);
        SamplerTuning record = new(
            tuning.Step, tuning.Leapfrogs, tuning.Scale, seen.Acceptance, seen.Divergences, seen.AutocorrelationTime / options.Thin);
        return new PosteriorDraws(areas, variances, record, warmUp, sampling);

        // In waves, the share of all chains that have come this far.
        Action<double> Stage(string name, int first = 0, int count = 0) => fraction => progress?.Report(
            new FitProgress(name, count == 0 ? fraction : (first + (count * fraction)) / options.Chains));
    }
}
