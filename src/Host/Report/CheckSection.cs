using System.Xml.Linq;
using GpuConcord.Host.Fits;

namespace GpuConcord.Host.Report;

/// <summary>The checks of the model that a fit was asked for, in a report: the tables and sentences of the page on the terminal.</summary>
internal static class CheckSection
{
    /// <summary>The blocks; none when no checks were made.</summary>
    /// <param name="band">The fit.</param>
    public static IEnumerable<XElement> Of(Fit band)
    {
        if (band.Checks is not { } checks)
        {
            yield break;
        }

        yield return Html.Heading(3, Findings.Titled(band, "does the model describe the data?"));
        yield return Html.List([.. CheckWords.Sentences(band, checks)]);
        yield return Html.Table($"{Findings.In(band)}residuals of each instrument", CheckWords.ResidualHeader, CheckWords.Residuals(band, checks));
        if (checks.Counts is not null)
        {
            yield return Html.Table($"{Findings.In(band)}counts beside counts that the model makes", CheckWords.CountHeader, CheckWords.Counts(band, checks));
            yield return Html.Paragraph(CheckWords.CountKey);
        }

        yield return Html.Paragraph(CheckWords.Key(band));
    }
}
