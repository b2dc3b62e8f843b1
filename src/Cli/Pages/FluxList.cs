using System.Globalization;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Pages;

/// <summary>The fluxes, when they are few.</summary>
internal static class FluxList
{
    private const int Most = 20;

    /// <summary>Writes the table, or where it can be had.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="output">The folder that has the files, or null.</param>
    /// <param name="page">Where to.</param>
    public static void Write(Fit fit, string? output, Page page)
    {
        string[] sources = fit.Observations.Sources;
        if (sources.Length > Most)
        {
            page.Paragraph(output is null
                ? $"Fluxes of {sources.Length} sources: add --output DIR, or --json."
                : $"Fluxes of {sources.Length} sources: {ResultFile.In(output, "fluxes")}.");
            Uncounted(fit, page);
            return;
        }
        FluxTable table = fit.Fluxes;
        int decimals = Figures.Decimals(table.Sd);
        // Of a number like 1.234e-12 the digits after the point that sd, a fraction of the flux, makes worth showing.
        string scientific = $"0.{new string('0', Math.Clamp(decimals, 1, 6))}e+00";
        string unit = SourceFluxTable.FluxUnit(fit);
        (double, double, double)[] posteriors = [.. sources.Select((_, j) => (table.Median[j], table.Q2_5[j], table.Q97_5[j]))];
        string[] log = PosteriorCells.Of(posteriors, g => Figures.Fixed(g, decimals)), flux = PosteriorCells.Of(posteriors, Flux);
        bool counts = fit.Observations.Counts is not null;

        // On a narrow screen the logarithm, which says the same, is left out.
        bool all = page.Width(Header(true), Rows(true)) <= page.TableWidth;
        page.Table(Header(all), Rows(all));
        Uncounted(fit, page);

        string[] Header(bool both) =>
        [
            "source", "seen by", .. counts ? (string[])["counts"] : [], .. both ? (string[])["G = ln flux [95 %]"] : [], $"flux{(unit.Length > 0 ? $", {unit}" : "")} [95 %]",
        ];

        IEnumerable<string[]> Rows(bool both) => sources.Select((name, j) => (string[])
        [
            name, $"{table.InstrumentCount[j]}", .. counts ? (string[])[Figures.Count(UncountedSources.Total(fit.Observations, j))] : [],
            .. both ? (string[])[log[j]] : [], flux[j],
        ]);

        string Flux(double log) => double.IsFinite(log) ? Math.Exp(log).ToString(scientific, CultureInfo.InvariantCulture) : Figures.None;
    }

    /// <summary>How to read the fluxes of sources that left no count.</summary>
    private static void Uncounted(Fit fit, Page page)
    {
        if (UncountedSources.Sentence(fit) is { } sentence)
        {
            page.Paragraph(sentence);
        }
    }
}
