using System.Globalization;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Fits;

/// <summary>Leave-one-out in words: elpd, how many observations and draws it rests on, and what that leaves uncertain.</summary>
internal static class LeaveOneOutWords
{
    /// <summary>The sentences.</summary>
    public static IEnumerable<string> Of(Fit fit, ModelChecks checks)
    {
        LeaveOneOut loo = checks.LeaveOneOut;
        string looked = checks.Sample is { } of ? $"{of.Observations} of {checks.Judged.Length} observations" : $"{checks.Judged.Length} observations";
        yield return $"Leave-one-out: elpd {Labelled.Fixed(loo.Elpd, 1)} ± {Labelled.Fixed(loo.ElpdError, 1)}, effective parameters {Labelled.Fixed(loo.EffectiveParameters, 1)} ± "
            + $"{Labelled.Fixed(loo.EffectiveParametersError, 1)} "
            + $"(PSIS, {looked}, {checks.Draws} draws); "
            + (loo.Unreliable == 0
                ? $"every Pareto k {(checks.Sample is null ? "" : "of these ")}is below {Labelled.Fixed(loo.Threshold, 2)}."
                : $"{Labelled.Of(loo.Unreliable, "Pareto k value")} above {Labelled.Fixed(loo.Threshold, 2)}, largest {Labelled.Fixed(loo.ParetoK.Max(), 2)}: those observations "
                    + "alone move the fit, do not trust elpd.");
        if (checks.Sample is { } sample)
        {
            yield return $"elpd is estimated from {sample.Observations} of {checks.Judged.Length} observations ({sample.Sources} of {sample.AllSources} sources: "
                + $"{sample.Sources - sample.Certain} drawn by the seed, and all {sample.Certain} with much influence or the largest residuals) and an expansion of the rest: "
                + $"its Monte Carlo error is {Error(sample.WholeElpdError(loo.ElpdMonteCarloError))} ({Error(sample.ElpdError)} from the sources that were drawn, "
                + $"{Error(loo.ElpdMonteCarloError)} from {checks.Draws} draws), and the sample's in the effective parameters {Error(sample.ParametersError)}. ± beside elpd is "
                + "its spread over observations.";
            yield return $"Residuals are those of all {checks.Judged.Length} observations under {sample.ResidualDraws} draws; ± in the table{(checks.Counts is null ? "" : "s")} "
                + "is the Monte Carlo error which that leaves.";
        }
        else if (checks.Draws < ModelChecks.UsualDraws && checks.Draws < fit.LogArea[0].Length)
        {
            yield return $"{checks.Judged.Length} observations are looked at under {checks.Draws} draws only: that leaves a Monte Carlo error of "
                + $"{Labelled.Fixed(loo.ElpdMonteCarloError, 1)} in elpd and of up to {Labelled.Fixed(0.5 / Math.Sqrt(checks.Draws), 2)} in p.";
        }
    }

    // Two digits of an error, however small.
    private static string Error(double error) => error >= 0.095 || error == 0 || !double.IsFinite(error)
        ? Labelled.Fixed(error, error >= 9.5 ? 0 : error >= 0.95 ? 1 : 2)
        : error.ToString("G1", CultureInfo.InvariantCulture);
}
