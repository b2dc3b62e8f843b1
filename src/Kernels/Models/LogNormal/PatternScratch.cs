using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>The numbers of one problem that all its chains share; see <see cref="PatternLayout"/>.</summary>
internal readonly struct PatternData(Strip statistics, PriorNumbers prior, int instruments, int patterns, long pairs)
{
    public readonly Strip Statistics = statistics;
    public readonly PriorNumbers Prior = prior;
    public readonly int Instruments = instruments;
    public readonly int Patterns = patterns;

    /// <summary>Where the pairs start, counted from <see cref="Statistics"/>.</summary>
    public readonly long Pairs = pairs;
}

/// <summary>A lane's working rows while a pattern model is evaluated.</summary>
internal readonly struct PatternScratch(
    Strip precision, Strip offset, Strip right, Strip mean, Strip share, Strip matrix, Strip sums, Strip inverse)
{
    /// <summary>w_i = 1/v_i.</summary>
    public readonly Strip Precision = precision;

    /// <summary>h_i = v_i/2 − b_i + b⁰_i; later h_i − μ_i.</summary>
    public readonly Strip Offset = offset;

    /// <summary>r, the right-hand side of Sμ = r.</summary>
    public readonly Strip Right = right;

    /// <summary>μ.</summary>
    public readonly Strip Mean = mean;

    /// <summary>Σφ over the patterns that hold instrument i.</summary>
    public readonly Strip Share = share;

    /// <summary>S, its factor, then its inverse: packed lower triangle.</summary>
    public readonly Strip Matrix = matrix;

    /// <summary>Three numbers a pair: H, later the weights of the transposed product.</summary>
    public readonly Strip Sums = sums;

    /// <summary>1/W of every pattern.</summary>
    public readonly Strip Inverse = inverse;

    /// <summary>Components for N instruments, without <see cref="Inverse"/>.</summary>
    public static int Length(int instruments) =>
        (5 * instruments) + Cholesky.Length(instruments) + (3 * PatternLayout.Pairs(instruments));

    public static PatternScratch At<T>(in Strip scratch, int instruments)
        where T : unmanaged, ILane<T>
    {
        long row = (long)instruments * Tiles.Width;
        long matrix = 5 * row;
        long sums = matrix + ((long)Cholesky.Length(instruments) * Tiles.Width);
        return new PatternScratch(
            scratch,
            T.Skip(scratch, row),
            T.Skip(scratch, 2 * row),
            T.Skip(scratch, 3 * row),
            T.Skip(scratch, 4 * row),
            T.Skip(scratch, matrix),
            T.Skip(scratch, sums),
            T.Skip(scratch, (long)Length(instruments) * Tiles.Width));
    }
}
