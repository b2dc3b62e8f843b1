using GpuConcord.Kernels.Models;
using ILGPU;

namespace GpuConcord.Kernels.Samplers;

/// <summary>What <see cref="CollapsedHamiltonian{TModel}"/> reads and writes. Lanes are chains, <see cref="Chains"/> to a problem.</summary>
/// <typeparam name="TModel">The density of η = ln v.</typeparam>
public struct HamiltonianArguments<TModel>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>The model.</summary>
    public TModel Model;

    /// <summary>A row of <see cref="TuningRow"/> a problem.</summary>
    public ArrayView<double> Tuning;

    /// <summary>Per lane: η (N), ∂ ln p/∂η (N), ln p; see <see cref="StateLength"/>.</summary>
    public ArrayView<double> State;

    /// <summary>Per lane: working memory, <see cref="ScratchLength"/> components.</summary>
    public ArrayView<double> Scratch;

    /// <summary>Per lane: v (N) then B (N) of every kept draw of this launch.</summary>
    public ArrayView<double> Draws;

    /// <summary>Per lane: sums over the launch's iterations, see <see cref="TotalsRow"/>.</summary>
    public ArrayView<double> Totals;

    /// <summary>Chains a problem, padded to a multiple of the tile width.</summary>
    public int Chains;

    /// <summary>Number of the first chain, so that any subset of chains can be run.</summary>
    public int FirstChain;

    /// <summary>Chains that start together, as a power of two.</summary>
    public int SuperchainBits;

    /// <summary>Number of the first iteration.</summary>
    public int FirstIteration;

    /// <summary>Iterations to make.</summary>
    public int Iterations;

    /// <summary>Iterations a kept draw; 0 keeps none.</summary>
    public int Thin;

    /// <summary>Components of <see cref="State"/> for N instruments.</summary>
    public static int StateLength(int instruments) => (2 * instruments) + 1;

    /// <summary>Components of <see cref="Scratch"/>.</summary>
    public static int ScratchLength(in TModel model) => (3 * TModel.Instruments(model)) + TModel.Scratch(model);
}

/// <summary>How a problem is sampled; one row of numbers a problem.</summary>
public static class TuningRow
{
    /// <summary>Low word of the stream key.</summary>
    public const int KeyLow = 0;

    /// <summary>High word of the stream key.</summary>
    public const int KeyHigh = 1;

    /// <summary>Leapfrog step ε in units of the scale.</summary>
    public const int Step = 2;

    /// <summary>Relative half-width of the step's uniform jitter.</summary>
    public const int Jitter = 3;

    /// <summary>Leapfrog steps a trajectory.</summary>
    public const int Leapfrogs = 4;

    /// <summary>First of N centres, about which <see cref="TotalsRow"/> sums.</summary>
    public const int Centre = 5;

    /// <summary>First of N scales follows the centres; length of a row.</summary>
    public static int Length(int instruments) => Centre + (2 * instruments);
}

/// <summary>Sums over iterations, per lane.</summary>
public static class TotalsRow
{
    /// <summary>Sum of acceptance probabilities.</summary>
    public const int Acceptance = 0;

    /// <summary>Number of divergent trajectories.</summary>
    public const int Divergences = 1;

    /// <summary>First of N rows of three: sums of x, x² and x⁴, x = η_i − centre_i.</summary>
    public const int Moments = 2;

    /// <summary>Components for N instruments.</summary>
    public static int Length(int instruments) => Moments + (3 * instruments);
}
