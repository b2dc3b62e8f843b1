using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Report;

/// <summary>What a report tells of a run; made from the fits at once, or read back from the run's folder.</summary>
public sealed record ReportRun
{
    /// <summary>Version of the program that made the run.</summary>
    public required string Version { get; init; }

    /// <summary>Its command line, word by word, without the program's name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string DataName { get; init; }

    /// <summary>The file, or null for a built-in set.</summary>
    public required string? DataPath { get; init; }

    /// <summary>SHA-256 of the table.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>Whether the data are known to be simulated.</summary>
    public required bool Simulated { get; init; }

    /// <summary>What to cite; null when unknown.</summary>
    public required string? Citation { get; init; }

    /// <summary>The device.</summary>
    public required DeviceRecord Device { get; init; }

    /// <summary>Seed of every random number.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What was left out or ignored of data and priors.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Seconds it took to read the table.</summary>
    public required double ReadSeconds { get; init; }

    /// <summary>One fit a band.</summary>
    public required IReadOnlyList<ReportBand> Bands { get; init; }

    /// <summary>Every band's instruments, each once, in the order of the data.</summary>
    public IReadOnlyList<string> Instruments
    {
        get
        {
            var merged = new List<string>();
            foreach (var band in Bands)
            {
                var next = 0;
                foreach (var name in band.Observations.Instruments)
                {
                    // An instrument that earlier bands lack belongs behind the one before it.
                    var at = merged.IndexOf(name);
                    if (at < 0)
                        merged.Insert(at = next, name);
                    next = at + 1;
                }
            }
            return merged;
        }
    }

    /// <summary>The report's view of a run.</summary>
    public static ReportRun Of(FitRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new ReportRun
        {
            Version = run.Version,
            Arguments = run.Arguments,
            Started = run.Started,
            DataName = run.Data.Name,
            DataPath = run.Data.Path,
            DataSha256 = run.Data.Sha256,
            Simulated = run.Data.Example is { Simulated: true },
            Citation = run.Data.Example?.Citation,
            Device = run.Device,
            Seed = run.Seed,
            Notes = run.Notes,
            ReadSeconds = run.ReadSeconds,
            Bands = [.. run.Fits.Select(ReportBand.Of)],
        };
    }
}

/// <summary>One band's fit, as far as a report tells of it. Arrays follow the band's instruments or sources.</summary>
public sealed record ReportBand
{
    /// <summary>The data.</summary>
    public required Observations Observations { get; init; }

    /// <summary>The priors; α and β mean nothing when no variance was fitted.</summary>
    public required Priors Priors { get; init; }

    /// <summary>The model in words.</summary>
    public required string Model { get; init; }

    /// <summary>The sampler's name.</summary>
    public required string Sampler { get; init; }

    /// <summary>Chains.</summary>
    public required int Chains { get; init; }

    /// <summary>Draws kept from each chain.</summary>
    public required int Draws { get; init; }

    /// <summary>Iterations of warm-up.</summary>
    public required int WarmUp { get; init; }

    /// <summary>Iterations from one kept draw to the next.</summary>
    public required int Thin { get; init; }

    /// <summary>Draws of B_i, chain-major; see <see cref="Fit.LogArea"/>.</summary>
    public required double[][] LogArea { get; init; }

    /// <summary>Draws of the variances likewise; empty when they are known.</summary>
    public required double[][] Variance { get; init; }

    /// <summary>Summaries of B.</summary>
    public required ParameterSummary[] Areas { get; init; }

    /// <summary>Summaries of the variances.</summary>
    public required ParameterSummary[] Variances { get; init; }

    /// <summary>Posterior mean of every log flux.</summary>
    public required double[] FluxMean { get; init; }

    /// <summary>2.5 % quantile of every log flux.</summary>
    public required double[] FluxLow { get; init; }

    /// <summary>Median of every log flux.</summary>
    public required double[] FluxMedian { get; init; }

    /// <summary>97.5 % quantile of every log flux.</summary>
    public required double[] FluxHigh { get; init; }

    /// <summary>Unit of a flux; empty when unknown.</summary>
    public required string FluxUnit { get; init; }

    /// <summary>W of every instrument.</summary>
    public required double[] PriorWeight { get; init; }

    /// <summary>∂E[B_i]/∂b_k.</summary>
    public required double[,] PriorInfluence { get; init; }

    /// <summary>Observations that bear on calibration, by instrument.</summary>
    public required int[] ObservationsPerInstrument { get; init; }

    /// <summary>Connected components of the instrument graph.</summary>
    public required int[][] Components { get; init; }

    /// <summary>Nested R-hat of the worst parameter, or NaN.</summary>
    public required double NestedRhat { get; init; }

    /// <summary>How the sampler was tuned, or null.</summary>
    public required SamplerTuning? Tuning { get; init; }

    /// <summary>Seconds by stage.</summary>
    public required FitTiming Timing { get; init; }

    /// <summary>What a reader must know first.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Whether every convergence check passed.</summary>
    public required bool Converged { get; init; }

    /// <summary>Power-scaling sensitivity; null when it was not looked at.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>E[ξ | y] of every observation; null for models without weights.</summary>
    public required ObservationWeights? Weights { get; init; }

    /// <summary>The log-t model's σ when it is known; else null.</summary>
    public required double? KnownScale { get; init; }

    /// <summary>Whether all instruments share one fitted σ.</summary>
    public required bool CommonScale { get; init; }

    /// <summary>What ties the band to the others of a joint fit, or null.</summary>
    public required JointBandPosterior? Joint { get; init; }

    /// <summary>Whether the band was fitted together with others.</summary>
    public bool FittedTogether => Joint is not null;

    /// <summary>
    /// Variances from the table that the model adds to what it fits: all of it when it fits none, or when its name says that it knows some.
    /// The log-t model does not read the table's errors.
    /// </summary>
    public double[]? KnownVariance => Weights is not null ? null : Variance.Length == 0 || Model.Contains("known", StringComparison.Ordinal) ? Observations.Variance : null;

    /// <summary>The report's view of a fit.</summary>
    public static ReportBand Of(Fit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return new ReportBand
        {
            Observations = fit.Observations,
            Priors = fit.Priors,
            Model = fit.Model,
            Sampler = SamplerName.Of(fit.Options.Sampler),
            Chains = fit.Options.Chains,
            Draws = fit.Options.Draws,
            WarmUp = fit.Options.WarmUp,
            Thin = fit.Options.Thin,
            LogArea = fit.LogArea,
            Variance = fit.Variance,
            Areas = fit.Areas,
            Variances = fit.Variances,
            FluxMean = fit.Fluxes.Mean,
            FluxLow = fit.Fluxes.Q2_5,
            FluxMedian = fit.Fluxes.Median,
            FluxHigh = fit.Fluxes.Q97_5,
            FluxUnit = SourceFluxTable.FluxUnit(fit.Observations, fit.Priors),
            PriorWeight = fit.PriorWeight,
            PriorInfluence = fit.PriorInfluence,
            ObservationsPerInstrument = fit.ObservationsPerInstrument,
            Components = fit.Components,
            NestedRhat = fit.NestedRhat,
            Tuning = fit.Tuning,
            Timing = fit.Timing,
            Warnings = fit.Warnings,
            Converged = fit.Converged,
            Sensitivity = fit.Sensitivity,
            Weights = fit.Weights,
            KnownScale = fit.Weights is null ? null : fit.Options.LogT.Sigma,
            CommonScale = fit.Weights is not null && fit.Options.LogT is { CommonSigma: true, Sigma: null },
            Joint = fit.Joint,
        };
    }
}
