using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>One problem of a sweep and what became of it; arrays follow its instruments.</summary>
public sealed record SweptProblem
{
    /// <summary>Name of the data set.</summary>
    public required string Data { get; init; }

    /// <summary>The energy band, or null.</summary>
    public required string? Band { get; init; }

    /// <summary>The unit that was left out, by name; null when none was.</summary>
    public required string? LeftOut { get; init; }

    /// <summary>What its prior is called.</summary>
    public required string Label { get; init; }

    /// <summary>The instruments that were fitted.</summary>
    public required string[] Instruments { get; init; }

    /// <summary>How many sources were fitted.</summary>
    public required int Sources { get; init; }

    /// <summary>The prior.</summary>
    public required Priors Priors { get; init; }

    /// <summary>The posterior; read back from files its tuning lacks the scale and the autocorrelation time, which no file holds.</summary>
    public required SweepPosterior Posterior { get; init; }

    /// <summary>Geometric mean of τ_i.</summary>
    public double TypicalTau => Math.Exp(Priors.Tau.Average(Math.Log));

    /// <summary>The posterior of the area over nominal, B_i − b_i, natural logarithm.</summary>
    /// <param name="instrument">Index i of the instrument.</param>
    public BriefSummary Area(int instrument)
    {
        (BriefSummary area, double nominal) = (Posterior.Areas[instrument], Priors.LogArea[instrument]);
        return area with { Mean = area.Mean - nominal, Q2_5 = area.Q2_5 - nominal, Median = area.Median - nominal, Q97_5 = area.Q97_5 - nominal };
    }

    /// <summary>∂E[B_i]/∂b_i: the weight of the instrument's own prior mean.</summary>
    /// <param name="instrument">Index i of the instrument.</param>
    public double OwnInfluence(int instrument) => Posterior.PriorInfluence[instrument, instrument];

    /// <summary>Monte Carlo standard error of <see cref="OwnInfluence"/>; NaN in what earlier versions wrote.</summary>
    /// <param name="instrument">Index i of the instrument.</param>
    public double OwnInfluenceError(int instrument) => Posterior.PriorInfluenceError?[instrument, instrument] ?? double.NaN;

    /// <summary>What a record keeps of a problem, without its data.</summary>
    public static SweptProblem Of(SweepProblem problem, SweepPosterior posterior)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new SweptProblem
        {
            Data = problem.Data,
            Band = problem.Observations.Band,
            LeftOut = problem.LeftOut,
            Label = problem.Label,
            Instruments = problem.Observations.Instruments,
            Sources = problem.Observations.SourceCount,
            Priors = problem.Priors,
            Posterior = posterior,
        };
    }
}
