using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Words;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Cli.Pages;

/// <summary>A run for a tired reader: what was done; per band a table, a plot, the answer in words, warnings, fluxes; all bands; what next.</summary>
internal static class FitReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="run">The run.</param>
    /// <param name="page">Where to.</param>
    /// <param name="again">The command line that made it.</param>
    /// <param name="errorsOnly">The same with the table's errors for all of the scatter; null when no model does that.</param>
    /// <param name="output">The folder its files are in, or null.</param>
    /// <param name="estimates">Whether to show the point estimates.</param>
    public static void Write(FitRun run, Page page, UsedWords again, UsedWords? errorsOnly, string? output = null, bool estimates = false)
    {
        AreaDifference[][] differences = run.Fits.Select(fit => AreaDifferences.Of(fit.LogArea, fit.Priors.LogArea, fit.Components, fit.EffectiveAreas)).ToArray();
        Conflicts(run, page);
        Header.Write(run, page);
        for (int k = 0; k < run.Fits.Count; k++)
        {
            Band(run.Fits[k], differences[k], page, output, estimates);
        }

        if (run.Fits.Count > 1)
        {
            page.Blank();
            BandMatrix.Write(run, differences, page);
            BandTies.Write(run, page);
        }
        else
        {
            page.Blank();
        }
        Legend(run, page);
        NextSteps.Write(run, again, errorsOnly, output, page);
    }

    /// <summary>The first lines, where prior and data contradict each other: nothing below means what it seems to.</summary>
    private static void Conflicts(FitRun run, Page page)
    {
        string[] lines = [.. PriorConflict.Lines(run.Fits.Select(fit => fit.PriorConflict))];
        foreach (string line in lines)
        {
            page.Paragraph(line, "!  ", alarming: true);
        }

        if (lines.Length > 0)
        {
            page.Blank();
        }
    }

    private static void Band(Fit fit, AreaDifference[] differences, Page page, string? output, bool estimates)
    {
        Observations data = fit.Observations;
        page.Blank();
        page.Heading($"{(data.Band is null ? "" : $"Band {data.Band}: ")}{Figures.Of(data.InstrumentCount, "instrument")} × {Figures.Of(data.SourceCount, "source")}, "
            + $"{Figures.Of(data.Count, "observation")}");
        page.Blank();
        AreaTable.Write(fit, page);
        SharedParameters.Write(fit, page);
        page.Blank();
        page.Line("area, % above (+) or below (-) nominal: median and 95 % interval");
        IEnumerable<PlottedInterval> intervals = fit.Areas.Select((area, i) => new PlottedInterval(
            data.Instruments[i], OverNominal(area.Q2_5, i), OverNominal(area.Median, i), OverNominal(area.Q97_5, i)));
        foreach (string line in IntervalPlot.Lines([.. intervals], "%", page.TextWidth))
        {
            page.Line(line);
        }

        page.Blank();
        Verdict.Write(fit, differences, page);
        page.Paragraph(Chains(fit), "   ", alarming: !fit.Converged);
        foreach (string warning in fit.WarningsBelow)
        {
            page.Paragraph(warning, "!  ", alarming: true);
        }

        page.Blank();
        if (estimates)
        {
            EstimateTable.Write(fit, page);
        }

        foreach (Block block in fit.Blocks.Where(block => block.Axis is Axis.Source))
        {
            SourceBlockList.Write(fit, block, output, page);
        }

        OutlierList.Write(fit, output, page);
        CheckTable.Write(fit, page);
        SensitivityReport.Write(fit, page);
        FluxList.Write(fit, output, page);

        double OverNominal(double logArea, int i) => Figures.Percent(logArea - fit.Priors.LogArea[i]);
    }

    private static string Chains(Fit fit)
    {
        ParameterSummary[] parameters = fit.Parameters.ToArray();
        string figures = $"worst R-hat {Figures.Fixed(parameters.Max(p => p.Rhat), 4)}, smallest ESS {Figures.Count(parameters.Min(p => Math.Min(p.EssBulk, p.EssTail)))} "
            + $"of {Figures.Count((double)fit.Options.Chains * fit.Options.Draws)} draws";
        string nested = double.IsNaN(fit.NestedRhat) ? "" : $", nested R-hat {Figures.Fixed(fit.NestedRhat, 4)}";
        if (fit.Options is { RanOn: true, Sampler: not Sampler.Independence })
        {
            // The fit was given no length, fell short, and went on.
            string end = fit.Converged || fit.Options.MayGoOn ? "" : ", as far as a fit goes by itself";
            nested += $"; {fit.Options.Draws:N0} draws a chain fell short, so that chains ran on to {fit.Options.Iterations:N0} iterations, every {Ordinal.Of(fit.Options.Thin)} "
                + $"kept{end}";
        }

        if (fit.Tuning?.Proposal is { Fits: false } proposal)
        {
            nested += $"; no mixture of t distributions fits this posterior (of the best a point is worth {Figures.Fixed(proposal.Efficiency, 2)} draws, Pareto k "
                + $"{Figures.Fixed(proposal.Tail, 1)}), so that Hamiltonian trajectories drew it";
        }

        return fit.Converged ? $"The chains agree: {figures}{nested}." : $"NOT CONVERGED: {figures}{nested}. Do not use these numbers yet.";
    }

    private static void Legend(FitRun run, Page page)
    {
        Fit fit = run.Fits[0];
        double[] levels = run.Fits.SelectMany(f => (f.Joint?.LevelSd ?? f.Components.Select(component => SharedLevel.Sd(f.Priors, component))).Select(sd => 100 * sd)).ToArray();
        string level = levels.Max() - levels.Min() < 0.05 ? Figures.Brief(levels[0]) : $"{Figures.Brief(levels.Min())} to {Figures.Brief(levels.Max())}";
        bool counts = fit.Observations.Counts is not null;
        page.Heading("How to read this");
        page.Paragraph("B is ln(effective area), median and 95 % posterior interval; area is the same in percent of nominal, 100 (exp(B - b) - 1); n counts the sources that "
            + (counts ? "the instrument observed, those without a count among them." : "bear on it."), "  ");
        page.Paragraph(AreaVerdict.Correction, "  ");
        page.Paragraph($"The data compare instruments with each other; where all of them lie together only the prior knows: that part of every B's uncertainty is {level} % (1 "
            + "sd), whatever the data.", "  ");
        if (fit.Scatter is not null)
        {
            page.Paragraph(fit.Model.Says.Legend, "  ");
        }

        string error = OwnIsUncertain(run) ? $"{Uncertain.Meaning} " : "";
        string papers = counts ? "W = 1/(1 + n τ²/s²), s² the variance of one measurement of ln(value), scatter and counts together, is the weight if all fluxes were known."
            : "W = 1/(1 + n τ²/σ²) is what the papers tabulate: the weight if all fluxes were known.";
        page.Paragraph("Prior influence, both in percent: own is the weight of the instrument's own prior mean in its B (∂E[B]/∂b; the other priors and the data have the rest). "
            + $"{error}{papers} It makes the prior look weaker than it is.", "  ");
        page.Paragraph($"R-hat is the worst, and ESS (bulk or tail) the smallest, of B{(fit.Scatter?.Of(0) is null ? "" : " and σ²")}; "
            + $"{Convergence.Rule}.", "  ");
    }

    /// <summary>Whether any weight of an own prior is shown with its error.</summary>
    private static bool OwnIsUncertain(FitRun run) => run.Fits.Any(fit => Enumerable.Range(0, fit.Areas.Length).Any(i =>
        Figures.Brief(100 * fit.PriorInfluence[i, i], 100 * fit.OwnInfluenceError(i)).EndsWith(')')));
}
