using GpuConcord.Host.Inference;
using GpuConcord.Host.Output;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Cli.Report;

/// <summary>All bands side by side: every instrument's area, and every pair's difference.</summary>
internal static class BandMatrix
{
    private const int BandsAcross = 4;
    private const int MostPairs = 15;

    /// <summary>Writes both matrices, four bands across.</summary>
    public static void Write(FitRun run, IReadOnlyList<AreaDifference[]> differences, Page page)
    {
        page.Heading("All bands");
        foreach (var bands in Enumerable.Range(0, run.Fits.Count).Chunk(BandsAcross))
        {
            var names = bands.SelectMany(k => run.Fits[k].Observations.Instruments).Distinct(StringComparer.Ordinal).ToArray();
            page.Table(
                ["area, % of nominal", .. bands.Select(k => run.Fits[k].Observations.Band ?? "")],
                names.Select(name => (string[])[name, .. bands.Select(k => Area(run.Fits[k], name))]));
            page.Blank();
            Pairs(run, differences, bands, page);
        }
    }

    private static void Pairs(FitRun run, IReadOnlyList<AreaDifference[]> differences, int[] bands, Page page)
    {
        var pairs = bands.SelectMany(k => differences[k].Where(d => d.Connected).Select(d => Named(run.Fits[k], d))).GroupBy(d => (d.First, d.Second)).ToArray();
        if (pairs.Length == 0)
            return;
        // With many instruments, the pairs that differ in some band come first and the rest is cut.
        var shown = pairs.Length <= MostPairs ? pairs : [.. pairs.OrderByDescending(group => group.Max(d => d.Difference.ExcludesZero ? Math.Abs(d.Difference.Median) : 0)).Take(MostPairs)];
        page.Table(
            ["first over second, %", .. bands.Select(k => run.Fits[k].Observations.Band ?? "")],
            shown.Select(group => (string[])
            [
                $"{group.Key.First} / {group.Key.Second}",
                .. bands.Select(k => group.Where(d => ReferenceEquals(d.Fit, run.Fits[k])).Select(d => Cell(d.Difference)).SingleOrDefault(Figures.None)),
            ]));
        page.Line(pairs.Length > shown.Length
            ? $"* the 95 % interval leaves out zero; {pairs.Length - shown.Length} pairs that differ less, or not, are not shown"
            : "* the 95 % interval leaves out zero");
        page.Blank();
    }

    private static (string First, string Second, AreaDifference Difference, Fit Fit) Named(Fit fit, AreaDifference d) =>
        (fit.Observations.Instruments[d.First], fit.Observations.Instruments[d.Second], d, fit);

    private static string Cell(AreaDifference d) => Percentages(d.Median, d.Q2_5, d.Q97_5, (d.Q97_5 - d.Q2_5) / 4) + (d.ExcludesZero ? " *" : "  ");

    private static string Area(Fit fit, string name)
    {
        var i = Array.IndexOf(fit.Observations.Instruments, name);
        if (i < 0)
            return Figures.None;
        var (b, area) = (fit.Priors.LogArea[i], fit.Areas[i]);
        return Percentages(area.Median - b, area.Q2_5 - b, area.Q97_5 - b, area.Sd);
    }

    private static string Percentages(double median, double low, double high, double sd)
    {
        var decimals = Math.Max(0, Figures.Decimals([sd]) - 2);
        return $"{Of(median)} {Figures.Interval(Of(low), Of(high))}";

        string Of(double value) => Figures.Signed(Figures.Percent(value), decimals);
    }
}
