using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// What <see cref="ScaleMixtureGibbs{TModel}"/> reads and writes. Lanes are chains, <see cref="Chains"/> to a problem. Problems have model, prior
/// and missing values in common, and differ in their numbers. M sources and |O| observations are those that two or more instruments saw,
/// in the order of <see cref="Sources"/>.
/// </summary>
/// <typeparam name="TModel">How ψ and σ² are drawn.</typeparam>
public struct ScaleMixtureArguments<TModel>
    where TModel : struct, IScaleMixture<TModel>
{
    /// <summary>The model.</summary>
    public TModel Model;

    /// <summary>The data of each problem, laid out as <see cref="GibbsArguments.Sources"/>, one problem after another.</summary>
    public ArrayView<double> Sources;

    /// <summary>Two words a problem: the key of its random streams, low word first.</summary>
    public ArrayView<double> Keys;

    /// <summary>b and T⁻¹, as <see cref="PriorLayout"/> says.</summary>
    public ArrayView<double> Prior;

    /// <summary>Numbers of the sources whose log fluxes go with every kept draw.</summary>
    public ArrayView<double> Chosen;

    /// <summary>Per lane, see <see cref="ScaleMixtureState"/>.</summary>
    public ArrayView<double> State;

    /// <summary>Per lane: precision w = 1/ψ of every observation, still to be multiplied by its instrument's factor.</summary>
    public ArrayView<double> Precisions;

    /// <summary>Per lane: log flux of every source, above the source's mean of y − b.</summary>
    public ArrayView<double> Fluxes;

    /// <summary>Per lane: sums over iterations, see <see cref="ScaleMixtureTotals"/>.</summary>
    public ArrayView<double> Totals;

    /// <summary>Per lane: working memory, see <see cref="ScaleMixtureGibbs{TModel}.ScratchLength"/>.</summary>
    public ArrayView<double> Scratch;

    /// <summary>Per lane: σ² (N), B − b (N), then the chosen log fluxes, of every kept draw of this launch.</summary>
    public ArrayView<double> Draws;

    /// <summary>Chains a problem, padded to a multiple of the tile width.</summary>
    public int Chains;

    /// <summary>Numbers in <see cref="Sources"/> that belong to one problem.</summary>
    public int SourcesLength;

    /// <summary>N.</summary>
    public int Instruments;

    /// <summary>Patterns in <see cref="Sources"/>.</summary>
    public int Patterns;

    /// <summary>M.</summary>
    public int SourceCount;

    /// <summary>|O|.</summary>
    public int Observations;

    /// <summary>Length of <see cref="Chosen"/>.</summary>
    public int ChosenCount;

    /// <summary>Number of every problem's first chain, so that any subset of chains can be run.</summary>
    public int FirstChain;

    /// <summary>Number of the first iteration.</summary>
    public int FirstIteration;

    /// <summary>Iterations to make.</summary>
    public int Iterations;

    /// <summary>Iterations a kept draw; 0 keeps none, and adds nothing to <see cref="Totals"/>.</summary>
    public int Thin;

    /// <summary>The key of a problem.</summary>
    internal static StreamKey Key<T>(in ScaleMixtureArguments<TModel> arguments, int problem)
        where T : unmanaged, ILane<T>
    {
        Strip key = T.At(arguments.Keys, 2L * problem);
        return new StreamKey((uint)T.LoadNumber(key, 0), (uint)T.LoadNumber(key, 1));
    }
}

/// <summary>A lane's state besides its precisions: rows of σ², B − b, and the factor that the precisions still lack.</summary>
public static class ScaleMixtureState
{
    /// <summary>First row of σ².</summary>
    public const int Scale = 0;

    /// <summary>First row of B − b, for N instruments.</summary>
    public static int Area(int instruments) => instruments;

    /// <summary>First row of the factors, for N instruments.</summary>
    public static int Factor(int instruments) => 2 * instruments;

    /// <summary>Components for N instruments.</summary>
    public static int Length(int instruments) => 3 * instruments;
}

/// <summary>A lane's sums over kept iterations: Σ_j 1/ψ (N), ξ = σ²/ψ (|O|), G (M) and G² (M).</summary>
public static class ScaleMixtureTotals
{
    /// <summary>First row of Σ_j 1/ψ_ij, one an instrument.</summary>
    public const int Precision = 0;

    /// <summary>First row of ξ.</summary>
    public static long Weight(int instruments) => instruments;

    /// <summary>First row of G.</summary>
    public static long Flux(int instruments, int observations) => (long)instruments + observations;

    /// <summary>Components.</summary>
    public static long Length(int instruments, int observations, int sources) => (long)instruments + observations + (2L * sources);
}

/// <summary>A lane's working rows.</summary>
internal readonly struct ScaleMixtureScratch(Strip precision, Strip variance, Strip square, Strip right, Strip matrix)
{
    /// <summary>Σ 1/ψ of each instrument.</summary>
    public readonly Strip Precision = precision;

    /// <summary>Σ ψ.</summary>
    public readonly Strip Variance = variance;

    /// <summary>Σ r²/ψ.</summary>
    public readonly Strip Square = square;

    /// <summary>Right-hand side of the system of the areas.</summary>
    public readonly Strip Right = right;

    /// <summary>S_B, then its Cholesky factor.</summary>
    public readonly Strip Matrix = matrix;

    /// <summary>Components for N instruments.</summary>
    public static int Length(int instruments) => (4 * instruments) + Cholesky.Length(instruments);

    public static ScaleMixtureScratch At<T>(in Strip scratch, int instruments)
        where T : unmanaged, ILane<T>
    {
        long row = (long)instruments * Tiles.Width;
        return new ScaleMixtureScratch(
            scratch, T.Skip(scratch, row), T.Skip(scratch, 2 * row), T.Skip(scratch, 3 * row), T.Skip(scratch, 4 * row));
    }
}
