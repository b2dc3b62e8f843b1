using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.ScaleMixture;

/// <summary>
/// Block Gibbs of a normal scale mixture: over-dispersed starts, warm-up, draws. There is nothing to tune. An iteration costs time, and a chain
/// memory, in proportion to the number of observations.
/// </summary>
/// <typeparam name="TModel">How ψ and σ² are drawn.</typeparam>
internal sealed class ScaleMixtureSampling<TModel> : IDisposable
    where TModel : struct, IScaleMixture<TModel>
{
    // Latent variances a launch: some tenths of a second on two cores, so that progress shows and cancellation bites.
    private const long LaunchWork = 10_000_000;

    private readonly Device device;
    private readonly FitOptions options;
    private readonly int firstChain;
    private readonly int chains;
    private readonly ScaleMixtureBatch<TModel> batch;
    private readonly ScaleMixtureArguments<TModel> arguments;

    /// <param name="device">Where to draw.</param>
    /// <param name="data">The data there.</param>
    /// <param name="model">The model.</param>
    /// <param name="start">Where the chains start.</param>
    /// <param name="chosen">Sources whose log fluxes go with every draw, in the order of the device.</param>
    /// <param name="options">Chains, iterations, seed.</param>
    /// <param name="firstChain">The first chain to run.</param>
    /// <param name="chains">How many to run; all when left out.</param>
    public ScaleMixtureSampling(
        Device device, ScaleMixtureMemory data, TModel model, ScaleMixtureStarts start, int[] chosen, FitOptions options, int firstChain = 0, int? chains = null)
    {
        this.device = device;
        this.options = options;
        this.firstChain = firstChain;
        this.chains = chains ?? options.Chains;
        batch = new ScaleMixtureBatch<TModel>(
            device, data, model, [start], [StreamKey.Of(options.Seed, options.Problem)], this.chains, chosen, firstChain);
        arguments = batch.Arguments;
    }

    /// <summary>Warms up and draws every chain, as many at a time as fit on the device.</summary>
    /// <param name="device">Where to draw.</param>
    /// <param name="data">The data there.</param>
    /// <param name="model">The model.</param>
    /// <param name="start">Where the chains start.</param>
    /// <param name="chosen">Sources whose log fluxes go with every draw, in the order of the device.</param>
    /// <param name="options">Chains, iterations, seed.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public static ScaleMixtureDraws Run(
        Device device,
        ScaleMixtureMemory data,
        TModel model,
        ScaleMixtureStarts start,
        int[] chosen,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        ScaleMixtureRecord record = new(data, chosen.Length, options);
        new ChainWaves(device, options.Chains, record.DoublesPerChain(ScaleMixtureGibbs<TModel>.ScratchLength(record.Instruments))).Run((first, count) =>
        {
            Stopwatch clock = Stopwatch.StartNew();
            using ScaleMixtureSampling<TModel> sampling = new(device, data, model, start, chosen, options, first, count);
            sampling.Run(record, clock, progress, cancellation);
        });
        return record.Summarise();
    }

    private void Run(ScaleMixtureRecord record, Stopwatch clock, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        int most = (int)Math.Clamp(LaunchWork / ((long)batch.Lanes * Math.Max(1, arguments.Observations)), 1, 100);
        double started = clock.Elapsed.TotalSeconds;
        (double warmUp, double sampling) = new LatentChains(device, options, firstChain, chains).Run(
            most,
            Advance,
            (first, count, memory) => batch.Launch(arguments with { Draws = memory.View, FirstIteration = first, Iterations = count, Thin = options.Thin }),
            batch.Fluxes,
            record.Snapshots,
            record.Columns,
            progress,
            cancellation);
        record.WarmUpSeconds += started + warmUp;
        batch.Totals.CopyTo(record.Totals.Of(firstChain, batch.Lanes));
        record.SamplingSeconds += sampling;
    }

    /// <summary>Makes iterations that leave nothing but the state.</summary>
    public void Advance(int first, int iterations) => batch.Launch(arguments with { FirstIteration = first, Iterations = iterations });

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();
}
