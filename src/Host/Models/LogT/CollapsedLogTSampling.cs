using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Models.LogT;
using GpuConcord.Kernels.Random;
using LogTKernel = GpuConcord.Kernels.Models.LogT.LogTModel;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// The log-t model by proposals for θ = (B, ln σ²) with weights and fluxes integrated out, and weights and fluxes given θ after the fact.
/// </summary>
internal static class CollapsedLogTSampling
{
    // A kept draw as far out as this share of the region's radius says that the region is too small.
    private const double Outermost = 0.9;

    // No chain and no other pilot has iterations of these numbers.
    private const int FirstIteration = (1 << 30) + (1 << 29);
    private const int PilotChains = 128;

    // Kept draws at which the polynomial is held to the density.
    private const int Looked = 128;

    /// <summary>Draws, and how long what follows them took; null draws where no polynomial is the density, or no proposal fits it.</summary>
    /// <param name="plan">How integrals are made.</param>
    /// <param name="latent">How ψ is drawn.</param>
    /// <param name="data">The data as the Gibbs sampler has them.</param>
    /// <param name="chosen">Sources whose log fluxes go with every draw, in the order of the device.</param>
    /// <param name="options">Chains, iterations, seed.</param>
    /// <param name="device">Where to draw.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    public static (ScaleMixtureDraws? Draws, PolynomialQuality? Quality, double FluxSeconds) Run(
        CollapsedPlan plan,
        LogTKernel latent,
        ScaleMixtureMemory data,
        int[] chosen,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        CollapsedRegion region = plan.Region;
        if (plan.Rules.Few(plan.Step, cancellation) is not { } rules)
        {
            return (null, null, 0);
        }

        using CollapsedMemory memory = new(device, plan, rules);
        ProposalStart[] starts = [new(region.Centre, region.Covariance, 1.0)];
        (PolynomialFit simple, double heldOut) = Simplified(plan, memory, starts, options, device);
        PolynomialQuality quality = new(simple.Degree, heldOut, double.NaN, Used: false);
        if (!(heldOut <= PolynomialFit.Good))
        {
            return (null, quality, 0);
        }

        double prepared = clock.Elapsed.TotalSeconds;
        using Memory numbers = device.Upload(simple.Numbers);
        (PosteriorDraws? draws, _) = IndependenceSampling.Run(
            new PolynomialModel(numbers.View, region.Dimension, simple.Degree), starts, options, device, progress, cancellation);
        if (draws is null || Furthest(region, draws.LogArea) > Outermost * region.Radius)
        {
            return (null, quality, 0);
        }

        options = draws.Ran ?? options;
        clock.Restart();
        double[][] theta = draws.LogArea;
        quality = quality with { AtDraws = simple.Error(Kept(theta, memory, device)) };
        if (!(quality.AtDraws <= PolynomialFit.Good))
        {
            return (null, quality, 0);
        }
        CollapsedFluxes fluxes = new(device, plan, theta, options);
        (ChainTotals totals, _) = fluxes.Moments(cancellation);
        FluxSnapshots snapshots = new(data.Centre, options);
        if (snapshots.Plan.Count > 0)
        {
            int[] looked = [.. Enumerable.Range(1, snapshots.Plan.Count).Select(k => (k * snapshots.Plan.Stride) - 1)];
            fluxes.Draw(latent, null, looked, (at, values) => snapshots.Take(values, 0, options.Chains, at), Told, cancellation);
        }

        double[][] chosenFlux = PosteriorDraws.Arrays(chosen.Length, options.Chains * options.Draws);
        if (chosen.Length > 0)
        {
            fluxes.Draw(latent, chosen, [.. Enumerable.Range(0, options.Draws)], (d, values) => Keep(values, d, options, chosenFlux), Told, cancellation);
        }

        double[][] scale = [.. Enumerable.Range(0, region.Areas).Select(i => Scales(region, theta, i))];
        ScaleMixtureDraws found = ScaleMixtureRecord.Summarise(
            data, totals, new PosteriorDraws(theta[..region.Areas], scale, draws.Tuning, draws.WarmUpSeconds + prepared, draws.SamplingSeconds) { Ran = draws.Ran },
            chosenFlux, snapshots.Draws);
        return (found, quality with { Used = true }, clock.Elapsed.TotalSeconds);

        void Told(double fraction) => progress?.Report(new FitProgress("fluxes", fraction));
    }

    /// <summary>A polynomial for the density, and by how much it differs.</summary>
    private static (PolynomialFit Fit, double Error) Simplified(
        CollapsedPlan plan, CollapsedMemory memory, ProposalStart[] starts, FitOptions options, Device device)
    {
        int points = PolynomialFit.Points(plan.Region.Dimension);
        using IndependenceBatch<CollapsedLogT> pilots = new(
            device, memory.Model, [StreamKey.Of(options.Seed, options.Problem)], PilotChains, FirstIteration, 1);
        pilots.Propose([new ProposalFit(starts).Next]);
        (PolynomialFit found, DensityPoint[] rest) = PolynomialFit.Of(plan.Region, pilots.Weigh((points + PilotChains - 1) / PilotChains)[0]);
        return (found, found.Error(rest));
    }

    /// <summary>Kept draws, evenly spaced among all, with the density that they are meant to be of.</summary>
    private static DensityPoint[] Kept(double[][] theta, CollapsedMemory memory, Device device)
    {
        int draws = theta[0].Length, looked = Math.Min(Looked, draws);
        double[][] points = [.. Enumerable.Range(0, looked).Select(s => Array.ConvertAll(theta, own => own[(int)((long)s * draws / looked)]))];
        return [.. points.Zip(CollapsedDensities.At(device, memory, points), (point, density) => new DensityPoint(point, density, 1))];
    }

    /// <summary>How far out the furthest draw is, in standard deviations.</summary>
    private static double Furthest(CollapsedRegion region, double[][] theta)
    {
        double furthest = 0;
        double[] point = new double[theta.Length];
        for (int d = 0; d < theta[0].Length; d++)
        {
            for (int k = 0; k < point.Length; k++)
            {
                point[k] = theta[k][d];
            }

            furthest = Math.Max(furthest, region.Form(point));
        }

        return Math.Sqrt(furthest);
    }

    private static double[] Scales(CollapsedRegion region, double[][] theta, int instrument)
    {
        if (region.Known is { } known)
        {
            double[] same = new double[theta[0].Length];
            Array.Fill(same, known);
            return same;
        }

        return Array.ConvertAll(theta[region.Areas + (region.Dimension == region.Areas + 1 ? 0 : instrument)], own => Math.Exp(own));
    }

    private static void Keep(double[] values, int draw, FitOptions options, double[][] columns)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            for (int chain = 0; chain < options.Chains; chain++)
            {
                columns[k][(chain * options.Draws) + draw] = values[Tiles.Offset(chain, columns.Length) + ((long)k * Tiles.Width)];
            }
        }
    }
}
