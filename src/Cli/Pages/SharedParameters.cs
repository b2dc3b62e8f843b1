using GpuConcord.Cli.Screen;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Pages;

/// <summary>The parameters that all of the data share, and what the population of sources amounts to; nothing for models that have none.</summary>
internal static class SharedParameters
{
    /// <summary>Writes it, with an empty line before.</summary>
    public static void Write(Fit fit, Page page)
    {
        IReadOnlyList<(Block Block, ParameterSummary Summary)> common = fit.Shared;
        if (common.Count == 0)
        {
            return;
        }

        page.Blank();
        page.Table(
            ["for all", "what it is", "median [95 %]", "R-hat", "ESS"],
            common.Select(row => (string[])
            [
                row.Summary.Name, row.Block.Meaning, Cell(row.Summary), Figures.Fixed(row.Summary.Rhat, 3),
                Figures.Count(Math.Min(row.Summary.EssBulk, row.Summary.EssTail)),
            ]),
            textColumns: 2);
        if (Population.Of(fit) is { } population)
        {
            page.Paragraph(Figures.Plain(population.Sentence(SourceFluxTable.FluxUnit(fit))));
        }
    }

    private static string Cell(ParameterSummary summary)
    {
        int decimals = Figures.Decimals([(summary.Q97_5 - summary.Q2_5) / 4]);
        return PosteriorCells.Of([(summary.Median, summary.Q2_5, summary.Q97_5)], value => Figures.Fixed(value, decimals))[0];
    }
}
