using System.Xml.Linq;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Host.Report;

/// <summary>A report's table of power-scaling sensitivities.</summary>
public static class SensitivitySection
{
    /// <summary>The run with the sensitivities of every band that lacks them, from the draws on disk.</summary>
    /// <exception cref="UsageException">A band's model has no closed likelihood, or its bands were fitted together: their correlation is not on disk.</exception>
    public static ReportRun Complete(ReportRun run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run with { Bands = [.. run.Bands.Select(band => band.Sensitivity is not null ? band : band with { Sensitivity = Look(band, cancellation) })] };
    }

    /// <summary>The section; nothing when no sensitivity was looked at.</summary>
    internal static IEnumerable<XElement> Of(ReportBand band)
    {
        if (band.Sensitivity is not { } sensitivity)
            yield break;
        var fitted = sensitivity.VariancePrior is not null;
        string[] header =
        [
            "parameter", "prior", .. fitted ? (string[])["on areas", "on variances"] : [], "likelihood", "τ/√2 moves it by", "diagnosis",
        ];
        var rows = sensitivity.Parameters.Select((parameter, k) => (string[])
        [
            parameter.Name.Replace("sigma", "σ", StringComparison.Ordinal),
            Labelled.Fixed(sensitivity.Prior.Sensitivity[k], 3),
            .. fitted ? (string[])[Labelled.Fixed(sensitivity.AreaPrior.Sensitivity[k], 3), Labelled.Fixed(sensitivity.VariancePrior!.Sensitivity[k], 3)] : [],
            Labelled.Fixed(sensitivity.Likelihood.Sensitivity[k], 3),
            $"{Labelled.Signed(sensitivity.AreaPrior.MeanGradient[k] / parameter.Sd, 2)} sd",
            SensitivityWords.Of(sensitivity.Verdict(k)),
        ]);
        yield return Html.Table(
            $"{Findings.In(band)}power-scaling sensitivity of the posterior to its factors (Kallioinen et al. 2023, Statistics and Computing 34, 57). "
            + $"Above {PowerScaling.Threshold} a factor matters; prior and likelihood both above it: they may disagree. "
            + "Level: the shift that all instruments share, which the prior alone knows. "
            + $"Pareto k of the weights: {string.Join(", ", sensitivity.Components.Select(component => $"{component.Name.Replace('_', ' ')} {Labelled.Fixed(component.Scaling.ParetoK, 2)}"))}"
            + $"{(sensitivity.Reliable ? "" : $"; above {Labelled.Fixed(sensitivity.ParetoThreshold, 2)} not to be trusted")}.",
            header, rows);
    }

    private static Sensitivity Look(ReportBand band, CancellationToken cancellation)
    {
        if (band.Model.StartsWith("log-t", StringComparison.Ordinal))
            throw Sensitivity.NotCovered();
        if (band.FittedTogether)
        {
            throw new UsageException(
                "--sensitivity: found bands that were fitted together, expected bands fitted one by one; how their areas correlate is not in the folder. Fit again with --sensitivity");
        }
        return ScaledPosterior.Look(band.Observations, band.Priors, band.LogArea, band.Variance, band.KnownVariance, band.Components, cancellation);
    }
}
