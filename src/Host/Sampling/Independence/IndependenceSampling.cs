using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Sampling.Independence;

/// <summary>
/// The default sampler: a mixture of t distributions is fitted to the collapsed posterior, all of its modes, and chains take points from it by Metropolis steps, with
/// Hamiltonian trajectories in between; B | v then exactly. Draws are unweighted, and chains cross between modes as often as they move at all.
/// </summary>
internal static class IndependenceSampling
{
    private const int PilotChains = 128;
    private const int FewestPoints = 16;
    private const int MostPoints = 64;
    private const int FarShare = 4;

    /// <summary>Fits a proposal to every problem.</summary>
    /// <typeparam name="TModel">The density of η = ln v.</typeparam>
    /// <param name="model">The problems.</param>
    /// <param name="keys">The stream key of each.</param>
    /// <param name="starts">The modes of each.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="progress">Told the stage's fraction.</param>
    /// <param name="cancellation">Looked at before every round.</param>
    public static ProposalFit[] Fit<TModel>(
        TModel model, StreamKey[] keys, IReadOnlyList<ProposalStart>[] starts, Device device, Action<double> progress, CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        ProposalFit[] fits = Array.ConvertAll(starts, own => new ProposalFit(own));
        int points = Math.Clamp(TModel.Instruments(model), FewestPoints, MostPoints);
        using IndependenceBatch<TModel> pilots = new(device, model, keys, PilotChains, CollapsedBatch.PilotIteration, starts.Max(own => own.Count) + ProposalFit.MostExtra);
        for (int round = 0; round < ProposalFit.MostRounds && !Array.TrueForAll(fits, fit => fit.Done); round++)
        {
            cancellation.ThrowIfCancellationRequested();
            pilots.Propose([.. fits.Select(fit => fit.Next)]);
            WeighedPoints[] seen = pilots.Weigh(Array.TrueForAll(fits, fit => fit.Done || fit.Far) ? points / FarShare : points);
            Threads.SideBySide.For(0, fits.Length, k =>
            {
                if (!fits[k].Done)
                {
                    fits[k].Observe(seen[k]);
                    fits[k].Learn();
                }
            }, cancellation);
            progress((round + 1.0) / ProposalFit.MostRounds);
        }

        return fits;
    }

    /// <summary>Draws from any collapsed model; null where no proposal fits, with what its best one was worth.</summary>
    /// <typeparam name="TModel">The density of η = ln v.</typeparam>
    /// <param name="model">The density of η, and B | v.</param>
    /// <param name="starts">Its modes.</param>
    /// <param name="options">Chains and draws.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public static (PosteriorDraws? Draws, ProposalQuality Quality) Run<TModel>(
        TModel model,
        IReadOnlyList<ProposalStart> starts,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
        where TModel : struct, ICollapsedModel<TModel>
    {
        Stopwatch clock = Stopwatch.StartNew();
        int n = TModel.Instruments(model);
        StreamKey key = StreamKey.Of(options.Seed, options.Problem);
        ProposalFit fit = Fit(model, [key], [starts], device, fraction => progress?.Report(new FitProgress("tuning", fraction)), cancellation)[0];
        ProposalQuality quality = new(fit.Fits, starts.Count, fit.Best.Components.Count, fit.Best.Freedom, fit.Efficiency, fit.Tail);
        if (!fit.Fits)
        {
            return (null, quality);
        }

        if (options is { Target: > 0, Thin: 1 })
        {
            options = options with { Thin = Thin(fit.Efficiency, options) };
        }

        ScatterColumns columns = new(n, options.Chains, options.Draws);
        double[] totals = new double[(long)Tiles.RoundUp(options.Chains) * TotalsRow.Length(n)];
        double warmUp = clock.Elapsed.TotalSeconds;
        double sampling = 0;
        new ChainWaves(device, options.Chains, ChainBatch<TModel>.DoublesPerChain(model, options.Draws)).Run((first, count) =>
        {
            clock.Restart();
            using IndependenceBatch<TModel> batch = new(device, model, [key], count, 0, fit.Best.Components.Count, first, options.SuperchainBits);
            batch.Propose([fit.Best]);
            batch.Start(options.WarmUp, cancellation);
            warmUp += clock.Elapsed.TotalSeconds;
            clock.Restart();
            batch.Sample(
                options.Draws,
                options.Thin,
                (_, chain, draw, values) => columns.Keep(first + chain, draw, values),
                fraction => progress?.Report(new FitProgress("sampling", (first + (count * fraction)) / options.Chains)),
                cancellation);
            batch.Totals.CopyTo(totals, (long)first * TotalsRow.Length(n));
            sampling += clock.Elapsed.TotalSeconds;
        });
        double[] centre = [.. Enumerable.Range(0, n).Select(i => fit.Best.Components.Sum(own => own.Weight * own.Mean[i]))];
        PooledMoments seen = PooledMoments.Of(totals, 0, options.Chains, n, options.Draws * options.Thin, centre);
        SamplerTuning tuning = new(double.NaN, 0, seen.Sd, seen.Acceptance, 0, seen.AutocorrelationTime / options.Thin) { Proposal = quality };
        return (new PosteriorDraws(columns.LogArea, columns.Variance, tuning, warmUp, sampling) { Ran = options }, quality);
    }

    /// <summary>
    /// Proposals a kept draw, so that kept draws are as nearly independent as their target wants: where the logarithms of the weights are about normal, of
    /// variance s² = −ln(efficiency), a proposal is taken with probability 2Φ(−s/√2), and what is left of the correlation is the rest.
    /// </summary>
    private static int Thin(double efficiency, FitOptions options)
    {
        double taken = 2 * Normal.CDF(0, 1, -Math.Sqrt(-0.5 * Math.Log(Math.Min(efficiency, 0.999))));
        return options.ThinFor(1 - taken);
    }
}
