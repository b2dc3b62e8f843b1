using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Kernels.Models.Counts;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// The chains of one problem: over-dispersed starts, warm-up, draws, as many chains at a time as a device has memory for. There is nothing to tune.
/// An iteration costs time, and a chain memory, in proportion to the number of observations.
/// </summary>
internal sealed class CountsSampling
{
    // Latent intensities a launch: some tenths of a second on two cores, so that progress shows and cancellation bites.
    private const long LaunchWork = 4_000_000;

    private readonly Device device;
    private readonly CountsMemory data;
    private readonly CountsModel model;
    private readonly CountsStarts starts;
    private readonly int[] chosen;
    private readonly FitOptions options;
    private readonly bool? dealt;

    /// <param name="device">Where to draw.</param>
    /// <param name="data">The data there.</param>
    /// <param name="model">The model.</param>
    /// <param name="starts">Where the chains start.</param>
    /// <param name="chosen">Sources whose log fluxes go with every draw, in the order of the device.</param>
    /// <param name="options">Chains, iterations, seed.</param>
    /// <param name="dealt">See <see cref="CountsBatch"/>.</param>
    public CountsSampling(
        Device device, CountsMemory data, CountsModel model, CountsStarts starts, int[] chosen, FitOptions options, bool? dealt = null)
    {
        this.device = device;
        this.data = data;
        this.model = model;
        this.starts = starts;
        this.chosen = chosen;
        this.options = options;
        this.dealt = dealt;
        Width = (2 * data.Instruments) + (2 * data.Populations) + chosen.Length;
        Columns = PosteriorDraws.Arrays(Width, options.Chains * options.Draws);
        double[] unit = new double[data.Sources.Length];
        Array.Fill(unit, data.Unit());
        Snapshots = new FluxSnapshots(unit, options);
        Totals = new ChainTotals(options, 2L * data.Sources.Length);
    }

    /// <summary>Numbers a draw: v (N), B − b (N), μ (P), ω² (P), then the chosen log fluxes; G and μ less the unit.</summary>
    public int Width { get; }

    /// <summary>The draws, one array a number, chain-major.</summary>
    public double[][] Columns { get; }

    /// <summary>Every so-many-th log flux.</summary>
    public FluxSnapshots Snapshots { get; }

    /// <summary>ΣG and ΣG² of every source.</summary>
    public ChainTotals Totals { get; }

    /// <summary>Seconds of warm-up.</summary>
    public double WarmUpSeconds { get; private set; }

    /// <summary>Seconds of sampling.</summary>
    public double SamplingSeconds { get; private set; }

    /// <summary>Warms up and draws every chain.</summary>
    public void Run(IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        const int SomeDraws = 16;
        CountsArguments sizes = data.Arguments(model);
        long doubles = CountsState.Length(data.Instruments, data.Populations) + (6L * sizes.Observations) + (3L * sizes.SourceCount)
            + ((long)sizes.Segments * CountsSums.Length(sizes.MostMembers)) + CountsScratch.Length(data.Instruments, data.Populations)
            + ((long)Width * Math.Min(options.Draws, SomeDraws));
        new ChainWaves(device, options.Chains, doubles).Run((first, count) => Wave(first, count, progress, cancellation));
    }

    private void Wave(int firstChain, int chains, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using CountsBatch batch = new(device, data, model, [starts], [StreamKey.Of(options.Seed, options.Problem)], chains, options.WarmUp, chosen, firstChain, dealt);
        CountsArguments arguments = batch.Arguments;
        int most = (int)Math.Clamp(LaunchWork / ((long)arguments.Lanes * arguments.Observations), 1, 100);
        double started = clock.Elapsed.TotalSeconds;
        (double warmUp, double sampling) = new LatentChains(device, options, firstChain, chains).Run(
            most,
            (first, count) => batch.Launch(arguments with { FirstIteration = first, Iterations = count }),
            (first, count, memory) => batch.Launch(arguments with { Draws = memory.View, FirstIteration = first, Iterations = count, Thin = options.Thin }),
            batch.Fluxes,
            Snapshots,
            Columns,
            progress,
            cancellation);
        WarmUpSeconds += started + warmUp;
        batch.Totals.CopyTo(Totals.Of(firstChain, arguments.Lanes));
        SamplingSeconds += sampling;
    }
}
