using GpuConcord.Cli.Screen;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Pages;

/// <summary>
/// A sweep for a reader: what was done; for each band the areas and the prior's influence, priors down and instruments across; whether the
/// chains agree.
/// </summary>
internal static class SweepReport
{
    private const int MostRows = 24;
    private const int InstrumentsAcross = 5;
    private const int MostTables = 12;

    /// <summary>Writes the report.</summary>
    /// <param name="run">The sweep.</param>
    /// <param name="page">Where to.</param>
    /// <param name="output">The folder its files are in, or null.</param>
    public static void Write(SweepRun run, Page page, string? output = null)
    {
        foreach (string warning in run.Warnings)
        {
            page.Paragraph(warning, "!  ", alarming: true);
        }

        if (run.Warnings.Count > 0)
        {
            page.Blank();
        }

        Head(run, page);
        IGrouping<(string Data, string? Band), int>[] tables = Enumerable.Range(0, run.Problems.Count)
            .GroupBy(k => (run.Problems[k].Data, run.Problems[k].Band)).ToArray();
        bool tabulated = InfluenceTables.Suit(run);
        foreach (IGrouping<(string Data, string? Band), int> table in tables.Take(MostTables))
        {
            Table(run, [.. table], influence: !tabulated, $"{table.Key.Data}{(table.Key.Band is { } band ? $" {band}" : "")}", page);
        }

        if (tabulated)
        {
            InfluenceTables.Write(run, page);
        }

        if (tables.Length > MostTables)
        {
            page.Paragraph($"{tables.Length - MostTables} more bands are not shown{Where(output)}.", "   ");
        }

        page.Blank();
        Verdict(run, page, output);
        Conflicts(run, page);
        page.Blank();
        page.Heading("How to read this");
        if (run.Problems.Any(problem => !problem.Posterior.IsWeighted))
        {
            page.Paragraph($"Chains: {Convergence.Rule}.", "  ");
        }

        if (run.Problems.Any(problem => problem.Posterior.IsWeighted))
        {
            page.Paragraph($"Weighted draws: {SweepWords.WeightsRule}.", "  ");
        }

        page.Paragraph("B is ln(effective area) relative to the prior's mean: posterior mean ± standard deviation.", "  ");
        string error = OwnIsUncertain(run, tabulated) ? $"{Uncertain.Meaning} " : "";
        page.Paragraph($"own is the weight of the instrument's own prior mean in its B (∂E[B]/∂b){(tabulated ? "" : ", in percent")}; the other priors and the data have the "
            + $"rest. {error}W = 1/(1 + n τ²/σ²) is what the papers tabulate (headed 1 − W): the weight if all fluxes were known. "
            + "It makes the prior look weaker than it is.", "  ");
    }

    private static void Head(SweepRun run, Page page)
    {
        SweepOptions options = run.Options;
        SweepTiming timing = run.Timing;
        page.Heading($"Sweep of {string.Join(", ", run.Data.Select(data => data.Name))}: {Figures.Of(run.Problems.Count, "problem")}");
        foreach (DataOrigin data in run.Data)
        {
            page.Paragraph($"{data.Name}: {data.Path ?? "built in"}{(data.Title is { } title ? $", {title}" : "")}", "  data      ");
        }

        page.Paragraph(run.Model.Title, "  model     ");
        page.Paragraph(
            run.Model.Says.Swept.Length > 0
            ? $"{run.Model.Says.Swept}: {options.Chains} chains × {Figures.Of(options.Draws, "draw")} for each problem, seed {options.Seed}"
            : SweepWords.Sampling(run, Figures.Count(options.Chains * options.Draws)),
            "  sampler   ");
        page.Paragraph($"{run.Device.Kind}: {run.Device.Name} ({run.Device.Driver}), {run.Device.Reason.Split(';')[0]}", "  device    ");
        page.Paragraph(
            $"{run.ReadSeconds:F1} s reading, {timing.Modes:F1} s modes, {timing.Tuning:F1} s tuning, {timing.WarmUp:F1} s warm-up, "
            + $"{timing.Sampling:F1} s sampling, {timing.Summaries:F1} s summaries",
            "  time      ");
        foreach (string note in run.Notes)
        {
            page.Paragraph(note, "  note      ");
        }

        foreach (DataOrigin data in run.Data)
        {
            WaterfallTable.Write(data.Waterfall, page);
        }
    }

    private static void Table(SweepRun run, int[] problems, bool influence, string title, Page page)
    {
        int[] shown = problems.Length <= MostRows
            ? problems
            : [.. Enumerable.Range(0, MostRows).Select(row => problems[(int)((long)row * (problems.Length - 1) / (MostRows - 1))])];
        string[] instruments = [.. problems.SelectMany(k => run.Problems[k].Instruments).Distinct(StringComparer.Ordinal)];
        int decimals = Figures.Decimals(shown.SelectMany(k => run.Problems[k].Posterior.Areas).Select(area => area.Sd));
        page.Blank();
        page.Heading(title);
        foreach (string[] across in instruments.Chunk(InstrumentsAcross))
        {
            page.Blank();
            page.Table(
                ["B", .. across],
                shown.Select(k => (string[])[Row(run.Problems[k]), .. across.Select(name => Area(run, k, name, decimals))]));
            if (!influence)
            {
                continue;
            }

            page.Blank();
            page.Table(
                ["prior influence, %", .. across.SelectMany(name => (string[])[$"{name} W", "own"])],
                shown.Select(k => (string[])[Row(run.Problems[k]), .. across.SelectMany(name => Influence(run, k, name))]));
        }
        if (problems.Length > shown.Length)
        {
            page.Line($"{shown.Length} of {problems.Length} rows, evenly spaced");
        }
    }

