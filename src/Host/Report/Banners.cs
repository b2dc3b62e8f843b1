using System.Xml.Linq;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Report;

/// <summary>What a reader must know before trusting the numbers, at the top of a report: one line where all chains agree, and each warning once.</summary>
internal static class Banners
{
    /// <summary>More bands than these are told by their number.</summary>
    private const int Named = 4;

    /// <summary>The blocks.</summary>
    /// <param name="bands">The fits.</param>
    public static IEnumerable<XElement> Of(IReadOnlyList<Fit> bands)
    {
        Fit[] agree = [.. bands.Where(band => band.Converged)];
        if (agree.Length > 1)
        {
            yield return Html.Paragraph(Together(agree, agree.Length == bands.Count), "good");
        }

        foreach (Fit band in bands.Where(band => !band.Converged || agree.Length == 1))
        {
            yield return Html.Paragraph(Convergence(band), band.Converged ? "good" : "bad");
        }

        string[] warnings =
        [
            .. bands.SelectMany(band => band.WarningsBelow.Select(warning => (Warning: warning, Band: band))).GroupBy(pair => pair.Warning, StringComparer.Ordinal)
                .Select(group => $"{Bands([.. group.Select(pair => pair.Band)], bands.Count)}{group.Key}"),
        ];
        if (warnings.Length == 1)
        {
            yield return Html.Paragraph(warnings[0], "bad");
        }
        else if (warnings.Length > 1)
        {
            yield return new XElement("div", new XAttribute("class", "bad"), Html.List(warnings));
        }
    }

    private static string Bands(Fit[] bands, int all) => bands.Length == 1 ? Findings.In(bands[0])
        : bands.Length == all ? "All bands: "
        : bands.Length > Named ? $"{bands.Length} bands: "
        : $"Bands {string.Join(", ", bands.Select(band => band.Observations.Band))}: ";

    private static string Together(Fit[] bands, bool all)
    {
        (ParameterSummary Parameter, Fit Band)[] parameters = [.. bands.SelectMany(band => band.Parameters.Select(parameter => (parameter, band)))];
        (ParameterSummary Parameter, Fit Band) worst = parameters.MaxBy(pair => double.IsNaN(pair.Parameter.Rhat) ? double.NegativeInfinity : pair.Parameter.Rhat);
        (ParameterSummary Parameter, Fit Band) least = parameters.MinBy(pair => Effective(pair.Parameter));
        return $"{(all ? $"All {bands.Length} bands" : $"{bands.Length} bands")}: the chains agree: worst R-hat {Labelled.Fixed(worst.Parameter.Rhat, 4)} "
            + $"({worst.Band.Observations.Band}), smallest ESS {Labelled.Fixed(Effective(least.Parameter), 0)} ({least.Band.Observations.Band}).";
    }

    private static double Effective(ParameterSummary parameter) => Math.Min(parameter.EssBulk, parameter.EssTail);

    private static string Convergence(Fit band)
    {
        ParameterSummary[] parameters = band.Parameters.ToArray();
        string figures = $"worst R-hat {Labelled.Fixed(parameters.Max(p => p.Rhat), 4)}, smallest ESS {Labelled.Fixed(parameters.Min(Effective), 0)} "
            + $"of {band.Options.Chains * (long)band.Options.Draws} draws"
            + (double.IsNaN(band.NestedRhat) ? "" : $", nested R-hat {Labelled.Fixed(band.NestedRhat, 4)}")
            + (band.Options.Thin > 1 ? $", every {Ordinal.Of(band.Options.Thin)} of the iterations after {band.Options.WarmUp} of warm-up kept" : "");
        return Findings.Titled(band, band.Converged ? $"the chains agree: {figures}." : $"NOT CONVERGED: {figures}. Do not use these numbers yet.");
    }
}
