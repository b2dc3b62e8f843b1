using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;
using ILGPU;

namespace GpuConcord.Kernels.Fluxes;

/// <summary>What <see cref="FluxDraws"/> reads and writes. Lane <c>draw · Chains + chain</c> is one draw of (B, v).</summary>
public struct FluxDrawsArguments
{
    /// <summary>Per lane: v (N), 0 when the variances are known, then B − b (N).</summary>
    public ArrayView<double> Draws;

    /// <summary>
    /// The sources, one after the other: source number, n, x₀, then n rows of (instrument, x_i − x₀, known variance s_i or 0), x_i = y_ij − b_i.
    /// </summary>
    public ArrayView<double> Sources;

    /// <summary>A row of Lanes for each source: the draws of G.</summary>
    public ArrayView<double> Fluxes;

    /// <summary>N.</summary>
    public int Instruments;

    /// <summary>Number of sources.</summary>
    public int SourceCount;

    /// <summary>Number of lanes.</summary>
    public int Lanes;

    /// <summary>Chains, padded to a multiple of the tile width.</summary>
    public int Chains;

    /// <summary>Iteration at which draw 0 was made.</summary>
    public long FirstIteration;

    /// <summary>Iterations from a draw to the next.</summary>
    public int Stride;

    /// <summary>Stream key of the problem.</summary>
    public StreamKey Key;
}

/// <summary>
/// Draws of log fluxes that go with draws of areas and variances:
/// G_j | B, v, y ~ N(Σ ω_i (y_ij + t_i/2 − B_i), 1/W), ω = w/W, w = 1/t, t = s + v, independent over sources. The random number of (source, chain, iteration) has
/// an address of its own, the same whichever sources and draws are asked for.
/// </summary>
public readonly struct FluxDraws : IKernel<FluxDrawsArguments>
{
    /// <summary>Numbers of a source before its observations.</summary>
    public const int Header = 3;

    /// <summary>Numbers an observation.</summary>
    public const int Row = 3;

    /// <inheritdoc/>
    public static void Run<T>(int index, in FluxDrawsArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int lane = index * T.Width;
        int n = arguments.Instruments;
        int draw = lane / arguments.Chains;
        Strip state = T.At(arguments.Draws, Tiles.Offset(lane, 2 * n));
        Stream<T> stream = new(
            arguments.Key, T.Count(lane - (draw * arguments.Chains)), arguments.FirstIteration + ((long)draw * arguments.Stride));
        long row = 0;
        for (int j = 0; j < arguments.SourceCount; j++)
        {
            Strip source = T.At(arguments.Sources, row);
            int members = (int)T.LoadNumber(source, 1);
            T total = T.Of(0.0);
            T sum = T.Of(0.0);
            for (int a = 0; a < members; a++)
            {
                int at = Header + (Row * a);
                int i = (int)T.LoadNumber(source, at);
                T variance = T.LoadUniform(source, at + 2) + T.Load(state, i * Tiles.Width);
                T weight = T.Of(1.0) / variance;
                T offset = T.MultiplyAdd(T.Of(0.5), variance, T.LoadUniform(source, at + 1) - T.Load(state, (n + i) * Tiles.Width));
                total += weight;
                sum = T.MultiplyAdd(weight, offset, sum);
            }

            stream.Normals(Sites.FluxPosterior + (long)T.LoadNumber(source, 0), 0, out T normal, out _);
            T flux = T.LoadUniform(source, 2) + (sum / total) + (normal / T.Sqrt(total));
            T.Store(T.At(arguments.Fluxes, ((long)j * arguments.Lanes) + lane), 0, flux);
            row += Header + (Row * members);
        }
    }
}
