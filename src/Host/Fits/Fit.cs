using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;

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

    /// <summary>The model, with its settings.</summary>
    public required IModel Model { get; init; }

    /// <summary>The posterior but for the fluxes: B, the fitted variances, and whatever else the model has.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>Draws of G_j of the sources in <see cref="FitOptions.FluxDraws"/>, in that order, laid out as <see cref="LogArea"/>.</summary>
    public double[][] LogFlux { get; init; } = [];

    /// <summary>The posterior of every source's log flux.</summary>
    public required FluxTable Fluxes { get; init; }

    /// <summary>The point estimates that <see cref="FitOptions.Estimates"/> name, in that order; empty when variances are known, even in part.</summary>
    public IReadOnlyList<PointEstimate> Estimates { get; init; } = [];

    /// <summary>W_i = 1/(1 + n_i τ_i²/E[σ_i²]), the slides' table of prior influence (its heading 1 − W is a slip), one an instrument. With known
    /// variances σ_i² is n_i/Σ_j 1/t_ij, t the whole variance.</summary>
    public required double[] PriorWeight { get; init; }

    /// <summary>∂E[B_i]/∂b_k = [Cov(B | y) T⁻¹]_ik, how far the answer leans on each prior mean; N × N, rows sum to 1. An instrument's weight on its
    /// own prior mean can exceed 1: that is what a conflict of prior and data looks like.</summary>
    public required double[,] PriorInfluence { get; init; }

    /// <summary>Monte Carlo standard error of every entry of <see cref="PriorInfluence"/>, N × N: 0 with known variances; null in what earlier
    /// versions wrote.</summary>
    public double[,]? PriorInfluenceError { get; init; }

    /// <summary>Observations of each instrument that bear on calibration (sources seen by one instrument only are left out).</summary>
    public required int[] ObservationsPerInstrument { get; init; }

    /// <summary>Connected components of the instrument graph, each a list of instrument indices; one entry when all connect.</summary>
    public required int[][] Components { get; init; }

    /// <summary>What ties this band to the others when all were fitted together; null when it was fitted by itself.</summary>
    public JointBandPosterior? Joint { get; init; }

    /// <summary>Nested R-hat of the worst parameter over superchains, 32 chains that started together (Margossian et al. 2024); NaN below 128 chains.</summary>
    public double NestedRhat { get; init; } = double.NaN;

    /// <summary>Effective draws, bulk or tail, of the area that has fewest; what a quantile of areas is good to follows from it.</summary>
    public double EffectiveAreas => Areas.Min(area => double.IsNaN(area.EssBulk + area.EssTail) ? 1 : Math.Min(area.EssBulk, area.EssTail));

    /// <summary>Whether the device made the summaries of <see cref="Blocks"/>, not the host.</summary>
    public bool SummariesOnDevice { get; init; }

    /// <summary>The modes of the posterior between which no chain crosses, the heaviest first; empty when there is one, or chains visit all.</summary>
    public IReadOnlyList<PosteriorMode> Modes { get; init; } = [];

    /// <summary>Checks of the model against the data; null when none were asked for.</summary>
    public ModelChecks? Checks { get; init; }

    /// <summary>Power-scaling sensitivity to priors and likelihood; null when it was not asked for.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>How the sampler was tuned, for the record; null when there is nothing to tune.</summary>
    public SamplerTuning? Tuning { get; init; }

    /// <summary>How well a polynomial stands for the density, also where it was refused and another sampler drew; null where none was tried.</summary>
    public PolynomialQuality? Polynomial { get; init; }

    /// <summary>Seconds by stage.</summary>
    public required FitTiming Timing { get; init; }

    /// <summary>That prior and data contradict each other about the areas, which <see cref="Warnings"/> begin with then; null when they do not.</summary>
    public PriorConflict? PriorConflict { get; init; }

    /// <summary>What a reader must know before trusting the numbers, in words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary><see cref="Warnings"/> but for that of <see cref="PriorConflict"/>, which a page says in its first lines.</summary>
    public IEnumerable<string> WarningsBelow => Warnings.Where(warning => !warning.Equals(PriorConflict?.Warning, StringComparison.Ordinal));

    /// <summary>Whether every convergence check passed.</summary>
    public required bool Converged { get; init; }

    /// <summary>B, an entry an instrument.</summary>
    public Block Area => Blocks.Single(block => block.Role is Role.Area);

    /// <summary>The fitted variances; null when none is fitted.</summary>
    public Block? Scatter => Blocks.SingleOrDefault(block => block.Role is Role.Scatter);

    /// <summary>Posterior mean weight of every observation; null for models without weights.</summary>
    public EntryMoments? Weights => Blocks.SingleOrDefault(block => block.Role is Role.Weight)?.Moments;

    /// <summary>Draws of B_i, one array an instrument, chain-major: <c>[chain · Options.Draws + draw]</c>; natural logarithm.</summary>
    public double[][] LogArea => Area.Draws;

    /// <summary>Summaries of B, one an instrument.</summary>
    public ParameterSummary[] Areas => Area.Summaries;

    /// <summary>Summaries of every parameter that has them, block after block.</summary>
    public IEnumerable<ParameterSummary> Parameters => Blocks.SelectMany(block => block.Summaries);

    /// <summary>The parameters that all of the data share, besides a scatter, with their summaries.</summary>
    public IReadOnlyList<(Block Block, ParameterSummary Summary)> Shared =>
        [.. Blocks.Where(block => block is { Axis: Axis.Common, Role: Role.Other }).SelectMany(block => block.Summaries.Select(summary => (block, summary)))];

    /// <summary>The part of every observation's variance that the model takes as known; null when there is none.</summary>
    public double[]? KnownVariance => Model.KnownVariance(Observations);

    /// <summary>Monte Carlo standard error of an instrument's weight on its own prior mean, ∂E[B_i]/∂b_i; NaN in what earlier versions wrote.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    public double OwnInfluenceError(int instrument) => PriorInfluenceError?[instrument, instrument] ?? double.NaN;

    /// <summary>Summaries of B and of the variance that governs an instrument, where one does.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    public IEnumerable<ParameterSummary> Of(int instrument) => Scatter?.Of(instrument) is { } scatter ? [Areas[instrument], scatter] : [Areas[instrument]];

    /// <summary>This fit with other draws or summaries of a block.</summary>
    /// <param name="role">The block's role.</param>
    /// <param name="change">What becomes of it.</param>
    public Fit With(Role role, Func<Block, Block> change) => this with { Blocks = [.. Blocks.Select(block => block.Role == role ? change(block) : block)] };
}

/// <summary>Seconds by stage.</summary>
/// <param name="Read">Reading and validating the table (0 where the caller did that).</param>
/// <param name="WarmUp">Sufficient statistics, starting points and warm-up.</param>
/// <param name="Sampling">Kept draws.</param>
/// <param name="Summary">Fluxes, summaries and diagnostics.</param>
public readonly record struct FitTiming(double Read, double WarmUp, double Sampling, double Summary)
{
    /// <summary>Adds stage by stage.</summary>
    public static FitTiming operator +(FitTiming a, FitTiming b) =>
        new(a.Read + b.Read, a.WarmUp + b.WarmUp, a.Sampling + b.Sampling, a.Summary + b.Summary);
}
