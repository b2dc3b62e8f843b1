using System.Diagnostics;
using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Models.LogT;

namespace GpuConcord.Host.Models.LogT;

/// <summary>The log-t model: every observation has a variance of its own, so that an outlier loses its weight instead of moving the areas.</summary>
internal static class LogTFit
{
    // Beyond these, variances leave a double's range before the data have a say.
    private const double FewestDegrees = 0.1;
    private const double MostDegrees = 1e9;
    private const double SmallestSigma = 1e-8;
    private const double LargestSigma = 100.0;

    public static FitParts Run(
        Observations observations,
        Priors priors,
        PatternStatistics statistics,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        LogTOptions model = options.LogT;
        Check(observations, priors, model);
        Stopwatch clock = Stopwatch.StartNew();
        int[] named = FluxPosterior.Named(observations, options);
        AreaPrior prior = AreaPrior.Of(priors);
        using MixtureMemory data = new(device, observations, statistics, prior);
        using Memory conditionals = device.Upload(Conditionals(statistics.SharedObservationCount, priors, model));
        int[] place = Places(data, observations.SourceCount);
        int[] chosen = [.. named.Select(j => place[j]).Where(k => k >= 0)];
        LogTModel kernel = Kernel(conditionals, observations, model);
        MixtureStarts start = Start(statistics, priors, model);
        double prepared = clock.Elapsed.TotalSeconds;
        MixtureDraws found = MixtureSampling<LogTModel>.Run(device, data, kernel, start, chosen, options, progress, cancellation);
        clock.Restart();
        progress?.Report(new FitProgress("fluxes", 0.0));
        PosteriorDraws draws = Nominal(found.Draws, priors, model) with { WarmUpSeconds = found.Draws.WarmUpSeconds + prepared };
        LoneSources lone = new(observations, statistics, draws.LogArea, (i, d) => found.Draws.Variance[i][d], options);
        FluxTable fluxes = MixtureFluxes.Of(observations, data, found, lone, options);
        double[] harmonic = [.. found.Precision.Zip(statistics.SharedObservationCount, (sum, n) => n > 0 ? n / sum : 1.0)];
        return new FitParts(
            Name(model),
            draws,
            fluxes,
            Chosen(named, place, chosen, data, found, lone),
            [],
            PriorInfluence.WeightWereFluxesKnown(statistics.SharedObservationCount, AreaPrior.Independent(priors), harmonic),
            PosteriorResponse.Of(draws.LogArea, prior, ConnectedComponents.Of(observations).Members),
            clock.Elapsed.TotalSeconds)
        {
            Weights = Weights(observations, data, found, model.Nu),
            Warnings = [.. Warnings(data, found, statistics, model)],
        };
    }

    /// <summary>The model as its sampler needs it, given the <see cref="Conditionals"/> on the device.</summary>
    internal static LogTModel Kernel(Memory conditionals, Observations observations, LogTOptions model) =>
        new(conditionals.View, 0.5 * (model.Nu + 1.0), observations.InstrumentCount, Scales(observations, model));

    private static void Check(Observations observations, Priors priors, LogTOptions model)
    {
        if (!(model.Nu is >= FewestDegrees and <= MostDegrees))
        {
            throw new UsageException(
                $"--nu: found nu = {Number(model.Nu)}, expected degrees of freedom from {Number(FewestDegrees)} to {Number(MostDegrees)}; 3 has heavy tails, 30 is nearly normal");
        }

        if (model.Sigma is { } sigma && !(sigma is >= SmallestSigma and <= LargestSigma))
        {
            throw new UsageException(
                $"--sigma: found sigma = {Number(sigma)}, expected a scale of ln(value) from {Number(SmallestSigma)} to {Number(LargestSigma)}; 0.1 means 10 %");
        }

        if (model.CommonSigma && model.Sigma is null && (Differ(priors.Alpha) || Differ(priors.Beta)))
        {
            string found = string.Join(", ", observations.Instruments.Select((name, i) => $"{name} alpha {priors.Alpha[i]} beta {priors.Beta[i]}"));
            throw new UsageException(
                $"--common-sigma: found priors that differ ({found}), expected one alpha and one beta; a single sigma has a single prior, "
                + "give --alpha and --beta one number each");
        }
    }

    private static bool Differ(double[] values) => Array.Exists(values, value => value != values[0]);

