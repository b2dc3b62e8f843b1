using GpuConcord.Host.Devices;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models.Counts;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Models.Counts;

/// <summary>The chains of one or more problems on a device: every launch advances all of them. What a problem becomes does not depend on its company.</summary>
internal sealed class CountsBatch : IDisposable
{
    // A GPU with fewer chains than this a multiprocessor idles: then a step's sources are dealt to threads of their own.
    private const int ChainsAUnit = 128;

    // Latent intensities a launch, so that cancellation bites within seconds.
    private const long LaunchWork = 20_000_000;

    // So few that chains which run on, with what they did as warm-up, repeat it to the bit.
    private const int MostAdapting = 200;

    private readonly Device device;
    private readonly bool dealt;
    private readonly int sites;
    private readonly List<Memory> memories = [];

    /// <summary>Puts every chain on its starting point.</summary>
    /// <param name="device">Where to draw.</param>
    /// <param name="data">The data there.</param>
    /// <param name="model">The model.</param>
    /// <param name="starts">Where the chains of each problem start.</param>
    /// <param name="streams">The stream key of each problem.</param>
    /// <param name="chains">Chains a problem.</param>
    /// <param name="warmUp">Iterations of warm-up.</param>
    /// <param name="chosen">Sources whose log fluxes go with every draw, in the order of the device.</param>
    /// <param name="firstChain">Number of each problem's first chain.</param>
    /// <param name="dealt">Whether a step's sources go to threads of their own; by device when left out. No bit depends on it.</param>
    /// <exception cref="DeviceMemoryException">The device has no room for so many chains.</exception>
    public CountsBatch(
        Device device, CountsMemory data, CountsModel model, IReadOnlyList<CountsStarts> starts, StreamKey[] streams, int chains, int warmUp,
        int[] chosen, int firstChain = 0, bool? dealt = null)
    {
        this.device = device;
        CountsArguments given = data.Arguments(model);
        int n = given.Instruments;
        int p = given.Populations;
        int padded = Tiles.RoundUp(chains);
        int lanes = checked(streams.Length * padded);
        sites = given.Segments;
        this.dealt = dealt ?? (device.Kind is not (DeviceKind.Simd or DeviceKind.Cpu) && lanes < ChainsAUnit * device.Units);
        try
        {
            Fluxes = Allocate((long)lanes * given.SourceCount);
            Totals = Allocate(lanes * 2L * given.SourceCount);
            Arguments = given with
            {
                Keys = Upload([.. streams.SelectMany(key => new double[] { key.Low, key.High })]).View,
                Chains = padded,
                Adapting = Math.Min(MostAdapting, warmUp),
                Lanes = lanes,
                FirstChain = firstChain,
                Chosen = Upload([.. chosen.Select(j => (double)j)]).View,
                ChosenCount = chosen.Length,
                State = Upload([.. starts.Zip(streams).SelectMany(pair => pair.First.States(firstChain, padded, pair.Second))]).View,
                Intensities = Allocate((long)lanes * given.Observations).View,
                Expected = Allocate((long)lanes * given.Observations).View,
                Photons = Allocate((long)lanes * given.Observations).View,
                Slopes = Allocate((long)lanes * given.Observations).View,
                Curvatures = Allocate((long)lanes * given.Observations).View,
                Backgrounds = Allocate((long)lanes * given.Observations).View,
                Fluxes = Fluxes.View,
                Sums = Allocate((long)lanes * given.Segments * CountsSums.Length(given.MostMembers)).View,
                Totals = Totals.View,
                Scratch = Allocate((long)lanes * CountsScratch.Length(n, p)).View,
                Draws = Fluxes.View,
            };
        }
        catch
        {
            Dispose();
            throw;
        }

        device.Launch<CountsStart, CountsArguments>(lanes, Arguments);
    }

    /// <summary>What every launch is given; which iterations it makes is the caller's.</summary>
    public CountsArguments Arguments { get; }

    /// <summary>Per lane: the current G of every source, less the unit.</summary>
    public Memory Fluxes { get; } = null!;

    /// <summary>Per lane: ΣG and ΣG².</summary>
    public Memory Totals { get; } = null!;

    /// <summary>Numbers a draw: v (N), B − b (N), μ (P), ω² (P), then the chosen log fluxes.</summary>
    public int Width => (2 * Arguments.Instruments) + (2 * Arguments.Populations) + Arguments.ChosenCount;

    /// <summary>Makes iterations.</summary>
    public void Launch(CountsArguments arguments)
    {
        if (!dealt)
        {
            device.Launch<CountsGibbs, CountsArguments>(arguments.Lanes, arguments);
            return;
        }

        for (int done = 0; done < arguments.Iterations; done++)
        {
            for (int stage = 0; stage < CountsStage.Count; stage++)
            {
                int lanes = CountsStage.IsOfSources(stage) ? checked(arguments.Lanes * sites) : arguments.Lanes;
                device.Launch<CountsGibbs, CountsArguments>(lanes, arguments with { Stage = stage, Done = done });
            }
        }
    }

    /// <summary>
    /// Makes <paramref name="draws"/> · <paramref name="thin"/> iterations. Of every problem it returns the numbers of <see cref="Width"/>, one array
    /// each: <c>[chain · draws + draw]</c>.
    /// </summary>
    public double[][][] Sample(int firstIteration, int draws, int thin, int chains, CancellationToken cancellation)
    {
        int width = Width;
        double[][][] problems = [.. Enumerable.Range(0, Arguments.Lanes / Arguments.Chains).Select(_ => Sampling.PosteriorDraws.Arrays(width, chains * draws))];
        int most = (int)Math.Clamp(LaunchWork / ((long)Arguments.Lanes * Arguments.Observations * thin), 1, draws);
        for (int done = 0, now; done < draws; done += now)
        {
            cancellation.ThrowIfCancellationRequested();
            now = Math.Min(most, draws - done);
            using Memory kept = device.Allocate((long)Arguments.Lanes * width * now);
            Launch(Arguments with { Draws = kept.View, FirstIteration = firstIteration + (done * thin), Iterations = now * thin, Thin = thin });
            double[] values = kept.ToArray();
            (int first, int count) = (done, now);
            SideBySide.For(0, problems.Length, problem => Unpack(values, problem, chains, first, count, problems[problem], draws), CancellationToken.None);
        }

        return problems;
    }

    private void Unpack(double[] values, int problem, int chains, int first, int count, double[][] columns, int draws)
    {
        int width = columns.Length;
        for (int chain = 0; chain < chains; chain++)
        {
            long row = Tiles.Offset(((long)problem * Arguments.Chains) + chain, (long)count * width);
            for (int at = 0; at < count * width; at++)
            {
                (int draw, int k) = Math.DivRem(at, width);
                columns[k][(chain * draws) + first + draw] = values[row + ((long)at * Tiles.Width)];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => memories.ForEach(memory => memory.Dispose());

    private Memory Allocate(long doubles)
    {
        Memory memory = device.Allocate(doubles);
        memories.Add(memory);
        return memory;
    }

    private Memory Upload(double[] values)
    {
        Memory memory = device.Upload(values);
        memories.Add(memory);
        return memory;
    }
}
