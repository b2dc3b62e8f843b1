using GpuConcord.Cli.Screen;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;

namespace GpuConcord.Cli.Pages;

/// <summary>A block of parameters that belong to sources: the largest of them.</summary>
internal static class SourceBlockList
{
    private const int Most = 10;

    /// <summary>Writes the list.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="block">The block.</param>
    /// <param name="output">The folder that has the files, or null.</param>
    /// <param name="page">Where to.</param>
    public static void Write(Fit fit, Block block, string? output, Page page)
    {
        int[] largest = [.. Enumerable.Range(0, block.Summaries.Length).OrderByDescending(entry => block.Summaries[entry].Median).Take(Most)];
        bool variance = block.Role is Role.Scatter;
        Func<double, double> shown = variance ? value => 100 * Math.Sqrt(value) : value => value;
        ParameterSummary[] summaries = Array.ConvertAll(largest, entry => block.Summaries[entry]);
        int decimals = Figures.Decimals(summaries.Select(s => (shown(s.Q97_5) - shown(s.Q2_5)) / 4));
        string[] cells = PosteriorCells.Of([.. summaries.Select(s => (shown(s.Median), shown(s.Q2_5), shown(s.Q97_5)))], value => Figures.Fixed(value, decimals));
        page.Line($"{block.Symbol}, {block.Meaning}: the largest of {Figures.Of(block.Summaries.Length, "source")}");
        page.Table(
            ["source", variance ? "σ, % [95 %]" : $"{block.Symbol} [95 %]", "R-hat", "ESS"],
            largest.Select((entry, row) => (string[])
            [
                fit.Observations.Sources[entry], cells[row], Figures.Fixed(summaries[row].Rhat, 3), Figures.Count(Math.Min(summaries[row].EssBulk, summaries[row].EssTail)),
            ]));
        page.Paragraph($"All: {(output is null ? "add --output DIR, or --json" : ResultFile.In(output, "summary"))}.");
        page.Blank();
    }
}
