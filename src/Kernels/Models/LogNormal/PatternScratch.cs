using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>The uniform numbers of one problem: its patterns and its priors.</summary>
internal readonly struct PatternData(Strip statistics, Strip prior, int instruments, int patterns)
{
    public readonly Strip Statistics = statistics;
    public readonly Strip Prior = prior;
    public readonly int Instruments = instruments;
    public readonly int Patterns = patterns;

    public static PatternData Of<T>(
        ArrayView<double> statistics, ArrayView<double> priors, ArrayView<double> dataOf, int problem, int instruments)
        where T : unmanaged, ILane<T>
    {
        Strip data = T.At(dataOf, 2L * problem);
        return new PatternData(
            T.At(statistics, (long)T.LoadNumber(data, 0)),
            T.At(priors, (long)problem * PriorRows.Count * instruments),
            instruments,
            (int)T.LoadNumber(data, 1));
    }
}

/// <summary>A lane's working rows while a pattern model is evaluated.</summary>
internal readonly struct PatternScratch(Strip precision, Strip offset, Strip right, Strip mean, Strip row, Strip matrix)
{
    /// <summary>w_i = 1/v_i.</summary>
    public readonly Strip Precision = precision;

    /// <summary>v_i/2 − b_i; later v_i/2 − b_i − μ_i.</summary>
    public readonly Strip Offset = offset;

    /// <summary>Right-hand side of Sμ = r.</summary>
    public readonly Strip Right = right;

    /// <summary>μ.</summary>
    public readonly Strip Mean = mean;

    /// <summary>(Fω)_i of one pattern.</summary>
    public readonly Strip Row = row;

    /// <summary>S, its factor, then its inverse: packed lower triangle.</summary>
    public readonly Strip Matrix = matrix;

    /// <summary>Components for N instruments.</summary>
    public static int Length(int instruments) => (5 * instruments) + Cholesky.Length(instruments);

    public static PatternScratch At<T>(in Strip scratch, int instruments)
        where T : unmanaged, ILane<T>
    {
        long row = (long)instruments * Tiles.Width;
        return new PatternScratch(
            scratch,
            T.Skip(scratch, row),
            T.Skip(scratch, 2 * row),
            T.Skip(scratch, 3 * row),
            T.Skip(scratch, 4 * row),
            T.Skip(scratch, 5 * row));
    }
}
