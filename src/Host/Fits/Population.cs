using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Fits;

/// <summary>
/// The population of sources of a fit of counts: ln(flux) ~ N(μ, ω²), so that e^μ is the median flux and a source of one standard deviation is
/// brighter by a factor e^ω.
/// </summary>
/// <param name="Mean">μ: one entry.</param>
/// <param name="Variance">ω²: one entry.</param>
public sealed record Population(Block Mean, Block Variance)
{
    private const string MeanSymbol = "mu";
    private const string VarianceSymbol = "omega2";

    /// <summary>Summary of μ, in ln of the unit of the fluxes.</summary>
    public ParameterSummary Mu => Mean.Summaries[0];

    /// <summary>Summary of ω².</summary>
    public ParameterSummary Omega2 => Variance.Summaries[0];

    /// <summary>The population of a fit; null where it has none.</summary>
    /// <param name="fit">The fit.</param>
    public static Population? Of(Fit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return fit.Observations.Counts is not null && Find(fit, MeanSymbol) is { } mean && Find(fit, VarianceSymbol) is { } variance ? new Population(mean, variance) : null;
    }

    /// <summary>The population in an astronomer's words: median flux and spread, each with its 95 % interval.</summary>
    /// <param name="unit">Unit of the fluxes; empty when unknown.</param>
    public string Sentence(string unit)
    {
        string of = string.IsNullOrEmpty(unit) ? "" : $" {unit}";
        double[] omega = [Math.Sqrt(Omega2.Median), Math.Sqrt(Omega2.Q2_5), Math.Sqrt(Omega2.Q97_5)];
        return $"The sources' median flux e^μ is {Flux(Mu.Median)}{of} (95 %: {Flux(Mu.Q2_5)} … {Flux(Mu.Q97_5)}); fluxes spread about it by a factor of e^ω = "
            + $"{Factor(omega[0])} (95 %: {Factor(omega[1])} … {Factor(omega[2])}), one standard deviation, that is {Labelled.Brief(omega[0] / Math.Log(10))} dex.";
    }

    private static string Flux(double logarithm) => Labelled.Significant(Math.Exp(logarithm));

    private static string Factor(double omega) => Labelled.Significant(Math.Exp(omega));

    private static Block? Find(Fit fit, string symbol) =>
        fit.Blocks.FirstOrDefault(block => block is { Axis: Axis.Common, Role: Role.Other, Summaries.Length: 1 } && block.Symbol.Equals(symbol, StringComparison.Ordinal));
}
