using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>
/// The two Gibbs samplers: every chain starts over-dispersed about a marginal mode, warms up, and draws. There is nothing to
/// tune. An iteration costs time in proportion to the number of observations.
/// </summary>
internal static class GibbsSampling
{
    /// <summary>Starting points spread this many times wider than the normal approximation at the marginal mode.</summary>
    public const double Dispersion = 2.0;

    // Residuals a launch: some tenths of a second on two cores, so that progress shows and cancellation bites.
    private const long LaunchWork = 50_000_000;

    /// <summary>Draws from the posterior by <see cref="Sampler.BlockGibbs"/> or <see cref="Sampler.Gibbs"/>.</summary>
    public static PosteriorDraws Run(
        Observations observations,
        PatternStatistics statistics,
        Priors priors,
        IReadOnlyList<WeighedMode> modes,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        using GibbsMemory memory = new(device, observations, statistics, priors);
        Chains chains = new(device, memory, modes, options, progress, cancellation);
        if (options.Sampler is Sampler.Gibbs)
        {
            return chains.Run(ScalarGibbs.ScratchLength(statistics.InstrumentCount), device.Launch<ScalarGibbs, GibbsArguments>);
        }

        if (ModelMemory.IsComplete(statistics, priors))
        {
            using ModelMemory complete = ModelMemory.Complete(device, statistics, priors);
            return Block(chains, complete.CompleteModel, device);
        }

        using ModelMemory patterns = ModelMemory.Patterns(device, statistics, priors);
        return Block(chains, patterns.PatternModel, device);
    }

    private static PosteriorDraws Block<TModel>(Chains chains, TModel model, Device device)
        where TModel : struct, ICollapsedModel<TModel> => chains.Run(
            BlockGibbs<TModel>.ScratchLength(model),
            (lanes, arguments) => device.Launch<BlockGibbs<TModel>, BlockGibbsArguments<TModel>>(
                lanes, new BlockGibbsArguments<TModel> { Chains = arguments, Model = model }));

    /// <summary>The chains of one problem, whichever of the two kernels moves them.</summary>
    private sealed class Chains(
        Device device,
        GibbsMemory data,
        IReadOnlyList<WeighedMode> modes,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        private readonly ChainGroup[] groups = ChainGroup.Of(modes, options.Chains);
        private readonly int instruments = modes[0].Mode.LogVariance.Length;
        private readonly StreamKey key = StreamKey.Of(options.Seed, options.Problem);

        public PosteriorDraws Run(int scratchLength, Action<int, GibbsArguments> launch)
        {
            const int SomeDraws = 16;
            double[][] columns = PosteriorDraws.Arrays(2 * instruments, options.Chains * options.Draws);
            long doubles = scratchLength + (2L * instruments * (1 + Math.Min(options.Draws, SomeDraws)));
            double warmUp = 0, sampling = 0;
            new ChainWaves(device, options.Chains, doubles).Run((first, count) =>
            {
                (double before, double during) = Run(first, count, scratchLength, launch, columns);
                warmUp += before;
                sampling += during;
            });
            return new PosteriorDraws(columns[instruments..], columns[..instruments], null, warmUp, sampling) { Groups = groups.Length > 1 ? groups : [] };
        }

        /// <summary>Some of the chains, from the start to the last draw; returns the seconds of warm-up and of sampling.</summary>
        private (double WarmUp, double Sampling) Run(
            int firstChain, int chains, int scratchLength, Action<int, GibbsArguments> launch, double[][] columns)
        {
            Stopwatch clock = Stopwatch.StartNew();
            int lanes = Tiles.RoundUp(chains);
            using Memory state = device.Upload(Starts(firstChain, lanes));
            using Memory scratch = device.Allocate((long)lanes * scratchLength);
            GibbsArguments arguments = data.Arguments with
            {
                State = state.View,
                Scratch = scratch.View,
                Draws = scratch.View,
                Key = key,
                FirstChain = firstChain,
                ShiftedComponents = options.ShiftMove ? data.Components : 0,
            };
            int most = (int)Math.Clamp(LaunchWork / (lanes * Math.Max(1, data.Observations)), 1, 100);
            for (int done = 0; done < options.WarmUp; done += most)
            {
                cancellation.ThrowIfCancellationRequested();
                int now = Math.Min(most, options.WarmUp - done);
                launch(lanes, arguments with { FirstIteration = done, Iterations = now });
                progress?.Report(new FitProgress("warm-up", (double)(done + now) / options.WarmUp));
            }

            double warmUp = clock.Elapsed.TotalSeconds;
            clock.Restart();
            new KeptDraws(device, chains, 2 * instruments, firstChain).Make(
                options.Draws,
                Math.Max(1, most / options.Thin),
                (first, count, memory) => launch(lanes, arguments with
                {
                    Draws = memory.View,
                    FirstIteration = options.WarmUp + (first * options.Thin),
                    Iterations = count * options.Thin,
                    Thin = options.Thin,
                }),
                columns,
                progress,
                cancellation);
            return (warmUp, clock.Elapsed.TotalSeconds);
        }

        /// <summary>
        /// Per lane: ln v_i about the mode of its group, and B about its mean there, with <see cref="Dispersion"/> times their standard deviation in
        /// every direction (B's common shift is the widest by far): wider than the posterior, but with no far tail to come back from.
        /// </summary>
        private double[] Starts(int firstChain, int lanes)
        {
            int length = GibbsArguments.StateLength(instruments);
            double[][,] factors = [.. modes.Select(mode => Matrix<double>.Build.DenseOfArray(mode.Mode.AreaCovariance).Cholesky().Factor.ToArray())];
            double[] values = new double[(long)lanes * length];
            SideBySide.For(0, lanes, lane =>
            {
                Stream<ScalarLane> stream = new(key, ScalarLane.OfBits(firstChain + lane), 0);
                int group = Math.Max(0, Array.FindLastIndex(groups, own => own.Count > 0 && own.First <= firstChain + lane));
                (MarginalMode mode, double[,] factor) = (modes[group].Mode, factors[group]);
                long at = Tiles.Offset(lane, length);
                double[] area = [.. mode.Areas];
                for (int i = 0; i < instruments; i++)
                {
                    stream.Uniforms(Sites.Start + i, 0, out ScalarLane first, out ScalarLane second);
                    double width = Math.Clamp(Math.Sqrt(mode.LogVarianceCovariance[i, i]), 0.01, 2.0);
                    values[at + (i * Tiles.Width)] = Math.Exp(mode.LogVariance[i] + (Spread(first) * width));
                    for (int k = i; k < instruments; k++)
                    {
                        area[k] += factor[k, i] * Spread(second);
                    }
                }

                for (int i = 0; i < instruments; i++)
                {
                    values[at + ((instruments + i) * Tiles.Width)] = area[i];
                }
            }, CancellationToken.None);
            return values;
        }

        /// <summary>A uniform of mean 0 and standard deviation <see cref="Dispersion"/>.</summary>
        private static double Spread(ScalarLane uniform) => Dispersion * Math.Sqrt(3.0) * ((2.0 * uniform.Value) - 1.0);
    }
}
