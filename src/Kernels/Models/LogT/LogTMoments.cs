using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Samplers;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>What <see cref="LogTMoments"/> reads and writes. Lanes are chains.</summary>
public struct LogTMomentsArguments
{
    /// <summary>The model.</summary>
    public CollapsedLogT Model;

    /// <summary>Per lane: θ (D) of each of its draws.</summary>
    public ArrayView<double> Points;

    /// <summary>Draws a lane.</summary>
    public int Draws;

    /// <summary>Per lane: working memory, <see cref="LogTMoments.ScratchLength"/> components.</summary>
    public ArrayView<double> Scratch;

    /// <summary>Per lane: sums over the draws of conditional means, laid out as <see cref="ScaleMixtureTotals"/>.</summary>
    public ArrayView<double> Totals;

    /// <summary>M.</summary>
    public int SourceCount;

    /// <summary>|O|.</summary>
    public int Observations;
}

/// <summary>
/// Means given θ, from the nodes of the sources' rules, where a Gibbs sampler sums draws (Gelfand and Smith 1990, section 2.1): of Σ_j 1/ψ, of every weight ξ, of every log flux
/// and its square. They vary from draw to draw only as far as θ moves them, so that some hundred draws say more than ten thousand of the fluxes themselves.
/// </summary>
public readonly struct LogTMoments : IKernel<LogTMomentsArguments>
{
    /// <summary>Components of a lane's working memory.</summary>
    public static int ScratchLength(in CollapsedLogT model) => CollapsedLogT.Scratch(model) + model.Areas;

    /// <inheritdoc/>
    public static void Run<T>(int index, in LogTMomentsArguments arguments)
        where T : unmanaged, ILane<T>
    {
        CollapsedLogT model = arguments.Model;
        int n = model.Areas;
        int dimension = CollapsedLogT.Instruments(model);
        int lane = index * T.Width;
        Strip law = T.At(model.Law, 0);
        Strip scratch = T.At(arguments.Scratch, Tiles.Offset(lane, ScratchLength(model)));
        LogTRowsOfSource rows = LogTRowsOfSource.At<T>(scratch, n);
        Strip sums = T.Skip(scratch, (long)CollapsedLogT.Scratch(model) * Tiles.Width);
        Strip totals = T.At(arguments.Totals, Tiles.Offset(lane, ScaleMixtureTotals.Length(n, arguments.Observations, arguments.SourceCount)));
        Strip weights = T.Skip(totals, ScaleMixtureTotals.Weight(n) * Tiles.Width);
        Strip fluxes = T.Skip(totals, ScaleMixtureTotals.Flux(n, arguments.Observations) * Tiles.Width);
        Strip squares = T.Skip(fluxes, (long)arguments.SourceCount * Tiles.Width);
        SourceTerms<T> terms = SourceTerms<T>.Of(law);
        T unit = T.LoadUniform(law, CollapsedLaw.Unit);
        T precision = T.Of(1.0) / (unit * unit);
        for (int draw = 0; draw < arguments.Draws; draw++)
        {
            Strip point = T.At(arguments.Points, Tiles.Offset(lane, (long)arguments.Draws * dimension) + ((long)draw * dimension * Tiles.Width));
            CollapsedLogT.Begin<T>(model, law, point, rows, out T shift);
            Strip at = T.At(model.Rules, 0);
            long observation = 0;
            long length = 0;
            for (int j = 0; j < arguments.SourceCount; j++)
            {
                at = T.Skip(at, length);
                int members = (int)T.LoadNumber(at, 0);
                int nodes = (int)T.LoadNumber(at, 1);
                rows.Take<T>(at, members);
                Source<T>(terms, law, at, members, nodes, rows, sums, out T flux, out T square);
                T mean = unit * flux;
                Increase(fluxes, j * Tiles.Width, mean - shift);
                Increase(squares, j * Tiles.Width, T.MultiplyAdd(unit * unit, square, shift * (shift - (mean + mean))));
                for (int a = 0; a < members; a++)
                {
                    T own = T.Load(sums, a * Tiles.Width);
                    Increase(weights, (observation + a) * Tiles.Width, own * T.Load(rows.Square, a * Tiles.Width));
                    Increase(totals, (ScaleMixtureTotals.Precision + (long)T.LoadNumber(at, FluxRule.Head + a)) * Tiles.Width, own * precision);
                }

                observation += members;
                length = FluxRule.Length(members, nodes);
            }
        }
    }

    /// <summary>E[1/ψ] s² of every member into <paramref name="sums"/>, E[G]/s and E[G²]/s².</summary>
    private static void Source<T>(
        in SourceTerms<T> terms, in Strip law, in Strip source, int members, int count, in LogTRowsOfSource rows, in Strip sums, out T flux, out T square)
        where T : unmanaged, ILane<T>
    {
        for (int a = 0; a < members; a++)
        {
            T.Store(sums, a * Tiles.Width, T.Of(0.0));
        }

        Strip nodes = T.Skip(source, FluxRule.Nodes(members));
        T total = T.Of(0.0);
        T first = T.Of(0.0);
        T second = T.Of(0.0);
        for (int m = 0; m < count; m++)
        {
            T term = terms.Node(law, source, m, members, rows);
            T place = T.LoadUniform(nodes, m * FluxRule.Node(members));
            total += term;
            first = T.MultiplyAdd(term, place, first);
            second = T.MultiplyAdd(term * place, place, second);
            for (int a = 0; a < members; a++)
            {
                T.Store(sums, a * Tiles.Width, T.MultiplyAdd(term, T.Load(rows.Member, a * Tiles.Width), T.Load(sums, a * Tiles.Width)));
            }
        }

        T inverse = T.Of(1.0) / total;
        for (int a = 0; a < members; a++)
        {
            T.Store(sums, a * Tiles.Width, inverse * T.Load(sums, a * Tiles.Width));
        }

        flux = first * inverse;
        square = second * inverse;
    }

    private static void Increase<T>(in Strip rows, long at, T by)
        where T : unmanaged, ILane<T> => T.Store(rows, at, T.Load(rows, at) + by);
}
