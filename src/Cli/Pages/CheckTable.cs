using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;

namespace GpuConcord.Cli.Pages;

/// <summary>The checks of the model that were asked for: residuals and p-values an instrument, what stands out, leave-one-out.</summary>
internal static class CheckTable
{
    /// <summary>Writes it; nothing when no checks were made.</summary>
    public static void Write(Fit fit, Page page)
    {
        if (fit.Checks is not { } checks)
        {
            return;
        }

        page.Heading("Does the model describe the data?");
        page.Table(CheckWords.ResidualHeader, CheckWords.Residuals(fit, checks));
        page.Blank();
        if (checks.Counts is not null)
        {
            page.Table(CheckWords.CountHeader, CheckWords.Counts(fit, checks));
            page.Blank();
            page.Paragraph(CheckWords.CountKey, "   ");
            page.Blank();
        }

        foreach (string sentence in CheckWords.Sentences(fit, checks))
        {
            page.Paragraph(Figures.Plain(sentence), "=> ");
        }

        page.Paragraph(CheckWords.Key(fit), "   ");
        page.Blank();
    }
}
