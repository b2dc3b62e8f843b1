using GpuConcord.Host.Devices;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.ScaleMixture;

/// <summary>
/// The chains of one or more problems of a normal scale mixture on a device: every launch advances all of them. What a problem becomes
/// does not depend on its company.
/// </summary>
/// <typeparam name="TModel">How ψ and σ² are drawn.</typeparam>
internal sealed class ScaleMixtureBatch<TModel> : IDisposable
    where TModel : struct, IScaleMixture<TModel>
{
    private readonly Device device;
    private readonly ScaleMixtureMemory data;
    private readonly Memory keys;
    private readonly Memory chosen;
    private readonly Memory state;
    private readonly Memory precisions;
    private readonly Memory scratch;
    private readonly int chains;

    /// <summary>Puts every chain on its starting point.</summary>
    /// <param name="device">Where to draw.</param>
    /// <param name="data">The data there.</param>
    /// <param name="model">The model.</param>
    /// <param name="starts">Where the chains of each problem start.</param>
    /// <param name="streams">The stream key of each problem.</param>
    /// <param name="chains">Chains a problem.</param>
    /// <param name="chosen">Sources whose log fluxes go with every draw, in the order of the device.</param>
    /// <param name="firstChain">Number of each problem's first chain.</param>
    /// <exception cref="DeviceMemoryException">The device has no room for so many chains.</exception>
    public ScaleMixtureBatch(
        Device device,
        ScaleMixtureMemory data,
        TModel model,
        IReadOnlyList<ScaleMixtureStarts> starts,
        StreamKey[] streams,
        int chains,
        int[] chosen,
        int firstChain = 0)
    {
        this.device = device;
        this.data = data;
        this.chains = chains;
        ScaleMixtureArguments<TModel> given = data.Arguments(model);
        int padded = Tiles.RoundUp(chains);
        Lanes = checked(streams.Length * padded);
        try
        {
            keys = device.Upload([.. streams.SelectMany(key => new double[] { key.Low, key.High })]);
            this.chosen = device.Upload([.. chosen.Select(j => (double)j)]);
            state = device.Upload([.. starts.Zip(streams).SelectMany(pair => pair.First.States(firstChain, padded, pair.Second))]);
            precisions = device.Allocate((long)Lanes * given.Observations);
            Fluxes = device.Allocate((long)Lanes * given.SourceCount);
            Totals = device.Allocate(Lanes * ScaleMixtureTotals.Length(given.Instruments, given.Observations, given.SourceCount));
            scratch = device.Allocate((long)Lanes * ScaleMixtureGibbs<TModel>.ScratchLength(given.Instruments));
        }
        catch
        {
            Dispose();
            throw;
        }

        Arguments = given with
        {
            Keys = keys.View,
            Chains = padded,
            FirstChain = firstChain,
            Chosen = this.chosen.View,
            ChosenCount = chosen.Length,
            State = state.View,
            Precisions = precisions.View,
            Fluxes = Fluxes.View,
            Totals = Totals.View,
            Scratch = scratch.View,
            Draws = scratch.View,
        };
        device.Launch<ScaleMixtureStart<TModel>, ScaleMixtureArguments<TModel>>(Lanes, Arguments);
    }

    /// <summary>What every launch is given; which iterations it makes is the caller's.</summary>
    public ScaleMixtureArguments<TModel> Arguments { get; }

    /// <summary>Lanes of all problems together.</summary>
    public int Lanes { get; }

    /// <summary>Per lane: the current G of every source, above the source's centre.</summary>
    public Memory Fluxes { get; }

    /// <summary>Per lane: see <see cref="ScaleMixtureTotals"/>.</summary>
    public Memory Totals { get; }

    /// <summary>Makes iterations.</summary>
    public void Launch(ScaleMixtureArguments<TModel> arguments) => device.Launch<ScaleMixtureGibbs<TModel>, ScaleMixtureArguments<TModel>>(Lanes, arguments);

    /// <summary>
    /// Makes <paramref name="draws"/> · <paramref name="thin"/> iterations in one launch. Of every problem it returns σ² (N), B − b (N) and
    /// the log fluxes of the chosen sources, one array each: <c>[chain · draws + draw]</c>.
    /// </summary>
    public double[][][] Sample(int firstIteration, int draws, int thin)
    {
        int n = Arguments.Instruments;
        int width = (2 * n) + Arguments.ChosenCount;
        using Memory kept = device.Allocate((long)Lanes * width * draws);
        Launch(Arguments with { Draws = kept.View, FirstIteration = firstIteration, Iterations = draws * thin, Thin = thin });
        double[] values = kept.ToArray();
        double[] places = chosen.ToArray();
        double[][][] problems = new double[Lanes / Arguments.Chains][][];
        SideBySide.For(0, problems.Length, problem =>
        {
            double[][] own = problems[problem] = PosteriorDraws.Arrays(width, chains * draws);
            for (int chain = 0; chain < chains; chain++)
            {
                long row = Tiles.Offset(((long)problem * Arguments.Chains) + chain, (long)draws * width);
                for (int at = 0; at < draws * width; at++)
                {
                    (int draw, int k) = Math.DivRem(at, width);
                    double centre = k < 2 * n ? 0.0 : data.Centres[problem][(int)places[k - (2 * n)]];
                    own[k][(chain * draws) + draw] = centre + values[row + ((long)at * Tiles.Width)];
                }
            }
        }, CancellationToken.None);
        return problems;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Where memory ran out on the way, the rest was never had.
        keys?.Dispose();
        chosen?.Dispose();
        state?.Dispose();
        precisions?.Dispose();
        Fluxes?.Dispose();
        Totals?.Dispose();
        scratch?.Dispose();
    }
}
