using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Summaries;

/// <summary>How the halves of chains lie among the draws and in the series made of them.</summary>
/// <param name="Rows">Halves: two a chain, or one where a chain is a single draw.</param>
/// <param name="Parts">Halves of a chain, 2 or 1.</param>
/// <param name="ChainLength">Draws of a chain; where odd, the middle one belongs to neither half.</param>
/// <param name="Length">Draws of a half.</param>
/// <param name="Stride">From one half of a series to the next: the length, rounded up to whole tiles.</param>
public readonly record struct SplitLayout(int Rows, int Parts, int ChainLength, int Length, int Stride)
{
    /// <summary>Numbers of a series.</summary>
    public long Size => (long)Rows * Stride;

    /// <summary>Where among the draws a half begins.</summary>
    public long Start(int row) => ((long)(row / Parts) * ChainLength) + ((long)(row % Parts) * (ChainLength - Length));
}

/// <summary>What <see cref="SplitSeries"/> reads and writes.</summary>
/// <param name="Draws">Draws, chain-major; a tile more may be read behind the last.</param>
/// <param name="Series">Series after series, laid out by <paramref name="Layout"/>.</param>
/// <param name="Quantiles">The five quantiles, in the unit of the draws.</param>
/// <param name="Layout">How the halves lie.</param>
/// <param name="Mean">Mean of all draws.</param>
public readonly record struct SplitSeriesArguments(ArrayView<double> Draws, ArrayView<double> Series, ArrayView<double> Quantiles, SplitLayout Layout, double Mean);

/// <summary>
/// What effective sample sizes are taken of, one draw a lane: the draws of the halves of chains, their squared distances from the mean, and whether they are at
/// or below each of five quantiles. Two more series, of scores, are <see cref="RankScores"/>' work.
/// </summary>
public readonly struct SplitSeries : IKernel<SplitSeriesArguments>
{
    /// <summary>Quantiles whose indicators are written.</summary>
    public const int Quantiles = 5;

    /// <summary>Series of squared distances from the mean.</summary>
    public const int Squares = 1;

    /// <summary>The first of the indicators.</summary>
    public const int Indicators = 2;

    /// <summary>The series of scores of ranks.</summary>
    public const int Scores = Indicators + Quantiles;

    /// <summary>The series of scores of ranks of distances from the median.</summary>
    public const int FoldedScores = Scores + 1;

    /// <summary>All series.</summary>
    public const int Count = FoldedScores + 1;

    /// <inheritdoc/>
    public static void Run<T>(int index, in SplitSeriesArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int lane = index * T.Width;
        SplitLayout layout = arguments.Layout;
        int row = lane / layout.Stride;
        T x = T.Load(T.At(arguments.Draws, layout.Start(row) + (lane - ((long)row * layout.Stride))), 0);
        T distance = x - T.Of(arguments.Mean);
        Strip series = T.At(arguments.Series, lane);
        T.Store(series, 0, x);
        T.Store(series, Squares * layout.Size, distance * distance);
        Strip quantiles = T.At(arguments.Quantiles, 0);
        for (int q = 0; q < Quantiles; q++)
        {
            T below = T.Select(T.LessOrEqual(x, T.LoadUniform(quantiles, q)), T.Of(1.0), T.Of(0.0));
            T.Store(series, (Indicators + q) * layout.Size, below);
        }
    }
}
