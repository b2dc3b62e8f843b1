using GpuConcord.Host.Data;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Models;

/// <summary>Kept draws of a posterior, evenly spaced over all chains: few enough that every observation can be looked at under each.</summary>
public sealed class ThinnedDraws
{
    // The sites of fluxes end before this, there being fewer sources.
    private const long Replicated = 1L << 30;

    private readonly int instruments;
    private readonly Block? scatter;

    // Draw after draw, so that what one draw says of a source lies together.
    private readonly double[] areas;
    private readonly double[]? variances;
    private readonly double[]? known;
    private readonly FitOptions options;
    private readonly Dictionary<string, double[][]> others;
    private readonly int[] at;

    // What random numbers go by: where the draws lie among all of the fit's, though these be a copy of some of them.
    private readonly int[] address;
    private readonly StreamKey key;

    /// <summary>At most <paramref name="most"/> of the draws.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="blocks">The posterior's blocks.</param>
    /// <param name="known">The part of every observation's variance that is known, or null.</param>
    /// <param name="options">How the draws were made.</param>
    /// <param name="most">How many at most.</param>
    public ThinnedDraws(Observations observations, IReadOnlyList<Block> blocks, double[]? known, FitOptions options, int most)
        : this(observations, blocks, known, options, EvenlySpaced.Of(blocks.Single(block => block.Role is Role.Area).Draws[0].Length, most))
    {
    }

    /// <summary>The draws that are named.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="blocks">The posterior's blocks.</param>
    /// <param name="known">The part of every observation's variance that is known, or null.</param>
    /// <param name="options">How the draws were made.</param>
    /// <param name="at">Index of each: chain · draws of a chain + draw.</param>
    internal ThinnedDraws(Observations observations, IReadOnlyList<Block> blocks, double[]? known, FitOptions options, int[] at)
        : this(observations, blocks, known, options, at, at)
    {
    }

    private ThinnedDraws(Observations observations, IReadOnlyList<Block> blocks, double[]? known, FitOptions options, int[] at, int[] address)
    {
        Observations = observations;
        others = blocks.Where(block => block.Role is Role.Other).ToDictionary(block => block.Symbol, block => block.Draws, StringComparer.Ordinal);
        this.known = known;
        this.options = options;
        double[][] all = blocks.Single(block => block.Role is Role.Area).Draws;
        scatter = blocks.SingleOrDefault(block => block.Role is Role.Scatter);
        this.at = at;
        this.address = address;
        instruments = all.Length;
        areas = Together(all);
        variances = scatter is { Axis: Axis.Common or Axis.Instrument } ? Together(scatter.Draws) : null;
        key = StreamKey.Of(options.Seed, options.Problem);
    }

    /// <summary>All draws of blocks that are a copy of some of the fit's, followed by points that are nobody's draws and have no random numbers.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="blocks">The copies.</param>
    /// <param name="known">The part of every observation's variance that is known, or null.</param>
    /// <param name="options">How the fit's draws were made.</param>
    /// <param name="address">Index of each among the fit's: chain · draws of a chain + draw.</param>
    internal static ThinnedDraws Copied(Observations observations, IReadOnlyList<Block> blocks, double[]? known, FitOptions options, int[] address) =>
        new(observations, blocks, known, options, [.. Enumerable.Range(0, blocks.Single(block => block.Role is Role.Area).Draws[0].Length)], address);

    /// <summary>The data.</summary>
    public Observations Observations { get; }

    /// <summary>Number of draws S.</summary>
    public int Count => at.Length;

    /// <summary>B_i of draw s.</summary>
    public double Area(int instrument, int s) => areas[(s * instruments) + instrument];

    /// <summary>The variance of an observation under draw s, or what stands for it in the model: the fitted part, the known one, or their sum; log-t: σ².</summary>
    /// <param name="source">Its source.</param>
    /// <param name="observation">The observation.</param>
    /// <param name="s">Number of the draw.</param>
    public double Variance(int source, int observation, int s) =>
        (known is null ? 0 : known[observation]) + Fitted(source, observation, s);

    /// <summary>y + s/2 − B of an observation under draw s: what it alone says of G.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="observation">The observation.</param>
    /// <param name="s">Number of the draw.</param>
    public double Offset(int source, int observation, int s) =>
        Observations.Y[observation] + (0.5 * Variance(source, observation, s)) - Area(Observations.Instrument[observation], s);

    /// <summary>The standard normal that makes G_j out of its conditional mean and sd, at the address that draws of fluxes use.</summary>
    public double FluxNormal(int source, int s)
    {
        Stream(s).Normals(Sites.FluxPosterior + source, 0, out ScalarLane normal, out _);
        return normal.Value;
    }

