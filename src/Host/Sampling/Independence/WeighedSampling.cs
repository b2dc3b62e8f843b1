using System.Buffers;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Sampling.Points;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>A posterior as weighted points.</summary>
/// <param name="Variance">v, an array an instrument.</param>
/// <param name="LogArea">B, an array an instrument, one draw given each v.</param>
/// <param name="AreaMean">E[B | v], an array an instrument.</param>
/// <param name="AreaVariance">Var[B | v], an array an instrument.</param>
/// <param name="Weight">Weights ∝ p/q, the largest of them smoothed, of sum 1.</param>
/// <param name="Blocks">First point and the one after the last of each run that was scrambled on its own.</param>
/// <param name="Quality">What the proposal was worth; it fits.</param>
internal sealed record WeighedPosterior(
    ReadOnlyMemory<double>[] Variance,
    ReadOnlyMemory<double>[] LogArea,
    ReadOnlyMemory<double>[] AreaMean,
    ReadOnlyMemory<double>[] AreaVariance,
    double[] Weight,
    (int First, int End)[] Blocks,
    ProposalQuality Quality);

/// <summary>
/// Importance sampling of ln v with areas and fluxes integrated out, for many problems at once: where a mixture of t's fits, its weighed points are the posterior, and
/// neither warm-up nor thinning is needed. The points are evenly spread (scrambled Sobol' points: randomised quasi-Monte Carlo; Dick, Kuo and Sloan 2013, Acta Numerica 22, 133),
/// the same for all problems, so that results move smoothly from prior to prior.
/// </summary>
internal static class WeighedSampling
{
    // No chain and no pilot has iterations of these numbers.
    private const int FirstIteration = CollapsedBatch.PilotIteration + (1 << 28);
    private const int MostRounds = 10;

    // Whoever takes the draws says when they suffice; until then a proposal worth less than this gets a component more.
    private const double Splitting = 0.8;

    // The first proposal, about the modes, is there to be learnt from: so many points a dimension suffice.
    private const int FirstPoints = 64;

    /// <summary>Draws from every problem that a mixture fits, round by round, until its draws are taken or there is nothing left to try.</summary>
    /// <typeparam name="TModel">The density of η = ln v, and B | v.</typeparam>
    /// <typeparam name="TMemory">What the problems take of the device.</typeparam>
    /// <param name="upload">Puts the problems of these numbers on the device.</param>
    /// <param name="view">The model of what was put there.</param>
    /// <param name="keys">The stream key of each problem.</param>
    /// <param name="starts">The modes of each.</param>
    /// <param name="lanes">Independent streams a problem.</param>
    /// <param name="draws">Draws of each.</param>
    /// <param name="points">Where points come from: every round takes a set of its own.</param>
    /// <param name="take">
    /// Receives the draws of a problem, perhaps more than once, and says whether they suffice; on several threads, each with problems of its own. The draws are there
    /// during the call only.
    /// </param>
    /// <param name="device">Where to draw.</param>
    /// <param name="cancellation">Looked at before every round.</param>
    public static void Run<TModel, TMemory>(
        Func<int[], TMemory> upload,
        Func<TMemory, TModel> view,
        StreamKey[] keys,
        IReadOnlyList<ProposalStart>[] starts,
        int lanes,
        int draws,
        StandardPoints points,
        Func<int, WeighedPosterior, bool> take,
        Device device,
        CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
        where TMemory : IDisposable
    {
        ProposalFit[] fits = Array.ConvertAll(starts, own => new ProposalFit(own, 1.0, Splitting));
        bool[] done = new bool[keys.Length];
        int first = Math.Clamp(FirstPoints * (starts.Max(own => own[0].Centre.Length) + 1) / lanes, 1, draws);
        int[] left = [.. Enumerable.Range(0, keys.Length)];
        for (int round = 0; round < MostRounds && left.Length > 0; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Round(left, round, round == 0 ? first : draws);
            left = [.. left.Where(k => !done[k] && !fits[k].Done)];
        }

        void Round(int[] chosen, int round, int count)
        {
            using TMemory memory = upload(chosen);
            using IndependenceBatch<TModel> batch = new(
                device, view(memory), [.. chosen.Select(k => keys[k])], lanes, FirstIteration + (round * draws), chosen.Max(k => starts[k].Count) + ProposalFit.MostExtra);
            batch.Propose([.. chosen.Select(k => fits[k].Next)]);
            using WeighedTiles seen = batch.WeighDraws(count, points.Of(starts[0][0].Centre.Length, lanes, count, round));
            (int First, int End)[] blocks = PointBlocks.Of(lanes * count);
            SideBySide.For(0, chosen.Length, m =>
            {
                int k = chosen[m];
                double[] room = ArrayPool<double>.Shared.Rent(seen.Length);
                (WeighedPoints weighed, ReadOnlyMemory<double>[] columns) = seen.Of(m, room);
                int n = weighed.Dimension;
                (double[] weight, ProposalQuality quality) = fits[k].Observe(weighed);
                WeighedPosterior posterior = new(columns[..n], columns[n..(2 * n)], columns[(2 * n)..(3 * n)], columns[(3 * n)..], weight, blocks, quality);
                done[k] = round > 0 && quality.Fits && take(k, posterior);
                if (!done[k])
                {
                    fits[k].Learn();
                }

                ArrayPool<double>.Shared.Return(room);
            }, cancellation);
        }
    }
}
