using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Fits;

/// <summary>The posterior of one data set under one prior: draws, summaries, diagnostics, and how it was made.</summary>
public sealed record Fit
{
    /// <summary>The data.</summary>
    public required Observations Observations { get; init; }

    /// <summary>The priors.</summary>
    public required Priors Priors { get; init; }

    /// <summary>The options as they were used.</summary>
    public required FitOptions Options { get; init; }

    /// <summary>The model in words: "log-Normal, fitted variances", "… known variances", "… known plus fitted variances" or "log-t …".</summary>
    public required string Model { get; init; }

    /// <summary>Draws of B_i, one array an instrument, chain-major: <c>[chain · Options.Draws + draw]</c>; natural logarithm.</summary>
    public required double[][] LogArea { get; init; }

    /// <summary>Draws of v_i = σ_i², laid out as <see cref="LogArea"/>; empty when the variances are known. Beside known variances it is the part beyond them.</summary>
    public required double[][] Variance { get; init; }

    /// <summary>Draws of G_j of the sources in <see cref="FitOptions.FluxDraws"/>, in that order, laid out as <see cref="LogArea"/>.</summary>
    public double[][] LogFlux { get; init; } = [];

    /// <summary>Summaries named B[instrument], one an instrument.</summary>
    public required ParameterSummary[] Areas { get; init; }

    /// <summary>Summaries named sigma2[instrument], one an instrument; empty when the variances are known.</summary>
    public required ParameterSummary[] Variances { get; init; }

    /// <summary>The posterior of every source's log flux.</summary>
    public required FluxTable Fluxes { get; init; }

    /// <summary>
    /// E[ξ | y] of every observation, in the order of <see cref="Observations.Y"/>: ν on average a priori, far below it for an outlier; null
    /// for models without weights.
    /// </summary>
    public ObservationWeights? Weights { get; init; }

    /// <summary>The point estimates that <see cref="FitOptions.Estimates"/> name, in that order; empty when variances are known, even in part.</summary>
    public IReadOnlyList<PointEstimate> Estimates { get; init; } = [];

    /// <summary>W_i = 1/(1 + n_i τ_i²/E[σ_i²]), the slides' table of prior influence (its heading 1 − W is a slip), one an instrument. With known variances σ_i² is n_i/Σ_j 1/t_ij, t the whole variance.</summary>
    public required double[] PriorWeight { get; init; }

    /// <summary>∂E[B_i]/∂b_k, how far the answer leans on each prior mean; N × N, rows sum to 1.</summary>
    public required double[,] PriorInfluence { get; init; }

    /// <summary>Observations of each instrument that bear on calibration (sources seen by one instrument only are left out).</summary>
    public required int[] ObservationsPerInstrument { get; init; }

    /// <summary>Connected components of the instrument graph, each a list of instrument indices; one entry when all connect.</summary>
    public required int[][] Components { get; init; }

    /// <summary>What ties this band to the others when all were fitted together; null when it was fitted by itself.</summary>
    public JointBandPosterior? Joint { get; init; }

    /// <summary>Nested R-hat of the worst parameter over superchains, 32 chains that started together (Margossian et al. 2024); NaN below 128 chains.</summary>
    public double NestedRhat { get; init; } = double.NaN;

    /// <summary>Checks of the model against the data; null when none were asked for.</summary>
    public ModelChecks? Checks { get; init; }

    /// <summary>Power-scaling sensitivity to priors and likelihood; null when it was not asked for.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>How the sampler was tuned, for the record; null when there is nothing to tune.</summary>
    public SamplerTuning? Tuning { get; init; }

    /// <summary>Seconds by stage.</summary>
    public required FitTiming Timing { get; init; }

    /// <summary>What a reader must know before trusting the numbers, in words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Whether every convergence check passed.</summary>
    public required bool Converged { get; init; }
}

/// <summary>Posterior of every source's log flux G_j (natural logarithm of the data's unit over area), one entry a source.</summary>
/// <param name="Mean">E[G_j].</param>
/// <param name="Sd">Posterior standard deviation.</param>
/// <param name="Q2_5">2.5 % quantile.</param>
/// <param name="Median">Median.</param>
/// <param name="Q97_5">97.5 % quantile.</param>
/// <param name="McseMean">Monte Carlo standard error of the mean.</param>
/// <param name="Rhat">Rank-normalised split R-hat, NaN where it was not computed (large catalogues).</param>
/// <param name="EssBulk">Bulk effective sample size, NaN where it was not computed.</param>
/// <param name="EssTail">Tail effective sample size, NaN where it was not computed.</param>
/// <param name="InstrumentCount">Number of instruments that saw the source; 1 means it took no part in the calibration.</param>
public sealed record FluxTable(
    double[] Mean,
    double[] Sd,
    double[] Q2_5,
    double[] Median,
    double[] Q97_5,
    double[] McseMean,
    double[] Rhat,
    double[] EssBulk,
    double[] EssTail,
    int[] InstrumentCount);

/// <summary>How much the log-t model trusts each observation, one entry an observation in the order of <see cref="Observations.Y"/>.</summary>
/// <param name="Mean">E[ξ | y], the posterior mean of the weight ξ = σ²/ψ.</param>
/// <param name="McseMean">Monte Carlo standard error of <paramref name="Mean"/>; 0 where it is the prior's own ν.</param>
/// <param name="PriorMean">ν, E[ξ] before any data.</param>
public sealed record ObservationWeights(double[] Mean, double[] McseMean, double PriorMean)
{
    /// <summary>Below this share of <see cref="PriorMean"/> a weight marks an outlier: at ν = 3, three typical scatters σ/√ν off.</summary>
    public const double Outlying = 1.0 / 3.0;

    /// <summary>Indices of the observations with the smallest weights, smallest first; those at or above the prior mean are left out.</summary>
    /// <param name="most">How many at most.</param>
    public int[] Smallest(int most) =>
        [.. Enumerable.Range(0, Mean.Length).Where(o => Mean[o] < PriorMean).OrderBy(o => Mean[o]).Take(most)];
}

/// <summary>The tuned sampler.</summary>
/// <param name="StepSize">Leapfrog step in units of <paramref name="Scale"/>.</param>
/// <param name="Leapfrogs">Leapfrog steps a trajectory.</param>
/// <param name="Scale">Scale of each ln v_i.</param>
/// <param name="Acceptance">Mean acceptance probability while sampling.</param>
/// <param name="Divergences">Trajectories whose energy error exceeded 1000 (or was not finite) while sampling.</param>
/// <param name="AutocorrelationTime">Integrated autocorrelation time, in draws, of the slowest ln v_i.</param>
public sealed record SamplerTuning(
    double StepSize, int Leapfrogs, double[] Scale, double Acceptance, long Divergences, double AutocorrelationTime);

/// <summary>Seconds by stage.</summary>
/// <param name="Read">Reading and validating the table (0 where the caller did that).</param>
/// <param name="WarmUp">Sufficient statistics, starting points and warm-up.</param>
/// <param name="Sampling">Kept draws.</param>
/// <param name="Summary">Fluxes, summaries and diagnostics.</param>
public readonly record struct FitTiming(double Read, double WarmUp, double Sampling, double Summary);

/// <summary>How far a fit has come.</summary>
/// <param name="Stage">What is being done, in a few words.</param>
/// <param name="Fraction">Share of the stage done, 0 to 1.</param>
public readonly record struct FitProgress(string Stage, double Fraction);
