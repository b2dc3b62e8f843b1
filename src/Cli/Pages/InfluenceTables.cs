using GpuConcord.Cli.Screen;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Runs.Sweeps;

namespace GpuConcord.Cli.Pages;

/// <summary>
/// Prior influence in the layout of the papers' tables, for sweeps of a few priors over several bands or many instruments: data sets down
/// and priors × instruments across, or of many instruments (E0102) instruments down and bands × priors across. First W, which the papers
/// print under the heading 1 − W, then the honest ∂E[B]/∂b.
/// </summary>
internal static class InfluenceTables
{
    private const int MostPriors = 4;
    private const int MostAcross = 8;
    private const int FewInstruments = 5;

    /// <summary>Whether a sweep suits the layout: a few priors, the same in each of several bands, or many instruments; nothing left out.</summary>
    public static bool Suit(SweepRun run)
    {
        int[][] tables = Tables(run);
        string[] priors = tables[0].Select(k => run.Problems[k].Label).ToArray();
        return priors.Length <= MostPriors
            && run.Problems.All(problem => problem.LeftOut is null)
            && tables.All(table => table.Select(k => run.Problems[k].Label).SequenceEqual(priors, StringComparer.Ordinal))
            && (tables.Length > 1 || run.Problems[0].Instruments.Length > FewInstruments);
    }

    /// <summary>Writes the tables.</summary>
    public static void Write(SweepRun run, Page page)
    {
        page.Blank();
        page.Heading("Prior influence");
        // Instruments that differ cannot share columns.
        foreach (IGrouping<string, int[]> alike in Tables(run).GroupBy(table => string.Join('\n', run.Problems[table[0]].Instruments), StringComparer.Ordinal))
        {
            int[][] tables = [.. alike];
            string[] instruments = run.Problems[tables[0][0]].Instruments;
            Write(run, page, tables, instruments, "W", (problem, i) => Figures.Fixed(problem.Posterior.PriorWeight[i], 3));
            Write(run, page, tables, instruments, "own", (problem, i) => Figures.Fixed(problem.OwnInfluence(i), 3, problem.OwnInfluenceError(i)));
        }
    }

    private static void Write(SweepRun run, Page page, int[][] tables, string[] instruments, string quantity, Func<SweptProblem, int, string> cell)
    {
        int columns = tables[0].Length * instruments.Length;
        if (columns <= MostAcross && instruments.Length <= FewInstruments)
        {
            page.Blank();
            page.Table(
                [quantity, .. tables[0].SelectMany(k => instruments.Select(name => $"{Visible.Of(run.Problems[k].Label)}\n{Visible.Of(name)}"))],
                tables.Select(table => (string[])[Name(run, table), .. table.SelectMany(k => instruments.Select((_, i) => cell(run.Problems[k], i)))]));
            return;
        }
        foreach ((int[] Table, int Problem)[] across in tables.SelectMany(table => table.Select(k => (Table: table, Problem: k)))
            .Chunk(MostAcross / tables[0].Length * tables[0].Length))
        {
            bool several = tables.Length > 1;
            page.Blank();
            page.Table(
                [quantity, .. across.Select(column => $"{(several ? $"{Visible.Of(Name(run, column.Table))}\n" : "")}{Visible.Of(run.Problems[column.Problem].Label)}")],
                instruments.Select((name, i) => (string[])[name, .. across.Select(column => cell(run.Problems[column.Problem], i))]));
        }
    }

    /// <summary>Problems of each data set and band, in the order of the sweep.</summary>
    private static int[][] Tables(SweepRun run) =>
        [.. Enumerable.Range(0, run.Problems.Count).GroupBy(k => (run.Problems[k].Data, run.Problems[k].Band)).Select(table => table.ToArray())];

    private static string Name(SweepRun run, int[] table) =>
        run.Problems[table[0]] is var problem && problem.Band is { } band ? $"{problem.Data} {band}" : problem.Data;
}
