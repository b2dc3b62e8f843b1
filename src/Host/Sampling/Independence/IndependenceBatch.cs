using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>
/// The chains of one or more problems, moved by proposals from a mixture a problem and, once a <see cref="Cycle"/>, by a Hamiltonian trajectory: should a mixture miss
/// a region beside its own, the trajectories find it, and the chains that stick there say so by their R-hat.
/// </summary>
/// <typeparam name="TModel">The density of η = ln v.</typeparam>
internal sealed class IndependenceBatch<TModel> : IDisposable
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>Proposals from one trajectory to the next.</summary>
    public const int Cycle = 16;

    private const double TrajectoryLength = 1.5;
    private readonly ChainBatch<TModel> chains;
    private readonly Memory aside;
    private readonly int mixtureLength;
    private Memory mixtures;

    /// <param name="device">Where to run.</param>
    /// <param name="model">The problems.</param>
    /// <param name="keys">The stream key of each.</param>
    /// <param name="count">Chains a problem.</param>
    /// <param name="firstIteration">Number of the first iteration.</param>
    /// <param name="mostComponents">Components that a mixture has at most.</param>
    /// <param name="firstChain">Number of each problem's first chain.</param>
    /// <param name="superchainBits">Chains that start together, as a power of two.</param>
    public IndependenceBatch(
        Device device, TModel model, StreamKey[] keys, int count, int firstIteration, int mostComponents, int firstChain = 0, int superchainBits = DispersedStart.SuperchainBits)
    {
        chains = new ChainBatch<TModel>(device, model, keys, count, firstIteration, superchainBits, firstChain);
        mixtureLength = TMixtureLayout.Length(chains.Instruments, mostComponents);
        try
        {
            aside = device.Allocate((long)chains.Lanes * TotalsRow.Length(chains.Instruments));
            mixtures = device.Allocate((long)keys.Length * mixtureLength);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Sums over the iterations of the last round, a <see cref="TotalsRow"/> a chain.</summary>
    public double[] Totals => chains.Totals;

    /// <summary>What each problem proposes from now on, and about which centre its chains are summed.</summary>
    public void Propose(IReadOnlyList<Proposal> proposals)
    {
        double[] values = new double[mixtures.Length];
        SideBySide.For(0, proposals.Count, problem => proposals[problem].Write(values.AsSpan(problem * mixtureLength, mixtureLength)), CancellationToken.None);
        mixtures.CopyFrom(values);
        chains.Tune([.. proposals.Select(Trajectory)]);
    }

    /// <summary>Fresh points of every problem's mixture with their weights: every lane makes <paramref name="iterations"/>.</summary>
    public WeighedPoints[] Weigh(int iterations)
    {
        using WeighedTiles tiles = Weighed<WeighedProposals<TModel>>(iterations, WeighedProposals<TModel>.Width(chains.Instruments));
        WeighedPoints[] found = new WeighedPoints[chains.Problems];
        SideBySide.For(0, found.Length, problem => found[problem] = tiles.Of(problem, new double[tiles.Length]).Points, CancellationToken.None);
        return found;
    }

    /// <summary>Those that a table of standard points makes, with v, one draw of B, and mean and variance of B given v: a column an instrument each.</summary>
    /// <param name="iterations">Points a lane.</param>
    /// <param name="points">See <see cref="Points.StandardPoints"/>.</param>
    public WeighedTiles WeighDraws(int iterations, double[] points)
    {
        using Memory table = chains.Device.Allocate(points.Length);
        table.CopyFrom(points);
        return Weighed<WeighedDraws<TModel>>(iterations, WeighedDraws<TModel>.Width(chains.Instruments), table);
    }

    private WeighedTiles Weighed<TKernel>(int iterations, int width, Memory? points = null)
        where TKernel : struct, IKernel<IndependenceArguments<TModel>>
    {
        using Memory memory = chains.Device.Allocate((long)chains.Lanes * iterations * width);
        chains.Device.Launch<TKernel, IndependenceArguments<TModel>>(chains.Lanes, Arguments(iterations, 1, memory) with { Points = points?.View ?? default });
        chains.Iteration += iterations;
        return new WeighedTiles(memory, chains.Problems, chains.Chains, iterations, chains.Instruments, width);
    }

    /// <summary>Puts every chain on an over-dispersed starting point, superchain by superchain, and makes so many iterations.</summary>
    public void Start(int iterations, CancellationToken cancellation)
    {
        chains.Start();
        for (int done = 0; done < iterations; done += Cycle)
        {
            cancellation.ThrowIfCancellationRequested();
            Move(Math.Min(Cycle, iterations - done), 0, null);
        }
    }

    /// <summary>
    /// Makes <paramref name="draws"/> · <paramref name="thin"/> iterations and hands every kept draw to <paramref name="keep"/> as
    /// (problem, chain, draw, values), values being v (N) then B (N).
    /// </summary>
    public PooledMoments[] Sample(int draws, int thin, DrawReceiver keep, Action<double> progress, CancellationToken cancellation)
    {
        int block = Math.Max(1, Cycle / thin);
        using Memory kept = chains.Device.Allocate((long)chains.Lanes * 2 * chains.Instruments * block);
        double[] values = new double[kept.Length];
        chains.ClearTotals();
        for (int done = 0; done < draws; done += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int now = Math.Min(block, draws - done);
            Move(now * thin, thin, kept);
            kept.CopyTo(values);
            chains.Hand(values, done, now, keep);
            progress((double)(done + now) / draws);
        }

        return chains.Pool(draws * thin);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Where memory ran out on the way, the rest was never had.
        mixtures?.Dispose();
        aside?.Dispose();
        chains.Dispose();
    }

    /// <summary>About the mixture's own mean and spread; as long as a quarter of a period, in few steps, for it need not go far.</summary>
    private static Tuning Trajectory(Proposal proposal)
    {
        int n = proposal.Dimension;
        double step = 0.9 / Math.Pow(n, 0.25);
        double[] centre = new double[n];
        double[] scale = new double[n];
        double wider = proposal.Freedom / (proposal.Freedom - 2.0);
        for (int i = 0; i < n; i++)
        {
            centre[i] = proposal.Components.Sum(own => own.Weight * own.Mean[i]);
            scale[i] = Math.Sqrt(wider * proposal.Components.Sum(own => own.Weight * own.Scale[i, i]));
        }

        return new Tuning(step, Math.Max(2, (int)Math.Round(TrajectoryLength / step)), centre, scale);
    }

    private void Move(int iterations, int thin, Memory? kept)
    {
        chains.Device.Launch<CollapsedIndependence<TModel>, IndependenceArguments<TModel>>(chains.Lanes, Arguments(iterations, thin, kept));
        chains.Iteration += iterations;
        HamiltonianArguments<TModel> trajectory = chains.Arguments(1, 0, null) with { Totals = aside.View };
        chains.Device.Launch<CollapsedHamiltonian<TModel>, HamiltonianArguments<TModel>>(chains.Lanes, trajectory);
    }

    private IndependenceArguments<TModel> Arguments(int iterations, int thin, Memory? draws) => new()
    {
        Chains = chains.Arguments(iterations, thin, draws),
        Mixtures = mixtures.View,
        MixtureLength = mixtureLength,
    };
}