    private static string Row(SweptProblem problem) =>
        problem.LeftOut is { } unit ? $"without {unit}: {problem.Label}" : problem.Label;

    private static string Area(SweepRun run, int problem, string name, int decimals)
    {
        int i = Array.IndexOf(run.Problems[problem].Instruments, name);
        if (i < 0)
        {
            return Figures.None;
        }

        BriefSummary area = run.Problems[problem].Posterior.Areas[i];
        return $"{Figures.Signed(area.Mean - run.Problems[problem].Priors.LogArea[i], decimals)} ± {Figures.Fixed(area.Sd, decimals)}";
    }

    private static string[] Influence(SweepRun run, int problem, string name)
    {
        int i = Array.IndexOf(run.Problems[problem].Instruments, name);
        SweptProblem swept = run.Problems[problem];
        return i < 0 ? [Figures.None, Figures.None]
            : [Figures.Brief(100 * swept.Posterior.PriorWeight[i]), Figures.Brief(100 * swept.OwnInfluence(i), 100 * swept.OwnInfluenceError(i))];
    }

    private static void Verdict(SweepRun run, Page page, string? output)
    {
        SweepPosterior[] posteriors = [.. run.Problems.Select(problem => problem.Posterior)];
        BriefSummary[] all = [.. posteriors.SelectMany(own => own.Areas.Concat(own.Variances))];
        BriefSummary[] chained = [.. posteriors.Where(own => !own.IsWeighted).SelectMany(own => own.Areas.Concat(own.Variances))];
        SweepPosterior[] weighted = [.. posteriors.Where(own => own.IsWeighted)];
        string rhat = chained.Length > 0
            ? $"worst R-hat {Figures.Fixed(chained.Max(p => p.SplitRhat), 4)}, nested R-hat {Figures.Fixed(chained.Max(p => p.Rhat), 4)}, " : "";
        string tail = weighted.Length > 0 ? $"worst Pareto k-hat {Figures.Fixed(weighted.Max(own => own.Tuning.Proposal!.Tail), 2)}, " : "";
        string figures = $"{rhat}{tail}smallest ESS {Figures.Count(all.Min(p => Math.Min(p.EssBulk, p.EssTail)))} of {Figures.Count(all[0].Draws)} draws";
        IReadOnlyList<int> failed = run.NotConverged;
        if (failed.Count == 0)
        {
            string where = run.Problems.Count == 1 ? "the problem" : $"all {run.Problems.Count} problems";
            page.Paragraph($"{(weighted.Length > 0 ? "The draws suffice" : "The chains agree")} in {where}: {figures}.", "=> ");
            return;
        }
        string first = string.Join("; ", failed.Take(3).Select(k => $"{k + 1} ({Row(run.Problems[k])})"));
        long divergent = failed.Sum(k => run.Problems[k].Posterior.Tuning.Divergences);
        if (divergent > 0)
        {
            figures += $", {Figures.Count(divergent)} divergent {(divergent == 1 ? "trajectory" : "trajectories")} among them";
        }

        page.Paragraph(
            $"NOT CONVERGED: {failed.Count} of {Figures.Of(run.Problems.Count, "problem")}, such as {first}{Where(output)}; {figures}. Draw more (--warmup, --draws), or tune as "
                + "a fit does (--tuning fit).",
            "!  ", alarming: true);
        if (run.SeparateModes is { } modes)
        {
            page.Paragraph(modes, "!  ", alarming: true);
        }
    }

    /// <summary>Says which instruments' own priors weigh more than 1, and what that means.</summary>
    private static void Conflicts(SweepRun run, Page page)
    {
        (SweptProblem Problem, int Instrument)[] seen =
        [
            .. from problem in run.Problems
               from i in Enumerable.Range(0, problem.Instruments.Length)
               where OwnAboveOne.IsSeen(problem.OwnInfluence(i), problem.OwnInfluenceError(i))
               select (problem, i),
        ];
        if (seen.Length == 0)
        {
            return;
        }

        string first = string.Join("; ", seen.Take(3).Select(one => $"{one.Problem.Instruments[one.Instrument]} at {Row(one.Problem)}"));
        page.Paragraph($"{(seen.Length > 3 ? $"{seen.Length} weights of the own prior, such as of" : "The weight of the own prior of")} {first} "
            + $"{(seen.Length > 1 ? "are" : "is")} above 100 %. {OwnAboveOne.Meaning}", "!  ", alarming: true);
    }

    /// <summary>Whether any weight of an own prior is shown with its error.</summary>
    private static bool OwnIsUncertain(SweepRun run, bool tabulated) => run.Problems.Any(problem => Enumerable.Range(0, problem.Instruments.Length).Any(i =>
        (tabulated
            ? Figures.Fixed(problem.OwnInfluence(i), 3, problem.OwnInfluenceError(i))
            : Figures.Brief(100 * problem.OwnInfluence(i), 100 * problem.OwnInfluenceError(i))).EndsWith(')')));

    private static string Where(string? output) => output is null ? "" : $"; {Path.GetFileName(ResultFile.In(output, "problems"))} in {output} has all";
}
