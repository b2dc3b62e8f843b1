using System.Xml.Linq;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>A report's table of power-scaling sensitivities.</summary>
public static class SensitivitySection
{
    /// <summary>The run with the sensitivities of every band that lacks them, from the draws on disk.</summary>
    /// <exception cref="UsageException">A band's model has no closed likelihood, or its bands were fitted together: their correlation is not on disk.</exception>
    public static FitRun Complete(FitRun run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run with { Fits = [.. run.Fits.Select(band => band.Sensitivity is not null ? band : band with { Sensitivity = Look(band, cancellation) })] };
    }

    /// <summary>The section; nothing when no sensitivity was looked at.</summary>
    internal static IEnumerable<XElement> Of(Fit band)
    {
        if (band.Sensitivity is not { } sensitivity)
        {
            yield break;
        }

        bool fitted = sensitivity.VariancePrior is not null;
        string[] header =
        [
            "parameter", "prior", .. fitted ? (string[])["on areas", "on variances"] : [],
            .. sensitivity.PopulationPrior is not null ? (string[])["on population"] : [], "likelihood", "τ/√2 moves it by", "diagnosis",
        ];
        IEnumerable<string[]> rows = sensitivity.Parameters.Select((parameter, k) => (string[])
        [
            parameter.Name.Replace("sigma", "σ", StringComparison.Ordinal),
            Labelled.Fixed(sensitivity.Prior.Sensitivity[k], 3),
            .. fitted ? (string[])[Labelled.Fixed(sensitivity.AreaPrior.Sensitivity[k], 3), Labelled.Fixed(sensitivity.VariancePrior!.Sensitivity[k], 3)] : [],
            .. sensitivity.PopulationPrior is { } population ? (string[])[Labelled.Fixed(population.Sensitivity[k], 3)] : [],
            Labelled.Fixed(sensitivity.Likelihood.Sensitivity[k], 3),
            $"{Labelled.Signed(sensitivity.AreaPrior.MeanGradient[k] / parameter.Sd, 2)} sd",
            SensitivityWords.Of(sensitivity.Verdict(k)),
        ]);
        yield return Html.Table(
            $"{Findings.In(band)}power-scaling sensitivity of the posterior to its factors (Kallioinen et al. 2023, Statistics and Computing 34, 57). "
            + $"Above {PowerScaling.Threshold} a factor matters; prior and likelihood both above it: they may disagree. "
            + "Level: the shift that all instruments share, which the prior alone knows. "
            + "Pareto k of the weights: "
            + string.Join(", ", sensitivity.Components.Select(component => $"{component.Name.Replace('_', ' ')} {Labelled.Fixed(component.Scaling.ParetoK, 2)}"))
            + $"{(sensitivity.Reliable ? "" : $"; above {Labelled.Fixed(sensitivity.ParetoThreshold, 2)} not to be trusted")}.",
            header, rows);
    }

    private static Sensitivity Look(Fit band, CancellationToken cancellation)
    {
        Sensitivity.Require(band.Model, band.Observations);
        if (band.Joint is not null)
        {
            throw new UsageException(
                "--sensitivity: found bands that were fitted together, expected bands fitted one by one; how their areas correlate is not in the folder. Fit again with "
                    + "--sensitivity");
        }
        return Sensitivity.Of(band.Model, band.Observations, band.Priors, band.Blocks, band.Components, null, cancellation);
    }
}
