using GpuConcord.Host.Devices;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Sbc;

/// <summary>
/// The quantities that are ranked: B and (fitted) v or σ² of every instrument, G of the first and the last source, the mean of G, and the log
/// likelihood ln p(y | B, G, v), whatever else there is integrated out, which sees what data and parameters say together (Modrák et al. 2023, Bayesian
/// Analysis, doi:10.1214/23-BA1404).
/// With several bands also how the first instrument's area differs between the first and the last: what a wrong correlation shows in.
/// </summary>
/// <param name="options">What is calibrated.</param>
/// <param name="device">Where fluxes are drawn.</param>
internal sealed class RankedTruths(SbcOptions options, Device device)
{
    private readonly IReadOnlyList<Block> blocks =
        [.. options.Model.Blocks(options.Design.Table).Where(block => block.Axis is not Axis.Observation)];

    private int LastBand => options.Instruments / options.Bands * (options.Bands - 1);

    /// <summary>Their names.</summary>
    public string[] Names()
    {
        string[] instruments = options.Design.Table.Instruments;
        string[] sources = options.Design.Table.Sources;
        return
        [
            .. instruments.Select(name => $"B[{name}]"),
            .. options.Bands > 1 ? (string[])[$"B[{instruments[LastBand]}] - B[{instruments[0]}]"] : [],
            .. blocks.Skip(1).SelectMany(block => Picked(block, [.. block.ParameterNames])),
            $"G[{sources[0]}]", $"G[{sources[^1]}]", "mean of G", "log likelihood",
        ];
    }

    /// <summary>The rank of each truth of a replicate among its draws.</summary>
    public int[] Of(Replicate replicate, ReplicateDraws draws, CancellationToken cancellation)
    {
        double[][] flux = draws.LogFlux ?? Fluxes(replicate, draws, cancellation);
        double[] mean = Each(d => flux.Average(own => own[d]));
        double[][] area = draws.Blocks[0];
        (double[]? known, int scatter) = (options.Fitted.KnownVariance(replicate.Data), ScatterBlock());
        ConditionalLikelihood density = options.Fitted.LikelihoodOf(replicate.Data);
        double[] likelihood = Each(d => density(
            i => area[i][d],
            (i, j, o) => (known?[o] ?? 0) + (scatter > 0 ? draws.Blocks[scatter][blocks[scatter].Entry(i, j, o)][d] : 0),
            j => flux[j][d]));
        Func<int, double> bright = j => replicate.LogFlux is { } own ? own[j] : 0.0;
        double truth = density(i => replicate.LogArea[i], (_, _, o) => replicate.Variance[o], bright);
        return
        [
            .. area.Zip(replicate.LogArea, Rank),
            .. options.Bands > 1 ? (int[])[Rank(Each(d => area[LastBand][d] - area[0][d]), replicate.LogArea[LastBand] - replicate.LogArea[0])] : [],
            .. blocks.Skip(1).SelectMany((block, k) => Picked(block, draws.Blocks[k + 1]).Zip(Picked(block, replicate.Others[k]), Rank)),
            Rank(flux[0], bright(0)), Rank(flux[^1], bright(flux.Length - 1)), Rank(mean, replicate.LogFlux?.Average() ?? 0.0), Rank(likelihood, truth),
        ];
    }

    /// <summary>Rank of the truth among all draws but the last: 0 to their number less one.</summary>
    private static int Rank(double[] draws, double truth)
    {
        int below = 0;
        foreach (double value in draws.AsSpan(0, draws.Length - 1))
        {
            below += value < truth ? 1 : 0;
        }

        return below;
    }

    /// <summary>The entries that are ranked: all, or of one a source the first and the last, as of the fluxes.</summary>
    private static T[] Picked<T>(Block block, T[] entries) => block.Axis is Axis.Source && entries.Length > 2 ? [entries[0], entries[^1]] : entries;

    /// <summary>Index of the block of fitted variances, 0 when there is none.</summary>
    private int ScatterBlock() => Math.Max(0, Enumerable.Range(0, blocks.Count).FirstOrDefault(k => blocks[k].Role is Role.Scatter));

    private double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, options.RankValues).Select(value)];

    private double[][] Fluxes(Replicate replicate, ReplicateDraws draws, CancellationToken cancellation)
    {
        int scatter = ScatterBlock();
        double[]? known = options.Fitted.KnownVariance(replicate.Data);
        FitOptions sampling = options.Sampling with { Problem = (ulong)replicate.Number };
        if (scatter > 0 && blocks[scatter].Axis is not Axis.Instrument)
        {
            // The device's kernel knows variances of instruments only.
            ThinnedDraws all = new(
                replicate.Data, [.. blocks.Zip(draws.Blocks, (block, own) => block with { Draws = own })], known, sampling, options.RankValues);
            return [.. Enumerable.Range(0, options.Design.Table.SourceCount).Select(j => Each(s => all.NormalFlux(j, s)))];
        }

        double[][] flux = new double[options.Design.Table.SourceCount][];
        new ConditionalFluxes(
            device, replicate.Data, options.Priors.LogArea, draws.Blocks[0], scatter > 0 ? draws.Blocks[scatter] : [], known, sampling)
            .Draw([.. Enumerable.Range(0, flux.Length)], options.Chains, 1, 1L << 22, (j, values) => flux[j] = values, cancellation);
        return flux;
    }
}
