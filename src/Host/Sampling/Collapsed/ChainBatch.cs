using GpuConcord.Host.Devices;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.Collapsed;

/// <summary>The tuning of one problem: what a row of <see cref="TuningRow"/> holds besides the key.</summary>
/// <param name="Step">Leapfrog step in units of the scale.</param>
/// <param name="Leapfrogs">Leapfrog steps a trajectory.</param>
/// <param name="Centre">Centre of each η_i.</param>
/// <param name="Scale">Scale of each η_i.</param>
internal readonly record struct Tuning(double Step, int Leapfrogs, double[] Centre, double[] Scale)
{
    /// <summary>Every step is drawn uniformly within this relative distance of <see cref="Step"/>.</summary>
    public const double Jitter = 0.4;

    /// <summary>Trajectories of the same length, up to so many leapfrogs, in smaller steps: halved so many times.</summary>
    public Tuning Finer(int halvings, int mostLeapfrogs) =>
        halvings == 0 ? this : this with { Step = Step / (1 << halvings), Leapfrogs = Math.Min(Leapfrogs << halvings, mostLeapfrogs) };
}

/// <summary>The chains of one or more problems on a device: their state, and the rounds they make.</summary>
/// <typeparam name="TModel">The density of η = ln v.</typeparam>
internal sealed class ChainBatch<TModel> : IDisposable
    where TModel : struct, ICollapsedModel<TModel>
{
    // Draws go through device memory in blocks of at most this many doubles.
    private const long DrawBlock = 16L << 20;
    private readonly Device device;
    private readonly StreamKey[] keys;
    private readonly int instruments;
    private readonly int chains;
    private readonly int padded;
    private readonly int firstChain;
    private readonly int superchainBits;
    private readonly Memory tuning;
    private readonly Memory state;
    private readonly Memory scratch;
    private readonly Memory totals;
    private readonly TModel model;
    private Tuning[] tunings = [];

    public ChainBatch(
        Device device,
        TModel model,
        StreamKey[] keys,
        int chains,
        int firstIteration,
        int superchainBits = DispersedStart.SuperchainBits,
        int firstChain = 0)
    {
        this.device = device;
        this.model = model;
        this.keys = keys;
        this.chains = chains;
        this.superchainBits = superchainBits;
        this.firstChain = firstChain;
        instruments = TModel.Instruments(model);
        padded = Tiles.RoundUp(chains);
        Iteration = firstIteration;
        long lanes = Lanes;
        try
        {
            tuning = device.Allocate((long)keys.Length * TuningRow.Length(instruments));
            state = device.Allocate(lanes * HamiltonianArguments<TModel>.StateLength(instruments));
            scratch = device.Allocate(lanes * HamiltonianArguments<TModel>.ScratchLength(model));
            totals = device.Allocate(lanes * TotalsRow.Length(instruments));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of the next iteration.</summary>
    public int Iteration { get; set; }

    /// <summary>Lanes of a launch: the chains of every problem, padded to whole tiles.</summary>
    public int Lanes => checked(keys.Length * padded);

    /// <summary>Sums over the iterations of the last round, a <see cref="TotalsRow"/> a chain.</summary>
    public double[] Totals => totals.ToArray();

    /// <summary>Where they run.</summary>
    public Device Device => device;

    /// <summary>Problems.</summary>
    public int Problems => keys.Length;

    /// <summary>N.</summary>
    public int Instruments => instruments;

    /// <summary>Chains a problem.</summary>
    public int Chains => chains;

    /// <summary>Doubles that a chain takes of a device's memory, with room for some draws.</summary>
    public static long DoublesPerChain(in TModel model, int draws)
    {
        const int SomeDraws = 16;
        int n = TModel.Instruments(model);
        return HamiltonianArguments<TModel>.StateLength(n) + HamiltonianArguments<TModel>.ScratchLength(model) + TotalsRow.Length(n)
            + (2L * n * Math.Min(draws, SomeDraws));
    }

    /// <summary>Sets how each problem is sampled from now on.</summary>
    public void Tune(Tuning[] values)
    {
        tunings = values;
        int length = TuningRow.Length(instruments);
        double[] rows = new double[keys.Length * length];
        for (int problem = 0; problem < keys.Length; problem++)
        {
            Span<double> row = rows.AsSpan(problem * length, length);
            row[TuningRow.KeyLow] = keys[problem].Low;
            row[TuningRow.KeyHigh] = keys[problem].High;
            row[TuningRow.Step] = values[problem].Step;
            row[TuningRow.Jitter] = Tuning.Jitter;
            row[TuningRow.Leapfrogs] = values[problem].Leapfrogs;
            values[problem].Centre.CopyTo(row[TuningRow.Centre..]);
            values[problem].Scale.CopyTo(row[(TuningRow.Centre + instruments)..]);
        }

        tuning.CopyFrom(rows);
    }

    /// <summary>Puts every chain on an over-dispersed starting point about its problem's centre.</summary>
    public void Start() =>
        device.Launch<DispersedStart<TModel>, HamiltonianArguments<TModel>>(Lanes, Arguments(0, 0, default));

    /// <summary>Makes <paramref name="iterations"/> iterations, keeping no draw; returns what they showed, one entry a problem.</summary>
    public PooledMoments[] Advance(int iterations)
    {
        ClearTotals();
        device.Launch<CollapsedHamiltonian<TModel>, HamiltonianArguments<TModel>>(Lanes, Arguments(iterations, 0, default));
        Iteration += iterations;
        return Pool(iterations);
    }

    /// <summary>
    /// Makes <paramref name="draws"/> · <paramref name="thin"/> iterations and hands every kept draw to <paramref name="keep"/> as
    /// (problem, chain, draw, values), values being v (N) then B (N).
    /// </summary>
    public PooledMoments[] Sample(int draws, int thin, DrawReceiver keep, Action<double> progress, CancellationToken cancellation)
    {
        int block = (int)Math.Clamp(KeptDraws.Room(device, DrawBlock) / ((long)Lanes * 2 * instruments), 1, Math.Min(draws, Math.Max(1, draws / 20 + 1)));
        using Memory kept = device.Allocate((long)Lanes * 2 * instruments * block);
        double[] values = new double[kept.Length];
        ClearTotals();
        for (int done = 0; done < draws; done += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int now = Math.Min(block, draws - done);
            device.Launch<CollapsedHamiltonian<TModel>, HamiltonianArguments<TModel>>(Lanes, Arguments(now * thin, thin, kept));
            Iteration += now * thin;
            kept.CopyTo(values);
            Hand(values, done, now, keep);
            progress((double)(done + now) / draws);
        }

        return Pool(draws * thin);
    }

    /// <summary>
    /// Makes <paramref name="draws"/> · <paramref name="thin"/> iterations of every chain in one launch and lays every kept draw into
    /// <paramref name="columns"/>: <c>[(((slot · 2N) + parameter) · chains + chain) · draws + draw]</c>, B (N) before v (N), with each
    /// problem's slot from <paramref name="slots"/>.
    /// </summary>
    public PooledMoments[] SampleColumns(int draws, int thin, int[] slots, double[] columns)
    {
        int width = 2 * instruments;
        using Memory kept = device.Allocate((long)Lanes * width * draws);
        ClearTotals();
        device.Launch<CollapsedHamiltonian<TModel>, HamiltonianArguments<TModel>>(Lanes, Arguments(draws * thin, thin, kept));
        Iteration += draws * thin;
        double[] values = kept.ToArray();
        int tiles = padded / Tiles.Width;
        SideBySide.For(0, keys.Length * tiles, tile =>
        {
            (int problem, int own) = Math.DivRem(tile, tiles);
            int first = own * Tiles.Width;
            int count = Math.Min(Tiles.Width, chains - first);
            long offset = Tiles.Offset((long)tile * Tiles.Width, (long)draws * width);
            for (int k = 0; k < width; k++)
            {
                // v comes before B in a draw.
                int parameter = k < instruments ? k + instruments : k - instruments;
                int column = ((((slots[problem] * width) + parameter) * chains) + first) * draws;
                for (int d = 0; d < draws; d++)
                {
                    ReadOnlySpan<double> row = values.AsSpan((int)offset + (((d * width) + k) * Tiles.Width), count);
                    for (int chain = 0; chain < row.Length; chain++)
                    {
                        columns[column + (chain * draws) + d] = row[chain];
                    }
                }
            }
        }, CancellationToken.None);
        return Pool(draws * thin);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Where memory ran out on the way, the rest was never had.
        tuning?.Dispose();
        state?.Dispose();
        scratch?.Dispose();
        totals?.Dispose();
    }

    /// <summary>Hands out draws as they lie in device memory, every chain on a thread of its own.</summary>
    /// <param name="values">The memory.</param>
    /// <param name="firstDraw">Number of the first draw in it.</param>
    /// <param name="draws">Draws of each chain in it.</param>
    /// <param name="keep">Receives them.</param>
    public void Hand(double[] values, int firstDraw, int draws, DrawReceiver keep)
    {
        int width = 2 * instruments;
        SideBySide.For(0, keys.Length * chains, at =>
        {
            (int problem, int chain) = Math.DivRem(at, chains);
            long offset = Tiles.Offset(((long)problem * padded) + chain, (long)draws * width);
            Span<double> draw = stackalloc double[width];
            for (int d = 0; d < draws; d++)
            {
                for (int k = 0; k < width; k++)
                {
                    draw[k] = values[offset + ((((long)d * width) + k) * Tiles.Width)];
                }

                keep(problem, chain, firstDraw + d, draw);
            }
        }, CancellationToken.None);
    }

    /// <summary>What the sums over so many iterations show, one entry a problem.</summary>
    public PooledMoments[] Pool(int iterations)
    {
        double[] sums = totals.ToArray();
        PooledMoments[] pooled = new PooledMoments[keys.Length];
        SideBySide.For(0, keys.Length, problem => pooled[problem] = PooledMoments.Of(
            sums, problem * padded, chains, instruments, iterations, tunings[problem].Centre), CancellationToken.None);
        return pooled;
    }

    /// <summary>Forgets the sums over iterations.</summary>
    public void ClearTotals() => totals.CopyFrom(new double[totals.Length]);

    /// <summary>What a launch of so many iterations reads and writes.</summary>
    public HamiltonianArguments<TModel> Arguments(int iterations, int thin, Memory? draws) => new()
    {
        Model = model,
        Tuning = tuning.View,
        State = state.View,
        Scratch = scratch.View,
        Draws = (draws ?? totals).View,
        Totals = totals.View,
        Chains = padded,
        FirstChain = firstChain,
        SuperchainBits = superchainBits,
        FirstIteration = Iteration,
        Iterations = iterations,
        Thin = thin,
    };
}

/// <summary>Takes one kept draw: v (N) then B (N).</summary>
internal delegate void DrawReceiver(int problem, int chain, int draw, ReadOnlySpan<double> values);