    private static int Scales(Observations observations, LogTOptions model) =>
        model.Sigma is not null ? 0 : model.CommonSigma ? 1 : observations.InstrumentCount;

    /// <summary>See <see cref="LogTRows"/>.</summary>
    internal static double[] Conditionals(int[] counts, Priors priors, LogTOptions model)
    {
        int[] sharing = model.CommonSigma ? [.. counts.Select(_ => counts.Sum())] : counts;
        return
        [
            .. sharing.Select((n, i) => priors.Alpha[i] + (0.5 * n)),
            .. sharing.Select((n, i) => (0.5 * n * model.Nu) - priors.Alpha[i]),
            .. priors.Beta.Select(beta => 2.0 * beta),
        ];
    }

    /// <summary>About the variances that a normal scatter would have, or those that go with a known σ.</summary>
    internal static MixtureStarts Start(PatternStatistics statistics, Priors priors, LogTOptions model, int maximumStarts = 16)
    {
        if (model.Sigma is { } sigma)
        {
            double[] known = [.. priors.Tau.Select(_ => sigma * sigma)];
            return new MixtureStarts([.. known.Select(scale => scale / model.Nu)], known, Known: true, Common: false);
        }

        // ψ = σ²/ξ is near σ²/ν, whose prior is InvGamma(α, β/ν).
        Priors typical = priors with { Beta = [.. priors.Beta.Select(beta => beta / model.Nu)] };
        double[] variance = [.. MarginalMode.Find(new CollapsedPosterior(statistics, typical), maximumStarts).LogVariance.Select(Math.Exp)];
        if (model.CommonSigma)
        {
            Array.Fill(variance, variance.Average());
        }

        return new MixtureStarts(variance, [.. variance.Select(v => v * model.Nu)], Known: false, model.CommonSigma);
    }

    /// <summary>B in place of B − b; no σ² where it was known.</summary>
    private static PosteriorDraws Nominal(PosteriorDraws draws, Priors priors, LogTOptions model) => draws with
    {
        LogArea = [.. draws.LogArea.Select((values, i) => Array.ConvertAll(values, area => area + priors.LogArea[i]))],
        Variance = model.Sigma is null ? draws.Variance : [],
    };

    /// <summary>Where each source is on the device; −1 where it is not.</summary>
    private static int[] Places(MixtureMemory data, int sources)
    {
        int[] place = new int[sources];
        Array.Fill(place, -1);
        for (int k = 0; k < data.Sources.Length; k++)
        {
            place[data.Sources[k]] = k;
        }

        return place;
    }

    private static double[][] Chosen(int[] named, int[] place, int[] chosen, MixtureMemory data, MixtureDraws found, LoneSources lone) =>
    [
        .. named.Select(j => place[j] < 0
            ? lone.Draws(j)
            : Array.ConvertAll(found.ChosenFlux[Array.IndexOf(chosen, place[j])], flux => flux + data.Centre[place[j]])),
    ];

    private static ObservationWeights Weights(Observations observations, MixtureMemory data, MixtureDraws found, double nu)
    {
        double[] mean = new double[observations.Count];
        double[] error = new double[observations.Count];
        Array.Fill(mean, nu);
        for (int k = 0; k < data.Observations.Length; k++)
        {
            mean[data.Observations[k]] = found.Weight[k];
            error[data.Observations[k]] = found.WeightError[k];
        }

        return new ObservationWeights(mean, error, nu);
    }

    private static IEnumerable<string> Warnings(MixtureMemory data, MixtureDraws found, PatternStatistics statistics, LogTOptions model)
    {
        if (found.Snapshots.Length > 0 && found.Snapshots[0].Length == 0)
        {
            yield return $"{data.Sources.Length:N0} sources are too many to keep a thousand draws of each: their fluxes have mean and sd, but no quantiles. "
                + "Name the sources whose draws you need with --flux-draws.";
        }

        if (statistics.UnsharedSources.Length > 0 && model.Nu <= 4.0)
        {
            yield return $"With nu = {Number(model.Nu)} the flux of a source seen by one instrument has no finite standard deviation"
                + $"{(model.Nu <= 2.0 ? " and no mean" : "")}: read its quantiles.";
        }
    }

    private static string Name(LogTOptions model) =>
        $"log-t, ν = {Number(model.Nu)}, "
        + (model.Sigma is { } sigma ? $"σ = {Number(sigma)} known" : model.CommonSigma ? "one fitted σ for all instruments" : "fitted σ");

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
