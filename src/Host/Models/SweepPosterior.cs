using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Models;

/// <summary>What is kept of one problem of a sweep.</summary>
public sealed record SweepPosterior
{
    /// <summary>The posterior of each B_i (natural logarithm), length N.</summary>
    public required BriefSummary[] Areas { get; init; }

    /// <summary>The posterior of each σ_i², length N.</summary>
    public required BriefSummary[] Variances { get; init; }

    /// <summary>W_i = 1/(1 + n_i τ_i²/E[σ_i² | y]), the weight of the prior were every flux known; what the slides tabulate (headed 1 − W), length N.</summary>
    public required double[] PriorWeight { get; init; }

    /// <summary>∂E[B_i]/∂b_k = [Cov(B | y) T⁻¹]_ik: the honest weight of every prior mean; N × N, rows sum to 1.</summary>
    public required double[,] PriorInfluence { get; init; }

    /// <summary>Monte Carlo standard error of every entry of <see cref="PriorInfluence"/>, N × N; null in what earlier versions wrote.</summary>
    public double[,]? PriorInfluenceError { get; init; }

    /// <summary>n_i, observations of each instrument that bear on calibration.</summary>
    public required int[] ObservationsPerInstrument { get; init; }

    /// <summary>How the sampler was tuned.</summary>
    public required SamplerTuning Tuning { get; init; }

    /// <summary>Whether the tuning is that of a fit, from the long search; else the quick one sufficed.</summary>
    public required bool SearchedLong { get; init; }

    /// <summary>Iterations from one kept draw to the next: more than 1 where the pilots mixed slowly; the warm-up is as many times longer.</summary>
    public required int Thin { get; init; }

    /// <summary>Number of chains.</summary>
    public required int Chains { get; init; }

    /// <summary>Modes of the posterior about which chains started; most often one.</summary>
    public int Modes { get; init; } = 1;

    /// <summary>Whether its draws are independent and weighted, not those of chains.</summary>
    public bool IsWeighted => Tuning.Proposal is { Fits: true };

    /// <summary>Whether every parameter passes the rule of <see cref="Convergence"/>, and trajectories stayed whole.</summary>
    public bool Converged => IsWeighted ? Areas.Concat(Variances).All(Convergence.IsEnough) :
        Areas.Concat(Variances).All(p => Convergence.Passes(p, Chains)) && !TooManyDivergences(Tuning.Divergences, (long)Areas[0].Draws * Thin);

    /// <summary>Whether more than one in a thousand trajectories diverged.</summary>
    internal static bool TooManyDivergences(long divergences, long trajectories) => divergences > MostDivergences * trajectories;

    private const double MostDivergences = 1e-3;
}

/// <summary>A sweep's results and the seconds each stage took.</summary>
/// <param name="Posteriors">One a problem, in the order of the problems.</param>
/// <param name="Timing">Seconds by stage.</param>
public sealed record SweepResult(IReadOnlyList<SweepPosterior> Posteriors, SweepTiming Timing);

/// <summary>Seconds by stage.</summary>
/// <param name="Modes">Sufficient statistics and marginal modes.</param>
/// <param name="Tuning">Pilot chains.</param>
/// <param name="WarmUp">Warm-up.</param>
/// <param name="Sampling">Kept draws.</param>
/// <param name="Summaries">Summaries, diagnostics and prior influence.</param>
public readonly record struct SweepTiming(double Modes, double Tuning, double WarmUp, double Sampling, double Summaries)
{
    /// <summary>Adds stage by stage.</summary>
    public static SweepTiming operator +(SweepTiming a, SweepTiming b) => new(
        a.Modes + b.Modes, a.Tuning + b.Tuning, a.WarmUp + b.WarmUp, a.Sampling + b.Sampling, a.Summaries + b.Summaries);

    /// <summary>The share of each of <paramref name="workers"/> that worked side by side.</summary>
    public static SweepTiming operator /(SweepTiming sum, int workers) => new(
        sum.Modes / workers, sum.Tuning / workers, sum.WarmUp / workers, sum.Sampling / workers, sum.Summaries / workers);
}
