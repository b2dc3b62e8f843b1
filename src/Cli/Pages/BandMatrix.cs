using GpuConcord.Cli.Screen;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Words;

namespace GpuConcord.Cli.Pages;

/// <summary>All bands side by side: every instrument's area, and every pair's difference.</summary>
internal static class BandMatrix
{
    private const int BandsAcross = 3;
    private const int MostPairs = 15;

    private static readonly (double, double, double) Absent = (double.NaN, double.NaN, double.NaN);

    /// <summary>Writes both matrices, a few bands across.</summary>
    /// <param name="run">The run.</param>
    /// <param name="differences">The pairwise differences of each of its fits.</param>
    /// <param name="page">Where to.</param>
    public static void Write(FitRun run, IReadOnlyList<AreaDifference[]> differences, Page page)
    {
        page.Heading("All bands");
        page.Blank();
        foreach (int[] bands in Enumerable.Range(0, run.Fits.Count).Chunk(BandsAcross))
        {
            Areas([.. bands.Select(k => run.Fits[k])], page);
            page.Blank();
            Pairs([.. bands.Select(k => (run.Fits[k], differences[k]))], page);
            page.Blank();
        }
    }

    private static void Areas(Fit[] fits, Page page)
    {
        string[] names = [.. fits.SelectMany(fit => fit.Observations.Instruments).Distinct(StringComparer.Ordinal)];
        string[][] columns = fits.Select(fit => Cells(names.Select(name => Area(fit, name)), fit.Areas.Min(area => area.Sd))).ToArray();
        page.Table(
            ["area, % [95 %]", .. fits.Select(Band)],
            names.Select((name, row) => (string[])[name, .. columns.Select(cells => cells[row])]));
    }

    private static void Pairs((Fit Fit, AreaDifference[] Differences)[] bands, Page page)
    {
        Dictionary<(string, string), AreaDifference>[] columns = Array.ConvertAll(bands, band => band.Differences.Where(d => d.Connected)
            .ToDictionary(d => (band.Fit.Observations.Instruments[d.First], band.Fit.Observations.Instruments[d.Second])));
        (string, string)[] pairs = columns.SelectMany(column => column.Keys).Distinct().ToArray();
        if (pairs.Length == 0)
        {
            return;
        }

        // With many instruments, the pairs that differ most come first and the rest is cut.
        (string, string)[] shown = pairs.Length <= MostPairs ? pairs : [.. pairs.OrderByDescending(Largest).Take(MostPairs)];
        string[] header = ["difference, % [95 %]", .. bands.Select(band => $"{Band(band.Fit)}  ")];
        string[][] rows = Rows(0);

        // On a narrow screen a decimal less is what fits.
        page.Table(header, page.Width(header, rows) <= page.TableWidth ? rows : Rows(1));
        if (columns.Any(column => shown.Any(pair => column.TryGetValue(pair, out AreaDifference d) && d.IsBorderline)))
        {
            page.Paragraph($"borderline: {Uncertain.End}", "~ ");
        }

        page.Line(pairs.Length > shown.Length
            ? $"* the 95 % interval leaves out zero; {pairs.Length - shown.Length} pairs that differ less, or not, are not shown"
            : "* the 95 % interval leaves out zero");

        string[][] Rows(int fewer)
        {
            string[][] cells = Array.ConvertAll(columns, column => Marked(shown, column, fewer));
            return [.. shown.Select((pair, row) => (string[])[$"{pair.Item2} over {pair.Item1}", .. cells.Select(column => column[row])])];
        }

        double Largest((string, string) pair) => columns.Max(column => column.TryGetValue(pair, out AreaDifference d) && d.ExcludesZero ? Math.Abs(d.Median) : 0);
    }

    private static string[] Marked((string, string)[] pairs, Dictionary<(string, string), AreaDifference> column, int fewer)
    {
        string[] cells = Cells(
            pairs.Select(pair => column.TryGetValue(pair, out AreaDifference d) ? Triple(d.Reversed) : Absent),
            column.Values.Select(d => (d.Q97_5 - d.Q2_5) / 4).DefaultIfEmpty(0.01).Min(), fewer);
        return [.. cells.Select((cell, row) => $"{cell} {(column.TryGetValue(pairs[row], out AreaDifference d) ? Mark(d) : ' ')}")];

        static char Mark(AreaDifference d) => d.IsBorderline ? '~' : d.ExcludesZero ? '*' : ' ';
    }

    private static string[] Cells(IEnumerable<(double, double, double)> logarithms, double sd, int fewer = 0)
    {
        int decimals = Math.Max(0, Figures.Decimals([sd]) - 2 - fewer);
        return PosteriorCells.Of([.. logarithms], value => Figures.Signed(Figures.Percent(value), decimals));
    }

    private static (double, double, double) Area(Fit fit, string name)
    {
        int i = Array.IndexOf(fit.Observations.Instruments, name);
        if (i < 0)
        {
            return Absent;
        }

        (double b, ParameterSummary area) = (fit.Priors.LogArea[i], fit.Areas[i]);
        return (area.Median - b, area.Q2_5 - b, area.Q97_5 - b);
    }

    private static (double, double, double) Triple(AreaDifference d) => (d.Median, d.Q2_5, d.Q97_5);

    private static string Band(Fit fit) => fit.Observations.Band ?? "";
}
