using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Inference;

/// <summary>
/// Block Gibbs of a normal scale mixture: over-dispersed starts, warm-up, draws. There is nothing to tune. An iteration costs time, and a chain
/// memory, in proportion to the number of observations.
/// </summary>
/// <typeparam name="TModel">How ψ and σ² are drawn.</typeparam>
internal sealed class MixtureSampling<TModel> : IDisposable
    where TModel : struct, IScaleMixture<TModel>
{
    // Latent variances a launch: some tenths of a second on two cores, so that progress shows and cancellation bites.
    private const long LaunchWork = 10_000_000;

    private readonly Device device;
    private readonly MixtureMemory data;
    private readonly FitOptions options;
    private readonly int instruments;
    private readonly MixtureBatch<TModel> batch;
    private readonly MixtureArguments<TModel> arguments;

    /// <param name="device">Where to draw.</param>
    /// <param name="data">The data there.</param>
    /// <param name="model">The model.</param>
    /// <param name="start">Where the chains start.</param>
    /// <param name="chosen">Sources whose log fluxes go with every draw, in the order of the device.</param>
    /// <param name="options">Chains, iterations, seed.</param>
    public MixtureSampling(Device device, MixtureMemory data, TModel model, MixtureStarts start, int[] chosen, FitOptions options)
    {
        this.device = device;
        this.data = data;
        this.options = options;
        batch = new MixtureBatch<TModel>(device, data, model, [start], [StreamKey.Of(options.Seed, options.Problem)], options.Chains, chosen);
        arguments = batch.Arguments;
        instruments = arguments.Instruments;
    }

    /// <summary>Warms up and draws.</summary>
    public MixtureDraws Run(IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        int most = (int)Math.Clamp(LaunchWork / ((long)batch.Lanes * Math.Max(1, arguments.Observations)), 1, 100);
        for (int done = 0; done < options.WarmUp; done += most)
        {
            cancellation.ThrowIfCancellationRequested();
            int now = Math.Min(most, options.WarmUp - done);
            Advance(done, now);
            progress?.Report(new FitProgress("warm-up", (double)(done + now) / options.WarmUp));
        }

        double warmUp = clock.Elapsed.TotalSeconds;
        clock.Restart();
        SnapshotPlan plan = SnapshotPlan.For(arguments.SourceCount, options);
        double[][] snapshots = PosteriorDraws.Arrays(arguments.SourceCount, options.Chains * plan.Count);
        double[] seen = new double[plan.Count > 0 ? batch.Fluxes.Length : 0];
        int width = (2 * instruments) + arguments.ChosenCount;
        double[][] columns = PosteriorDraws.Arrays(width, options.Chains * options.Draws);
        int block = Math.Max(1, Math.Min(most / options.Thin, plan.Stride == 0 ? most : plan.Stride));
        new KeptDraws(device, options.Chains, width).Make(
            options.Draws,
            block,
            (first, count, memory) =>
            {
                batch.Launch(arguments with
                {
                    Draws = memory.View,
                    FirstIteration = options.WarmUp + (first * options.Thin),
                    Iterations = count * options.Thin,
                    Thin = options.Thin,
                });
                if (plan.Stride > 0 && (first + count) / plan.Stride > first / plan.Stride)
                {
                    batch.Fluxes.CopyTo(seen);
                    Scatter(seen, snapshots, plan.Count, ((first + count) / plan.Stride) - 1);
                }
            },
            columns,
            progress,
            cancellation);
        return Summarise(columns, snapshots, warmUp, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Makes iterations that leave nothing but the state.</summary>
    public void Advance(int first, int iterations) => batch.Launch(arguments with { FirstIteration = first, Iterations = iterations });

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();

    private void Scatter(double[] values, double[][] snapshots, int count, int at) =>
        Parallel.For(0, snapshots.Length, j =>
        {
            for (int chain = 0; chain < options.Chains; chain++)
            {
                snapshots[j][(chain * count) + at] =
                    data.Centre[j] + values[Tiles.Offset(chain, snapshots.Length) + ((long)j * Tiles.Width)];
            }
        });

    private MixtureDraws Summarise(double[][] columns, double[][] snapshots, double warmUp, double sampling)
    {
        int n = instruments;
        int sources = arguments.SourceCount;
        long flux = MixtureTotals.Flux(n, arguments.Observations);
        double[] sums = batch.Totals.ToArray();
        (double[] precision, _) = Means(sums, MixtureTotals.Precision, n);
        (double[] weight, double[] weightError) = Means(sums, MixtureTotals.Weight(n), arguments.Observations);
        (double[] mean, double[] meanError) = Means(sums, flux, sources);
        (double[] square, _) = Means(sums, flux + sources, sources);
        double[] sd = [.. mean.Zip(square, (m, s) => Math.Sqrt(Math.Max(0.0, s - (m * m))))];
        return new MixtureDraws(
            new PosteriorDraws(columns[n..(2 * n)], columns[..n], null, warmUp, sampling),
            columns[(2 * n)..],
            snapshots,
            precision,
            weight,
            weightError,
            [.. mean.Zip(data.Centre, (m, centre) => m + centre)],
            sd,
            meanError);
    }

    /// <summary>Means over chains and iterations of a run of totals, and their errors from the spread of the chains' own means.</summary>
    private (double[] Mean, double[] Error) Means(double[] sums, long first, int count)
    {
        double iterations = (double)options.Draws * options.Thin;
        long length = MixtureTotals.Length(instruments, arguments.Observations, arguments.SourceCount);
        double[] mean = new double[count];
        double[] error = new double[count];
        Parallel.For(0, count, k =>
        {
            double sum = 0;
            double square = 0;
            double origin = sums[Tiles.Offset(0, length) + ((first + k) * Tiles.Width)] / iterations;
            for (int chain = 0; chain < options.Chains; chain++)
            {
                double own = (sums[Tiles.Offset(chain, length) + ((first + k) * Tiles.Width)] / iterations) - origin;
                sum += own;
                square += own * own;
            }

            double shift = sum / options.Chains;
            mean[k] = origin + shift;
            error[k] = Math.Sqrt(Math.Max(0.0, (square / options.Chains) - (shift * shift)) / (options.Chains - 1));
        });
        return (mean, error);
    }
}
