using System.Globalization;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Pages;

/// <summary>The power-scaling sensitivities that were asked for: a row a parameter, then what they say.</summary>
internal static class SensitivityReport
{
    /// <summary>Writes it; nothing when none were asked for.</summary>
    public static void Write(Fit fit, Page page)
    {
        if (fit.Sensitivity is not { } sensitivity)
        {
            return;
        }

        bool fitted = sensitivity.VariancePrior is not null;
        page.Heading("How much is prior, how much is data? (power-scaling)");
        page.Table(
            [
                "parameter", "prior", .. fitted ? (string[])["on areas", "on σ²"] : [], .. sensitivity.PopulationPrior is not null ? (string[])["on population"] : [],
                "likelihood", "τ/√2: mean", "sd", "diagnosis",
            ],
            [
                .. sensitivity.Parameters.Select((parameter, k) => Row(sensitivity, parameter, k)),
                [
                    "Pareto k", .. Columns(sensitivity).Select(scaling => Figures.Fixed(scaling.ParetoK, 2)), "", "",
                    sensitivity.Reliable ? $"all below {Figures.Fixed(sensitivity.ParetoThreshold, 2)}" : "do not trust",
                ],
            ]);
        page.Blank();
        foreach (string sentence in Sentences(fit, sensitivity))
        {
            page.Paragraph(sentence, "=> ");
        }

        page.Paragraph(
            "A column says how far the posterior moves when that factor counts a little more or less (cumulative Jensen-Shannon distance a doubling; Kallioinen et al. 2023): "
                + $"above {PowerScaling.Threshold} it matters. "
            + "τ/√2: what a prior of the areas twice as precise would add to mean and sd, in posterior sd. Level is the shift that all instruments share, which the prior alone "
                + "knows.", "   ");
        page.Blank();
    }

    /// <summary>What the numbers say.</summary>
    internal static IEnumerable<string> Sentences(Fit fit, Sensitivity sensitivity)
    {
        if (!sensitivity.Reliable)
        {
            yield return $"The importance weights are not to be trusted (Pareto k above {Figures.Fixed(sensitivity.ParetoThreshold, 2)}): use gpuconcord sweep --tau instead.";
            yield break;
        }
        ILookup<SensitivityVerdict, int> byVerdict = Enumerable.Range(0, sensitivity.Parameters.Count).Where(k => sensitivity.Parameters[k].Instrument >= 0)
            .ToLookup(sensitivity.Verdict);
        foreach (bool ofScatter in (bool[])[false, true])
        {
            string[] conflict = [.. byVerdict[SensitivityVerdict.MayConflict].Where(k => OfScatter(sensitivity, k) == ofScatter).Select(Name)];
            string[] prior = [.. byVerdict[SensitivityVerdict.PriorDecides].Where(k => OfScatter(sensitivity, k) == ofScatter).Select(Name)];
            string which = ofScatter ? "prior of the variances (α, β)" : $"prior of the areas (τ = {Range(fit.Priors.Tau)})";
            if (conflict.Length > 0)
            {
                yield return $"{List(conflict)}: the {which} and the data both matter, and may disagree. Is that prior what you believe? gpuconcord sweep "
                    + $"{(ofScatter ? "--beta-grid" : "--tau")} shows what others would say.";
            }

            if (prior.Length > 0)
            {
                yield return $"{List(prior)}: the {which} decides; "
                    + (ofScatter ? "the data say little beside it." : "the data compare instruments, and cannot say where all of them lie together.");
            }
        }
        if (!byVerdict.Contains(SensitivityVerdict.MayConflict) && !byVerdict.Contains(SensitivityVerdict.PriorDecides))
        {
            yield return "The data decide every area and scatter: no prior near this one would say otherwise.";
        }

        string Name(int k) => sensitivity.Parameters[k].Name.Replace("sigma", "σ", StringComparison.Ordinal);
    }

    /// <summary>Whether it is the prior of the variances, rather than that of the areas, that moves a parameter.</summary>
    private static bool OfScatter(Sensitivity sensitivity, int k) =>
        sensitivity.VariancePrior is { } variances && variances.Sensitivity[k] > sensitivity.AreaPrior.Sensitivity[k];

    private static string Range(double[] values) => values.Distinct().Count() == 1
        ? values[0].ToString("G3", CultureInfo.InvariantCulture)
        : $"{values.Min().ToString("G3", CultureInfo.InvariantCulture)} to {values.Max().ToString("G3", CultureInfo.InvariantCulture)}";

    private static string List(string[] names) => names.Length <= 8 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(6))} and {names.Length - 6} more";

    /// <summary>The factors that have a column: where no variance is fitted, the prior of the areas is all of the prior.</summary>
    private static PowerScaling[] Columns(Sensitivity sensitivity) =>
    [
        sensitivity.Prior,
        .. sensitivity.VariancePrior is { } variances ? (PowerScaling[])[sensitivity.AreaPrior, variances] : [],
        .. sensitivity.PopulationPrior is { } population ? (PowerScaling[])[population] : [],
        sensitivity.Likelihood,
    ];

    private static string[] Row(Sensitivity sensitivity, SensitiveParameter parameter, int k) =>
    [
        parameter.Name.Replace("sigma", "σ", StringComparison.Ordinal),
        .. Columns(sensitivity).Select(scaling => Figures.Fixed(scaling.Sensitivity[k], 3)),
        Figures.Signed(sensitivity.AreaPrior.MeanGradient[k] / parameter.Sd, 2),
        Figures.Signed(sensitivity.AreaPrior.SdGradient[k] / parameter.Sd, 2),
        SensitivityWords.Of(sensitivity.Verdict(k)),
    ];
}
