using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Samplers;

/// <summary>What both Gibbs samplers read and write. Lanes are chains of one problem; lane k is chain <see cref="FirstChain"/> + k.</summary>
public struct GibbsArguments
{
    /// <summary>
    /// The sources that two or more instruments saw, grouped by pattern, one pattern after another: m, n, the n indices of its
    /// instruments, then m rows of n numbers y − b, each row less its own mean (a flat prior on G makes that exact, and keeps
    /// large nominal areas or fluxes from cancelling digits).
    /// </summary>
    public ArrayView<double> Sources;

    /// <summary>Rows of N numbers, see <see cref="ConditionalRows"/>.</summary>
    public ArrayView<double> Conditionals;

    /// <summary>b and T⁻¹, as <see cref="PriorLayout"/> says.</summary>
    public ArrayView<double> Prior;

    /// <summary>Per lane: v (N) then B (N); see <see cref="StateLength"/>.</summary>
    public ArrayView<double> State;

    /// <summary>Per lane: working memory, see <see cref="GibbsScratch"/>.</summary>
    public ArrayView<double> Scratch;

    /// <summary>Per lane: v (N) then B (N) of every kept draw of this launch.</summary>
    public ArrayView<double> Draws;

    /// <summary>Key of the random streams.</summary>
    public StreamKey Key;

    /// <summary>N.</summary>
    public int Instruments;

    /// <summary>Patterns in <see cref="Sources"/>.</summary>
    public int Patterns;

    /// <summary>
    /// Connected components of the instrument graph, each of which <see cref="ScalarGibbs"/> shifts against its fluxes; 0 leaves the
    /// shift move out.
    /// </summary>
    public int ShiftedComponents;

    /// <summary>Number of the first chain, so that any subset of chains can be run.</summary>
    public int FirstChain;

    /// <summary>Number of the first iteration.</summary>
    public int FirstIteration;

    /// <summary>Iterations to make.</summary>
    public int Iterations;

    /// <summary>Iterations a kept draw; 0 keeps none.</summary>
    public int Thin;

    /// <summary>Components of <see cref="State"/>, and of one kept draw, for N instruments.</summary>
    public static int StateLength(int instruments) => 2 * instruments;
}

/// <summary>What <see cref="BlockGibbs{TModel}"/> reads and writes.</summary>
/// <typeparam name="TModel">Where the areas given the variances come from.</typeparam>
public struct BlockGibbsArguments<TModel>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>What it shares with the one-at-a-time sampler.</summary>
    public GibbsArguments Chains;

    /// <summary>The model, as its only problem.</summary>
    public TModel Model;
}

/// <summary>
/// How the constants of the full conditionals lie in memory, N numbers a row: v_i | B, G ~ GIG with density
/// ∝ v^(−k−1) exp(−(a·v + (b₀ + S_i)/v)/2).
/// </summary>
internal static class ConditionalRows
{
    /// <summary>Row of k = α + n_i/2, n_i counting the sources in <see cref="GibbsArguments.Sources"/>.</summary>
    public const int Shape = 0;

    /// <summary>Row of a = n_i/4.</summary>
    public const int Linear = 1;

    /// <summary>Row of b₀ = 2β.</summary>
    public const int Inverse = 2;

    /// <summary>Row of the number of the connected component that the instrument belongs to.</summary>
    public const int Component = 3;

    /// <summary>Number of rows.</summary>
    public const int Count = 4;
}

/// <summary>A lane's working rows.</summary>
internal readonly struct GibbsScratch(Strip precision, Strip offset, Strip share, Strip sum, Strip square)
{
    /// <summary>w_i = 1/v_i.</summary>
    public readonly Strip Precision = precision;

    /// <summary>x_i = B_i − b_i.</summary>
    public readonly Strip Offset = offset;

    /// <summary>w/W of the members of one pattern.</summary>
    public readonly Strip Share = share;

    /// <summary>A_i, the sum of the residuals y − B − G.</summary>
    public readonly Strip Sum = sum;

    /// <summary>S_i, the sum of their squares.</summary>
    public readonly Strip Square = square;

    /// <summary>Components for N instruments.</summary>
    public static int Length(int instruments) => 5 * instruments;

    public static GibbsScratch At<T>(in Strip scratch, int instruments)
        where T : unmanaged, ILane<T>
    {
        long row = (long)instruments * Tiles.Width;
        return new GibbsScratch(
            scratch,
            T.Skip(scratch, row),
            T.Skip(scratch, 2 * row),
            T.Skip(scratch, 3 * row),
            T.Skip(scratch, 4 * row));
    }
}
