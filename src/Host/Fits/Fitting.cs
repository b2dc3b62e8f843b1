using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Fits;

/// <summary>Fits one band under one prior, from validated observations to a summarised posterior.</summary>
public static class Fitting
{
    /// <summary>
    /// Runs the sampler that <paramref name="options"/> name on <paramref name="device"/>, then summarises areas, variances and
    /// fluxes, and judges convergence.
    /// </summary>
    /// <exception cref="DataException">The data cannot be fitted so: known variances asked for and absent, fewer than two instruments that share a source.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static Fit Run(
        Observations observations,
        Priors priors,
        FitOptions options,
        Device device,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(priors);
        ArgumentNullException.ThrowIfNull(device);
        Stopwatch clock = Stopwatch.StartNew();
        PatternStatistics statistics = PatternStatistics.Of(observations);
        RequireSharedSource(observations, statistics);
        ConnectedComponents components = ConnectedComponents.Of(observations);
        ModelEntry model = ModelCatalogue.Of(options);
        FitParts parts = model.Run(observations, priors, statistics, options, device, progress, cancellation);
        double drawn = clock.Elapsed.TotalSeconds;

        progress?.Report(new FitProgress("summaries", 0.0));
        ParameterSummary[] areas = Summarise("B", observations, parts.Draws.LogArea, options);
        ParameterSummary[] variances = Summarise("sigma2", observations, parts.Draws.Variance, options);
        progress?.Report(new FitProgress("summaries", 1.0));
        double[] nested = SuperchainRhat.Of([.. parts.Draws.LogArea, .. parts.Draws.Variance], options.Chains);
        List<string> problems = [.. Convergence.Warnings(Judged([.. areas, .. variances], nested))];
        problems.AddRange(SamplerWarnings.Of(parts.Draws.Tuning, options));
        IEnumerable<string> estimates = parts.Estimates.Select(estimate => estimate.Warning).OfType<string>();
        List<string> warnings = [.. problems, .. parts.Warnings, .. estimates, .. DataWarnings.Of(observations, statistics, components)];
        return new Fit
        {
            Observations = observations,
            Priors = priors,
            Options = options,
            Model = parts.Model,
            LogArea = parts.Draws.LogArea,
            Variance = parts.Draws.Variance,
            LogFlux = parts.ChosenFluxes,
            Areas = areas,
            Variances = variances,
            Fluxes = parts.Fluxes,
            Weights = parts.Weights,
            Estimates = parts.Estimates,
            PriorWeight = parts.PriorWeight,
            PriorInfluence = parts.PriorInfluence,
            ObservationsPerInstrument = statistics.SharedObservationCount,
            Components = components.Members,
            NestedRhat = nested.Max(),
            Tuning = parts.Draws.Tuning,
            Timing = new FitTiming(
                0.0, parts.Draws.WarmUpSeconds, parts.Draws.SamplingSeconds,
                parts.FluxSeconds + clock.Elapsed.TotalSeconds - drawn),
            Warnings = warnings,
            Converged = problems.Count == 0,
        };
    }

    private static ParameterSummary[] Summarise(string symbol, Observations observations, double[][] draws, FitOptions options)
    {
        ParameterSummary[] summaries = new ParameterSummary[draws.Length];
        Parallel.For(0, draws.Length, i =>
            summaries[i] = ParameterSummary.Of($"{symbol}[{observations.Instruments[i]}]", draws[i], options.Chains));
        return summaries;
    }

    /// <summary>
    /// The summaries with nested R-hat in place of R-hat where there is one: with many short chains R-hat exceeds 1 by about the
    /// autocorrelation time over the length of a chain, however well the chains agree.
    /// </summary>
    private static ParameterSummary[] Judged(ParameterSummary[] summaries, double[] nested) =>
        [.. summaries.Zip(nested, (summary, rhat) => double.IsNaN(rhat) ? summary : summary with { Rhat = rhat })];

    internal static void RequireSharedSource(Observations observations, PatternStatistics statistics)
    {
        if (statistics.SharedPatternCount == 0)
        {
            string band = observations.Band is null ? "" : $" in band {observations.Band}";
            throw new DataException(
                $"No source{band} was seen by two instruments, so nothing in the data tells them apart: expected at least one shared source. "
                + "Check that source names are spelled the same for every instrument.");
        }
    }
}

/// <summary>What a model contributes to a <see cref="Fit"/>.</summary>
internal sealed record FitParts(
    string Model,
    PosteriorDraws Draws,
    FluxTable Fluxes,
    double[][] ChosenFluxes,
    IReadOnlyList<PointEstimate> Estimates,
    double[] PriorWeight,
    double[,] PriorInfluence,
    double FluxSeconds)
{
    /// <summary>What the model itself has to say about the data, in words.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How much each observation is trusted, where the model has such weights.</summary>
    public ObservationWeights? Weights { get; init; }
}
