using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>What <see cref="LogTFluxDraws"/> reads and writes. Lanes are chains, of each of which one draw of θ is looked at.</summary>
public struct LogTFluxDrawsArguments
{
    /// <summary>The model, with rules whose nodes lie evenly.</summary>
    public CollapsedLogT Model;

    /// <summary>How ψ is drawn.</summary>
    public LogTModel Latent;

    /// <summary>Per lane: θ (D).</summary>
    public ArrayView<double> Points;

    /// <summary>Of every source its number and that of its first observation, which address its random numbers.</summary>
    public ArrayView<double> Numbers;

    /// <summary>Per lane: working memory, <see cref="LogTFluxDraws.ScratchLength"/> components.</summary>
    public ArrayView<double> Scratch;

    /// <summary>Per lane: G of every source, above its centre.</summary>
    public ArrayView<double> Fluxes;

    /// <summary>Key of the random numbers.</summary>
    public StreamKey Key;

    /// <summary>Iteration that the draw of θ comes from.</summary>
    public long Iteration;

    /// <summary>Chain of the first lane.</summary>
    public int FirstChain;

    /// <summary>Nodes of the longest rule.</summary>
    public int MostNodes;
}

/// <summary>
/// Draws of every log flux given θ: a node of its rule in proportion to its term, every ψ given that flux, and the flux given every ψ. The last two steps leave p(G, ψ | θ) as
/// it is, and what they make of a node's place is a smooth function of it: its average over the nodes is the trapezoid rule's, as good as the integral itself, so that the draw is
/// one of p(G | θ) wherever the nodes lie.
/// </summary>
public readonly struct LogTFluxDraws : IKernel<LogTFluxDrawsArguments>
{
    /// <summary>Components of a lane's working memory.</summary>
    public static int ScratchLength(in CollapsedLogT model, int mostNodes) => CollapsedLogT.Scratch(model) + mostNodes;

    /// <inheritdoc/>
    public static void Run<T>(int index, in LogTFluxDrawsArguments arguments)
        where T : unmanaged, ILane<T>
    {
        CollapsedLogT model = arguments.Model;
        int n = model.Areas;
        int dimension = CollapsedLogT.Instruments(model);
        int lane = index * T.Width;
        Strip law = T.At(model.Law, 0);
        Strip scratch = T.At(arguments.Scratch, Tiles.Offset(lane, ScratchLength(model, arguments.MostNodes)));
        LogTRowsOfSource rows = LogTRowsOfSource.At<T>(scratch, n);
        Strip cumulative = T.Skip(scratch, (long)CollapsedLogT.Scratch(model) * Tiles.Width);
        SourceTerms<T> terms = SourceTerms<T>.Of(law);
        T unit = T.LoadUniform(law, CollapsedLaw.Unit);
        CollapsedLogT.Begin<T>(model, law, T.At(arguments.Points, Tiles.Offset(lane, dimension)), rows, out T shift);
        Stream<T> stream = new(arguments.Key, T.Count(arguments.FirstChain + lane), arguments.Iteration);
        int sources = (int)T.LoadNumber(law, CollapsedLaw.Sources);
        Strip at = T.At(model.Rules, 0);
        Strip numbers = T.At(arguments.Numbers, 0);
        Strip fluxes = T.At(arguments.Fluxes, Tiles.Offset(lane, sources));
        long length = 0;
        for (int j = 0; j < sources; j++)
        {
            at = T.Skip(at, length);
            int members = (int)T.LoadNumber(at, 0);
            int nodes = (int)T.LoadNumber(at, 1);
            rows.Take<T>(at, members);
            stream.NormalsAndUniform(Sites.Fluxes + (long)T.LoadNumber(numbers, 2 * j), 0, out T normal, out _, out T uniform);
            T place = Node<T>(terms, law, at, members, nodes, rows, cumulative, uniform);
            long site = Sites.Latent + (long)T.LoadNumber(numbers, (2 * j) + 1);
            T.Store(fluxes, j * Tiles.Width, Flux(arguments.Latent, stream, site, members, rows, unit, unit * place, normal) - shift);
            length = FluxRule.Length(members, nodes);
        }
    }

    /// <summary>Place of the node at which the terms up to there pass a share of their sum.</summary>
    private static T Node<T>(
        in SourceTerms<T> terms, in Strip law, in Strip source, int members, int count, in LogTRowsOfSource rows, in Strip cumulative, T share)
        where T : unmanaged, ILane<T>
    {
        Strip nodes = T.Skip(source, FluxRule.Nodes(members));
        T total = T.Of(0.0);
        for (int m = 0; m < count; m++)
        {
            total += terms.Term(law, source, m, members, rows);
            T.Store(cumulative, m * Tiles.Width, total);
        }

        T target = share * total;
        T place = T.LoadUniform(nodes, 0);
        for (int m = 1; m < count; m++)
        {
            place = T.Select(T.Less(T.Load(cumulative, (m - 1) * Tiles.Width), target), T.LoadUniform(nodes, m * FluxRule.Node(members)), place);
        }

        return place;
    }

    /// <summary>Every ψ given G, then G given every ψ.</summary>
    private static T Flux<T>(in LogTModel latent, in Stream<T> stream, long site, int members, in LogTRowsOfSource rows, T unit, T flux, T normal)
        where T : unmanaged, ILane<T>
    {
        T total = T.Of(0.0);
        T sum = T.Of(0.5 * members);
        for (int a = 0; a < members; a++)
        {
            T residual = unit * T.Load(rows.Residual, a * Tiles.Width);
            T r = residual - flux;
            T precision = LogTModel.Precision(latent, stream, site + a, unit * unit * T.Load(rows.Square, a * Tiles.Width), r * r);
            total += precision;
            sum = T.MultiplyAdd(precision, residual, sum);
        }

        T inverse = T.Of(1.0) / total;
        return T.MultiplyAdd(T.Sqrt(inverse), normal, sum * inverse);
    }
}
