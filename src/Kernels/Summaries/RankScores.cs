using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using ILGPU;

namespace GpuConcord.Kernels.Summaries;

/// <summary>What <see cref="RankScores"/> reads and writes.</summary>
/// <param name="Values">The draws of the halves, in tiles.</param>
/// <param name="Sorted">All draws, or their distances from the median, ascending; +∞ behind them to <paramref name="Size"/>, once at least.</param>
/// <param name="Middles">As <paramref name="Sorted"/>, of the draws that belong to no half, to <paramref name="MiddleSize"/>.</param>
/// <param name="Scores">One score a value.</param>
/// <param name="Size">A power of two.</param>
/// <param name="MiddleSize">A power of two.</param>
/// <param name="Folded">1 for scores of distances from <paramref name="Median"/>, 0 for those of the draws themselves.</param>
/// <param name="Kept">Draws that are ranked.</param>
/// <param name="Median">In the unit of the draws.</param>
public readonly record struct RankScoresArguments(
    ArrayView<double> Values, ArrayView<double> Sorted, ArrayView<double> Middles, ArrayView<double> Scores, long Size, long MiddleSize, int Folded, double Kept, double Median);

/// <summary>
/// Normal scores of ranks, Φ⁻¹((r − 3/8)/(S + 1/4)) (Blom 1958; Vehtari et al. 2021, § 4.1), one draw a lane: how many draws are below it and how many not above
/// it tells the mean rank of all that tie with it.
/// </summary>
public readonly struct RankScores : IKernel<RankScoresArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in RankScoresArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long lane = (long)index * T.Width;
        T x = T.Load(T.At(arguments.Values, lane), 0);
        if (arguments.Folded != 0)
        {
            x = T.Abs(x - T.Of(arguments.Median));
        }

        Search.Bounds(T.At(arguments.Sorted, 0), arguments.Size, x, out T below, out T notAbove);
        Search.Bounds(T.At(arguments.Middles, 0), arguments.MiddleSize, x, out T middleBelow, out T middleNotAbove);
        T rank = T.Of(0.5) * ((below - middleBelow) + (notAbove - middleNotAbove) + T.Of(1.0));

        // The upper half mirrors the lower one. Values behind the end of a half may lie anywhere; what they score is never read.
        T mirrored = T.Of(arguments.Kept + 1.0) - rank;
        T upper = T.Less(mirrored, rank);
        T probability = (T.Select(upper, mirrored, rank) - T.Of(0.375)) / T.Of(arguments.Kept + 0.25);
        T score = NormalQuantile.Lower(T.Max(probability, T.Of(NormalQuantile.Least)));
        T.Store(T.At(arguments.Scores, lane), 0, T.Select(upper, -score, score));
    }
}