    /// <summary>Variance and offset of every observation of a source under draw s.</summary>
    /// <param name="source">The source.</param>
    /// <param name="s">Number of the draw.</param>
    /// <param name="variance">As <see cref="Variance"/> has it, one entry an observation.</param>
    /// <param name="offset">As <see cref="Offset"/> has it, likewise.</param>
    public void Look(int source, int s, Span<double> variance, Span<double> offset)
    {
        int first = Observations.First[source];
        ReadOnlySpan<double> area = areas.AsSpan(s * instruments, instruments), y = Observations.Y.AsSpan(first, variance.Length);
        ReadOnlySpan<int> instrument = Observations.Instrument.AsSpan(first, variance.Length);
        for (int k = 0; k < variance.Length; k++)
        {
            variance[k] = Variance(source, first + k, s);
            offset[k] = y[k] + (0.5 * variance[k]) - area[instrument[k]];
        }
    }

    /// <summary>A G_j of its conditional given B and v when errors are normal, v being that of <see cref="Variance"/>.</summary>
    /// <param name="source">A source with an observation.</param>
    /// <param name="s">Number of the draw.</param>
    public double NormalFlux(int source, int s)
    {
        int count = Observations.First[source + 1] - Observations.First[source];
        double[] own = new double[2 * count];
        Look(source, s, own.AsSpan(0, count), own.AsSpan(count));
        return NormalFlux(source, s, own.AsSpan(0, count), own.AsSpan(count));
    }

    /// <summary>The same, of what <see cref="Look"/> has found.</summary>
    /// <param name="source">A source with an observation.</param>
    /// <param name="s">Number of the draw.</param>
    /// <param name="variance">v of its observations.</param>
    /// <param name="offset">Their offsets.</param>
    public double NormalFlux(int source, int s, ReadOnlySpan<double> variance, ReadOnlySpan<double> offset)
    {
        double weights = 0;
        double offsets = 0;
        for (int k = 0; k < variance.Length; k++)
        {
            double weight = 1 / variance[k];
            weights += weight;
            offsets += weight * offset[k];
        }

        return (offsets / weights) + (FluxNormal(source, s) / Math.Sqrt(weights));
    }

    /// <summary>Two uniforms for a G_j whose conditional is no normal, at the same address.</summary>
    public (double First, double Second) FluxUniforms(int source, int s)
    {
        Stream(s).Uniforms(Sites.FluxPosterior + source, 0, out ScalarLane first, out ScalarLane second);
        return (first.Value, second.Value);
    }

    /// <summary>A parameter besides areas and variances under draw s; NaN where the posterior has no such block.</summary>
    /// <param name="symbol">Symbol of its block: mu.</param>
    /// <param name="entry">Its entry there.</param>
    /// <param name="s">Number of the draw.</param>
    public double Other(string symbol, int entry, int s) =>
        others.TryGetValue(symbol, out double[][]? own) ? own[entry][at[s]] : double.NaN;

    /// <summary>Random numbers that belong to an observation under draw s, of what is drawn besides its flux.</summary>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="s">Number of the draw.</param>
    internal System.Random Random(int observation, int s)
    {
        (int chain, int draw) = Math.DivRem(address[s], options.Draws);
        return new AddressedRandom(key, chain, options.Iteration(draw), Sites.FluxPosterior + Replicated + observation);
    }

    /// <summary>Random numbers that belong to the fit as a whole, for which sources are looked at where there are very many: no chain has that row.</summary>
    internal System.Random SampleRandom() => new AddressedRandom(key, uint.MaxValue, 0, Sites.FluxPosterior);

    private double Fitted(int source, int observation, int s)
    {
        if (scatter is null)
        {
            return 0;
        }

        int entry = scatter.Entry(Observations.Instrument[observation], source, observation);
        return variances is null ? scatter.Draws[entry][at[s]] : variances[(s * scatter.Draws.Length) + entry];
    }

    private double[] Together(double[][] draws)
    {
        double[] values = new double[draws.Length * at.Length];
        for (int s = 0; s < at.Length; s++)
        {
            for (int k = 0; k < draws.Length; k++)
            {
                values[(s * draws.Length) + k] = draws[k][at[s]];
            }
        }

        return values;
    }

    private Stream<ScalarLane> Stream(int s)
    {
        (int chain, int draw) = Math.DivRem(address[s], options.Draws);
        return new Stream<ScalarLane>(key, ScalarLane.OfBits(chain), options.Iteration(draw));
    }
}
