using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Sampling;
using GpuConcord.Kernels.Models.Counts;
using GpuConcord.Kernels.Random;
using MathNet.Numerics.Distributions;
using Gamma = MathNet.Numerics.Distributions.Gamma;

namespace GpuConcord.Host.Models.Counts;

/// <summary>Simulated data sets of the counts model, and the posterior draws of many of them at once.</summary>
internal static class CountsReplicates
{
    // Latent intensities a launch, so that cancellation bites within seconds.
    private const long LaunchWork = 20_000_000;

    private const int PopulationSite = 8;
    private const int FluxSite = 9;
    private const int IntensitySite = 10;
    private const int BackgroundSite = 11;
    private const int SourceCountSite = 12;
    private const int BackgroundCountSite = 13;

    /// <summary>Warms up and draws; see <see cref="CountsSampling"/>.</summary>
    public static ReplicateDraws[] Run(
        CountsModel model, IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation)
    {
        StreamKey[] keys = ReplicateStarts.Keys(replicates, options.Seed);
        Priors[] all = [.. replicates.Select(_ => priors)];
        using CountsMemory data = new(device, model, [.. replicates.Select(replicate => replicate.Data)], all);
        CountsStarts[] starts = [.. replicates.Select((_, k) => new CountsStarts(data, model, priors, k))];
        int[] sources = [.. Enumerable.Range(0, data.Sources.Length)];
        using CountsBatch batch = new(device, data, model, starts, keys, options.Chains, options.WarmUp, sources);
        CountsArguments arguments = batch.Arguments;
        int most = (int)Math.Clamp(LaunchWork / ((long)arguments.Lanes * arguments.Observations), 1, 100);
        for (int done = 0; done < options.WarmUp; done += most)
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Launch(arguments with { FirstIteration = done, Iterations = Math.Min(most, options.WarmUp - done) });
            progress(0.6 * Math.Min(1.0, (double)(done + most) / options.WarmUp));
        }

        cancellation.ThrowIfCancellationRequested();
        double[][][] draws = batch.Sample(options.WarmUp, options.Draws, options.Thin, options.Chains, cancellation);
        progress(1.0);
        return [.. draws.Select((own, k) => Of(model, new CountsColumns(own, data, priors, k), data, replicates[k].Data))];
    }

    /// <summary>Truths from the priors, which must all be proper, and counts from the truths.</summary>
    /// <param name="model">The model.</param>
    /// <param name="design">Who sees what.</param>
    /// <param name="number">Number of the replicate.</param>
    /// <param name="tilt">A deliberate mistake: fluxes from the population times e^(tilt · G).</param>
    /// <param name="halfVariances">Another: half variances that come off ln S, which should be one.</param>
    /// <exception cref="UsageException">The prior of the population's mean is flat, or that of a background.</exception>
    public static Replicate Simulate(CountsModel model, ReplicateDesign design, int number, double tilt = 0, double halfVariances = 1)
    {
        (double mean, double sd) = model.PopulationMean ?? throw new UsageException(
            "--model counts: found a flat prior of the population's mean, expected --population-mean and --population-mean-sd; truths cannot be drawn from a flat prior");
        StreamKey key = design.KeyOf(number);
        Observations data = design.Data;
        ApertureCounts apertures = data.Counts!;
        ReplicateDrawing drawing = new(design, number);
        double[] area = drawing.Areas();
        double[] variance = model.Sigma is { } sigma ? [.. area.Select(_ => sigma * sigma)] : drawing.Variances();
        double spread = model.PopulationBeta / Gamma.Sample(new AddressedRandom(key, 0, 0, PopulationSite), model.PopulationAlpha, 1.0);
        double centre = Normal.Sample(new AddressedRandom(key, 0, 1, PopulationSite), mean, sd);
        double[] flux = [.. data.Sources.Select((_, j) => Normal.Sample(new AddressedRandom(key, j, 0, FluxSite), centre + (tilt * spread), Math.Sqrt(spread)))];
        double[] n = new double[data.Count];
        double[] m = new double[data.Count];
        double[] each = new double[data.Count];
        for (int j = 0; j < data.SourceCount; j++)
        {
            for (int o = data.First[j]; o < data.First[j + 1]; o++)
            {
                int i = data.Instrument[o];
                each[o] = variance[i];
                double scatter = design.ScatterFactor * design.ScatterFactor * variance[i];
                double source = Math.Exp(AddressedRandom.LogNormalAbout(
                    new AddressedRandom(key, j, i, IntensitySite), area[i] + flux[j] + (0.5 * (1 - halfVariances) * scatter), scatter));
                double background = Background(apertures, o, new AddressedRandom(key, j, i, BackgroundSite));
                n[o] = Count(new AddressedRandom(key, j, i, SourceCountSite), (apertures.SourceFactor[o] * source) + background);
                m[o] = apertures.IsKnown(o) ? 0
                    : Count(new AddressedRandom(key, j, i, BackgroundCountSite), (apertures.BackgroundFactor[o] * source) + (apertures.Ratio[o] * background));
            }
        }

        ApertureCounts seen = apertures with { Source = n, Background = m };
        Observations drawn = data with { Counts = seen, Y = [.. n.Select((_, o) => seen.RoughLogSource(o))] };
        IReadOnlyList<double[]> others = model.Sigma is null ? [variance, [centre], [spread]] : [[centre], [spread]];
        return new Replicate(number, drawn, area, others, each) { LogFlux = flux };
    }

    private static double Background(ApertureCounts apertures, int observation, System.Random random)
    {
        if (apertures.IsKnown(observation))
        {
            return apertures.KnownBackground[observation];
        }

        (double shape, double rate) = apertures.BackgroundPrior ?? throw new UsageException(
            "--model counts: found a flat prior of the background, expected a proper one; truths cannot be drawn from a flat prior");
        return Gamma.Sample(random, shape, rate);
    }

    /// <summary>A Poisson count; where it is so large that the library's loop would never end, the normal one that nothing tells from it.</summary>
    internal static double Count(System.Random random, double expected)
    {
        const double Large = 1e8;
        const double Largest = 1e15;
        return expected < Large
            ? expected > 0 ? Poisson.Sample(random, expected) : 0
            : Math.Round(Normal.Sample(random, Math.Min(expected, Largest), Math.Sqrt(Math.Min(expected, Largest))));
    }

    private static ReplicateDraws Of(CountsModel model, CountsColumns columns, CountsMemory data, Observations design)
    {
        double[][] fluxes = new double[design.SourceCount][];
        for (int k = 0; k < data.Sources.Length; k++)
        {
            fluxes[data.Sources[k]] = columns.Flux(k);
        }

        IReadOnlyList<double[][]> blocks = model.Sigma is null
            ? [columns.Areas, columns.Variances, columns.Means, columns.Spreads]
            : [columns.Areas, columns.Means, columns.Spreads];
        return new ReplicateDraws(blocks, fluxes);
    }
}
