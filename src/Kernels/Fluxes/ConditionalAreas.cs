using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using ILGPU;

namespace GpuConcord.Kernels.Fluxes;

/// <summary>What <see cref="ConditionalAreas"/> reads and writes. A lane is a draw of v; N instruments.</summary>
public struct ConditionalAreasArguments
{
    /// <summary>Per lane: v (N).</summary>
    public ArrayView<double> Variance;

    /// <summary>Per lane: E[B | v] − b (N), then the packed lower triangle of Cov[B | v]; see <see cref="Length"/>.</summary>
    public ArrayView<double> Areas;

    /// <summary>Rows of <see cref="PatternRow"/>, one after the other.</summary>
    public ArrayView<double> Patterns;

    /// <summary>b and T⁻¹, as <see cref="PriorLayout"/> says.</summary>
    public ArrayView<double> Prior;

    /// <summary>N.</summary>
    public int Instruments;

    /// <summary>Number of leading patterns that two or more instruments share; the others say nothing about B.</summary>
    public int Shared;

    /// <summary>Components of <see cref="Areas"/>.</summary>
    public static int Length(int instruments) => instruments + Cholesky.Length(instruments);
}

/// <summary>How a missingness pattern lies in memory.</summary>
public static class PatternRow
{
    /// <summary>m, number of sources.</summary>
    public const int Sources = 0;

    /// <summary>n, number of instruments.</summary>
    public const int Members = 1;

    /// <summary>First of n instrument indices, ascending; n means of the source-centred y follow, then n known variances s (0 where v is all there is).</summary>
    public const int Instruments = 2;

    /// <summary>Length of a row.</summary>
    public static int Length(int members) => Instruments + (3 * members);
}

/// <summary>
/// B | v, y for every draw of v: mean S_B⁻¹ r_B and covariance S_B⁻¹, with S_B = T⁻¹ + L. L is a graph Laplacian, summed pair by pair
/// of instruments, so that its rows cancel exactly; b is taken off the data first. An observation's variance is t = s + v.
/// </summary>
public readonly struct ConditionalAreas : IKernel<ConditionalAreasArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in ConditionalAreasArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        int lane = index * T.Width;
        Strip variance = T.At(arguments.Variance, Tiles.Offset(lane, n));
        Strip right = T.At(arguments.Areas, Tiles.Offset(lane, ConditionalAreasArguments.Length(n)));
        Strip matrix = T.Skip(right, n * Tiles.Width);
        PriorNumbers prior = new(T.At(arguments.Prior, 0), n);
        for (int i = 0; i < n; i++)
        {
            T.Store(right, i * Tiles.Width, T.Of(0.0));
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                T.Store(matrix, Cholesky.At(i, k), prior.Precision<T>(i, k));
            }
        }

        long row = 0;
        for (int p = 0; p < arguments.Shared; p++)
        {
            Strip pattern = T.At(arguments.Patterns, row);
            Add<T>(pattern, variance, prior, right, matrix);
            row += PatternRow.Length((int)T.LoadNumber(pattern, PatternRow.Members));
        }

        Cholesky.Factor<T>(n, matrix);
        Cholesky.Solve<T>(n, matrix, right);
        Cholesky.Invert<T>(n, matrix);
    }

    private static void Add<T>(in Strip pattern, in Strip variance, in PriorNumbers prior, in Strip right, in Strip matrix)
        where T : unmanaged, ILane<T>
    {
        int members = (int)T.LoadNumber(pattern, PatternRow.Members);
        T one = T.Of(1.0);
        T total = T.Of(0.0);
        for (int a = 0; a < members; a++)
        {
            total += one / Variance<T>(pattern, variance, members, a);
        }

        T scale = T.LoadUniform(pattern, PatternRow.Sources) / total;
        for (int a = 1; a < members; a++)
        {
            int i = Instrument<T>(pattern, a);
            T share = scale / Variance<T>(pattern, variance, members, a);
            T offset = Offset<T>(pattern, variance, prior, members, a);
            for (int b = 0; b < a; b++)
            {
                int k = Instrument<T>(pattern, b);
                T flow = share / Variance<T>(pattern, variance, members, b);
                T push = flow * (offset - Offset<T>(pattern, variance, prior, members, b));
                Increase(right, i * Tiles.Width, push);
                Increase(right, k * Tiles.Width, -push);
                Increase(matrix, Cholesky.At(i, i), flow);
                Increase(matrix, Cholesky.At(k, k), flow);
                Increase(matrix, Cholesky.At(i, k), -flow);
            }
        }
    }

    /// <summary>Mean over the pattern's sources of y + t/2 − b for member <paramref name="a"/>.</summary>
    private static T Offset<T>(in Strip pattern, in Strip variance, in PriorNumbers prior, int members, int a)
        where T : unmanaged, ILane<T>
    {
        int i = Instrument<T>(pattern, a);
        T mean = T.LoadUniform(pattern, PatternRow.Instruments + members + a);
        return T.MultiplyAdd(T.Of(0.5), Variance<T>(pattern, variance, members, a), mean - prior.LogArea<T>(i));
    }

    /// <summary>Index of the instrument that is member <paramref name="a"/> of a pattern.</summary>
    internal static int Instrument<T>(in Strip pattern, int a)
        where T : unmanaged, ILane<T> => (int)T.LoadNumber(pattern, PatternRow.Instruments + a);

    /// <summary>t = s + v of member <paramref name="a"/> of a pattern.</summary>
    internal static T Variance<T>(in Strip pattern, in Strip variance, int members, int a)
        where T : unmanaged, ILane<T> =>
        T.LoadUniform(pattern, PatternRow.Instruments + (2 * members) + a) + T.Load(variance, Instrument<T>(pattern, a) * Tiles.Width);

    private static void Increase<T>(in Strip rows, long at, T by)
        where T : unmanaged, ILane<T> => T.Store(rows, at, T.Load(rows, at) + by);
}
