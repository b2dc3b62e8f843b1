using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Pages;

/// <summary>The observations that the log-t model trusts least.</summary>
internal static class OutlierList
{
    private const int Most = 5;

    /// <summary>Writes the list; nothing for models without weights.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="output">The folder that has the files, or null.</param>
    /// <param name="page">Where to.</param>
    public static void Write(Fit fit, string? output, Page page)
    {
        if (fit.Weights is not { } weights)
        {
            return;
        }

        Observations data = fit.Observations;
        int[] smallest = weights.Smallest(Most);
        int outlying = weights.Mean.Count(weight => weight < OutlierRule.Outlying * weights.PriorMean);
        page.Line("Outliers: the observations with the smallest weights");
        if (smallest.Length > 0)
        {
            page.Table(
                ["source", "instr.", "weight", "off, %"],
                smallest.Select(o => (string[])[data.Sources[data.SourceOf(o)], data.Instruments[data.Instrument[o]], Weight(weights, o), Off(fit, o)]),
                textColumns: 2);
        }
        string found = outlying == 0 ? "No observation weighs" : $"* {Figures.Of(outlying, "observation")} {(outlying == 1 ? "weighs" : "weigh")}";
        page.Paragraph($"{found} less than a third of what is usual (1). All weights: {(output is null ? "add --output DIR, or --json" : ResultFile.In(output, "weights"))}.");
        page.Blank();
    }

    private static string Weight(EntryMoments weights, int observation)
    {
        double share = weights.Mean[observation] / weights.PriorMean;
        return $"{Figures.Fixed(share, 3)}{(share < OutlierRule.Outlying ? " *" : "  ")}";
    }

    /// <summary>How far the value lies above area × flux.</summary>
    private static string Off(Fit fit, int observation)
    {
        Observations data = fit.Observations;
        double expected = fit.Areas[data.Instrument[observation]].Mean + fit.Fluxes.Mean[data.SourceOf(observation)];
        return Figures.Signed(Figures.Percent(data.Y[observation] - expected), 1);
    }
}
