using GpuConcord.Host.Sampling;
using GpuConcord.Kernels.Random;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Simulation;

/// <summary>
/// Simulates what instruments would see: true areas about their nominal values, log-uniform fluxes, and observations that scatter
/// about area × flux with E[c_ij] = A_i F_j under every <see cref="ErrorModel"/> (Chen et al. 2019, arXiv:1711.09429, section 2).
/// </summary>
/// <remarks>
/// Every number is a pure function of (seed, band, instrument, source): a table with more sources or instruments begins with the
/// same ones.
/// </remarks>
public static class Simulator
{
    private const int AreaSite = 0;
    private const int FluxSite = 1;
    private const int MissingSite = 2;
    private const int NoiseSite = 3;
    private const int ScaleMixtureSite = 4;
    private const int SourceCountSite = 5;
    private const int BackgroundCountSite = 6;

    private const double ManyCounts = 1e8;

    /// <summary>As many as tables of counts may hold.</summary>
    private const double MostCounts = 1e15;

    /// <summary>Simulates every band of <paramref name="plan"/>, in order.</summary>
    /// <exception cref="ArgumentException">Counts in apertures without apertures, or apertures for another model.</exception>
    public static IReadOnlyList<SimulatedBand> Run(SimulationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Errors is ErrorModel.Counts != plan.Apertures is not null)
        {
            throw new ArgumentException("Apertures are for counts in apertures, which need them.", nameof(plan));
        }

        return [.. plan.Bands.Select((band, k) => Band(plan, band, AddressedRandom.KeyOf(plan.Seed, k)))];
    }

    private static SimulatedBand Band(SimulationPlan plan, string? name, StreamKey key)
    {
        double[] area = [.. plan.Tau.Select((tau, i) => Normal.Sample(new AddressedRandom(key, 0, i, AreaSite), 0, tau))];
        double span = Math.Log(plan.MostCounts / plan.FewestCounts);
        double[] flux = [.. Enumerable.Range(0, plan.Sources).Select(j => plan.Apertures is { } apertures
            ? Normal.Sample(new AddressedRandom(key, j, 0, FluxSite), Math.Log(apertures.PopulationMedian), apertures.PopulationSd)
            : Math.Log(plan.FewestCounts) + (span * new AddressedRandom(key, j, 0, FluxSite).NextDouble()))];
        List<SimulatedObservation> observations = [];
        int zeros = 0;
        for (int j = 0; j < plan.Sources; j++)
        {
            for (int i = 0; i < area.Length; i++)
            {
                if (new AddressedRandom(key, j, i, MissingSite).NextDouble() < plan.Missing)
                {
                    continue;
                }

                SimulatedObservation seen = Observe(plan, key, i, j, area[i] + flux[j]);
                if (plan.Errors is ErrorModel.Poisson && seen.Value == 0)
                {
                    zeros++;
                }
                else
                {
                    observations.Add(seen);
                }
            }
        }

        return new SimulatedBand(name, area, flux, observations, zeros);
    }

    private static SimulatedObservation Observe(SimulationPlan plan, StreamKey key, int instrument, int source, double expected)
    {
        AddressedRandom noise = new(key, source, instrument, NoiseSite);
        double sigma = plan.Sigma[instrument];
        switch (plan.Errors)
        {
            case ErrorModel.Poisson:
                double counts = Poisson.Sample(noise, Math.Exp(expected));
                return new(instrument, source, counts, plan.StatedErrors * Math.Sqrt(counts), Outlier: false);
            case ErrorModel.Mixed:
                bool outlier = new AddressedRandom(key, source, instrument, ScaleMixtureSite).NextDouble() < plan.OutlierFraction;
                double own = outlier ? sigma * plan.OutlierScale : sigma;
                return new(instrument, source, AddressedRandom.LogNormalAbout(noise, expected, own * own), plan.StatedErrors * sigma, outlier);
            case ErrorModel.LogT:
                double xi = ChiSquared.Sample(new AddressedRandom(key, source, instrument, ScaleMixtureSite), plan.DegreesOfFreedom);
                double scale = sigma / Math.Sqrt(plan.DegreesOfFreedom);
                return new(instrument, source, AddressedRandom.LogNormalAbout(noise, expected, sigma * sigma / xi), plan.StatedErrors * scale, Outlier: false);
            case ErrorModel.Counts:
                return Count(plan.Apertures!, key, instrument, source, Math.Exp(AddressedRandom.LogNormalAbout(noise, expected, sigma * sigma)));
            default:
                return new(instrument, source, AddressedRandom.LogNormalAbout(noise, expected, sigma * sigma), plan.StatedErrors * sigma, Outlier: false);
        }
    }

    /// <summary>What both apertures count of a source of intensity S.</summary>
    private static SimulatedObservation Count(SimulatedApertures apertures, StreamKey key, int instrument, int source, double intensity)
    {
        (double counts, double background) = (Math.Min(apertures.Exposure[instrument] * intensity, MostCounts), apertures.Background[instrument]);
        double n = Whole(new AddressedRandom(key, source, instrument, SourceCountSite), (apertures.PsfFraction * counts) + background);
        double m = Whole(new AddressedRandom(key, source, instrument, BackgroundCountSite), (apertures.Leak * counts) + (apertures.AreaRatio * background));
        return new(instrument, source, n, Error: double.NaN, Outlier: false, m);
    }

    /// <summary>A Poisson count; where it is so large that the library's loop would not end, the normal one that nothing tells from it.</summary>
    private static double Whole(AddressedRandom random, double expected)
    {
        double mean = Math.Min(expected, MostCounts);
        return mean < ManyCounts ? Poisson.Sample(random, mean) : Math.Min(MostCounts, Math.Round(Normal.Sample(random, mean, Math.Sqrt(mean))));
    }
}
