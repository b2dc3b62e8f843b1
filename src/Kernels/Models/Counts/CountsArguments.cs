using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>
/// What <see cref="CountsGibbs"/> reads and writes. Lanes are chains, <see cref="Chains"/> to a problem. Everything is measured from the prior:
/// B from b, ln S of instrument i from b_i and from a common unit, G and μ from that unit.
/// </summary>
public struct CountsArguments
{
    /// <summary>Per problem: segments and observations, see <see cref="CountsData"/>.</summary>
    public ArrayView<double> Data;

    /// <summary>Two words a problem: the key of its random streams, low word first.</summary>
    public ArrayView<double> Keys;

    /// <summary>Per problem: see <see cref="CountsPrior"/>.</summary>
    public ArrayView<double> Prior;

    /// <summary>Numbers of the sources whose log fluxes go with every kept draw.</summary>
    public ArrayView<double> Chosen;

    /// <summary>Per lane, see <see cref="CountsState"/>.</summary>
    public ArrayView<double> State;

    /// <summary>Per lane: x = ln S of every observation.</summary>
    public ArrayView<double> Intensities;

    /// <summary>Per lane: Y = h S of every observation, the source's photons to expect; what v moved since is still to follow.</summary>
    public ArrayView<double> Expected;

    /// <summary>Per lane: source photons of every observation.</summary>
    public ArrayView<double> Photons;

    /// <summary>Per lane: slope of ln L in x at x = B + G, every observation's.</summary>
    public ArrayView<double> Slopes;

    /// <summary>Per lane: minus its curvature there, or 0 where that is negative.</summary>
    public ArrayView<double> Curvatures;

    /// <summary>Per lane: b of every observation.</summary>
    public ArrayView<double> Backgrounds;

    /// <summary>Per lane: G of every source.</summary>
    public ArrayView<double> Fluxes;

    /// <summary>Per lane and segment: sums over the segment's sources, see <see cref="CountsSums"/>.</summary>
    public ArrayView<double> Sums;

    /// <summary>Per lane: ΣG (M) and ΣG² (M) over the iterations of launches that keep draws.</summary>
    public ArrayView<double> Totals;

    /// <summary>Per lane: working memory of a chain's own steps, see <see cref="CountsScratch"/>.</summary>
    public ArrayView<double> Scratch;

    /// <summary>Per lane: v (N), B (N), μ (P), ω² (P), then the chosen log fluxes, of every kept draw of this launch.</summary>
    public ArrayView<double> Draws;

    /// <summary>Lanes of all problems together.</summary>
    public int Lanes;

    /// <summary>Chains a problem, padded to a multiple of the tile width.</summary>
    public int Chains;

    /// <summary>Numbers in <see cref="Data"/> from one problem to the next; 0 when all have the same.</summary>
    public int DataLength;

    /// <summary>N.</summary>
    public int Instruments;

    /// <summary>P, populations of sources: one an energy band.</summary>
    public int Populations;

    /// <summary>Segments.</summary>
    public int Segments;

    /// <summary>M.</summary>
    public int SourceCount;

    /// <summary>|O|.</summary>
    public int Observations;

    /// <summary>Most instruments that saw one source.</summary>
    public int MostMembers;

    /// <summary>Length of <see cref="Chosen"/>.</summary>
    public int ChosenCount;

    /// <summary>Where v comes from: <see cref="CountsScatter"/>.</summary>
    public int Scatter;

    /// <summary>Number of every problem's first chain, so that any subset of chains can be run.</summary>
    public int FirstChain;

    /// <summary>Number of the first iteration.</summary>
    public int FirstIteration;

    /// <summary>Iterations to make.</summary>
    public int Iterations;

    /// <summary>Iterations a kept draw; 0 keeps none, and adds nothing to <see cref="Totals"/>.</summary>
    public int Thin;

    /// <summary>The first iterations of a chain, in which it adapts the width of the cloud of offers, and v is offered others in every one.</summary>
    public int Adapting;

    /// <summary>The only step to make, of a single iteration, where sources are dealt to threads of their own; see <see cref="CountsStage"/>.</summary>
    public int Stage;

    /// <summary>Iterations of the launch that are done, where a step is made by itself.</summary>
    public int Done;

    /// <summary>The key of a problem.</summary>
    internal static StreamKey Key<T>(in CountsArguments arguments, int problem)
        where T : unmanaged, ILane<T>
    {
        Strip key = T.At(arguments.Keys, 2L * problem);
        return new StreamKey((uint)T.LoadNumber(key, 0), (uint)T.LoadNumber(key, 1));
    }
}

/// <summary>Where the scatter beyond the counts comes from.</summary>
public static class CountsScatter
{
    /// <summary>v_i has an inverse-gamma prior.</summary>
    public const int Fitted = 0;

    /// <summary>v_i is what the chains start with.</summary>
    public const int Known = 1;

    /// <summary>There is none: ln S = B + G.</summary>
    public const int None = 2;
}

/// <summary>The steps of an iteration, in their order; those of sources go segment by segment, those of chains see a chain's sums.</summary>
public static class CountsStage
{
    /// <summary>Every step of every iteration, a chain a lane.</summary>
    public const int All = -1;

    /// <summary>Sources: photons are told from background; then G | photons with every scatter about it held fixed.</summary>
    public const int Photons = 0;

    /// <summary>Chains: B likewise; without scatter, the common shift of B against G and μ.</summary>
    public const int AreasAgain = 1;

    /// <summary>Sources: ln S | photons, B, G, v.</summary>
    public const int Latents = 2;

    /// <summary>Chains: B and μ | ln S, v, ω², fluxes integrated out.</summary>
    public const int Areas = 3;

    /// <summary>Sources: G | ln S, B, v, μ, ω².</summary>
    public const int Fluxes = 4;

    /// <summary>Chains: v | ln S, B, G; μ and ω² | G; what v might be instead.</summary>
    public const int Variances = 5;

    /// <summary>Sources: the density of v and of each of those when every x follows its own conditional.</summary>
    public const int Trials = 6;

    /// <summary>Chains: which of them v becomes.</summary>
    public const int Choice = 7;

    /// <summary>Sources: totals of G, where draws are kept.</summary>
    public const int Total = 8;

    /// <summary>Chains: the kept draw.</summary>
    public const int Keep = 9;

    /// <summary>Number of steps.</summary>
    public const int Count = 10;

    /// <summary>Whether a step goes segment by segment.</summary>
    public static bool IsOfSources(int stage) => (stage & 1) == 0;
}
