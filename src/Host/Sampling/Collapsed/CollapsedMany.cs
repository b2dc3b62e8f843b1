using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Sampling.Collapsed;

/// <summary>The collapsed sampler for many problems of one model at once: every launch advances the chains of all.</summary>
internal static class CollapsedMany
{
    // Rounds of pilot chains: those that settle step, centre and scale. What is left to gain in speed is not worth the search.
    private const int PilotRounds = 10;

    /// <summary>Each problem is tuned by pilot chains, then started over-dispersed, as in <see cref="CollapsedSampling"/>.</summary>
    /// <param name="model">The problems.</param>
    /// <param name="keys">The stream key of each.</param>
    /// <param name="searches">Where the search for step and trajectory of each begins.</param>
    /// <param name="options">Chains, warm-up, draws.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    /// <returns>B and v of every problem, an array an instrument, chain-major.</returns>
    public static ScatterColumns[] Run<TModel>(
        TModel model,
        StreamKey[] keys,
        TrajectorySearch[] searches,
        FitOptions options,
        Device device,
        Action<double> progress,
        CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        Tuning[] tuning = CollapsedBatch.Tune(
            model, keys, searches, device, fraction => progress(0.4 * fraction), cancellation, options.Chains, PilotRounds);
        using ChainBatch<TModel> batch = new(device, model, keys, options.Chains, 0);
        CollapsedBatch.WarmUp(
            batch, tuning, tuning, options.WarmUp, CollapsedBatch.RampLength, fraction => progress(0.4 + (0.3 * fraction)), cancellation);
        int n = TModel.Instruments(model);
        ScatterColumns[] draws = [.. keys.Select(_ => new ScatterColumns(n, options.Chains, options.Draws))];
        batch.Sample(
            options.Draws,
            options.Thin,
            (problem, chain, draw, values) => draws[problem].Keep(chain, draw, values),
            fraction => progress(0.7 + (0.3 * fraction)),
            cancellation);
        return draws;
    }
}
