using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Inference;

namespace GpuConcord.Cli.Report;

/// <summary>The table of instruments: area, scatter, weight of the prior, convergence. Falls apart into two where the screen is narrow.</summary>
internal static class AreaTable
{
    private const string Name = "instrument";

    private readonly record struct Column(string Header, Func<int, string> Cell);

    /// <summary>Writes it.</summary>
    public static void Write(Fit fit, Page page)
    {
        Column[] areas = [.. Areas(fit)], trust = [.. Trust(fit)];
        Column[] all = [.. areas, .. trust];
        if (page.Width(Header(all), Rows(fit, all)) <= page.TableWidth)
        {
            page.Table(Header(all), Rows(fit, all));
            return;
        }
        page.Table(Header(areas), Rows(fit, areas));
        page.Blank();
        page.Table(Header(trust), Rows(fit, trust));
    }

    private static IEnumerable<Column> Areas(Fit fit)
    {
        var decimals = Figures.Decimals(fit.Areas.Select(area => area.Sd));
        var ofPercent = Math.Max(0, decimals - 2);
        yield return new Column("n", i => $"{fit.ObservationsPerInstrument[i]}");
        yield return new Column("B", i => Figures.Fixed(fit.Areas[i].Median, decimals));
        yield return new Column("95 %", i => Figures.Interval(Figures.Fixed(fit.Areas[i].Q2_5, decimals), Figures.Fixed(fit.Areas[i].Q97_5, decimals)));
        yield return new Column("area, %", i => Signed(fit.Areas[i].Median, i));
        yield return new Column("95 %", i => Figures.Interval(Signed(fit.Areas[i].Q2_5, i), Signed(fit.Areas[i].Q97_5, i)));

        string Signed(double logArea, int i) => Figures.Signed(Figures.Percent(logArea - fit.Priors.LogArea[i]), ofPercent);
    }

    private static IEnumerable<Column> Trust(Fit fit)
    {
        if (fit.Variances.Length > 0)
        {
            var decimals = Math.Min(3, Figures.Decimals(fit.Variances.Select(v => 25 * (Math.Sqrt(v.Q97_5) - Math.Sqrt(v.Q2_5)))));
            yield return new Column("σ, %", i => Scatter(fit.Variances[i].Median, decimals));
            yield return new Column("95 %", i => Figures.Interval(Scatter(fit.Variances[i].Q2_5, decimals), Scatter(fit.Variances[i].Q97_5, decimals)));
        }
        yield return new Column("own, %", i => Figures.Brief(100 * fit.PriorInfluence[i, i]));
        yield return new Column("W, %", i => Figures.Brief(100 * fit.PriorWeight[i]));
        yield return new Column("R-hat", i => Figures.Fixed(Parameters(fit, i).Max(p => p.Rhat), 3));
        yield return new Column("ESS", i => Figures.Count(Parameters(fit, i).Min(p => Math.Min(p.EssBulk, p.EssTail))));
    }

    private static string Scatter(double variance, int decimals) => Figures.Fixed(100 * Math.Sqrt(variance), decimals);

    private static IEnumerable<ParameterSummary> Parameters(Fit fit, int i) =>
        fit.Variances.Length > 0 ? [fit.Areas[i], fit.Variances[i]] : [fit.Areas[i]];

    private static string[] Header(Column[] columns) => [Name, .. columns.Select(column => column.Header)];

    private static IEnumerable<string[]> Rows(Fit fit, Column[] columns) =>
        fit.Observations.Instruments.Select((name, i) => (string[])[name, .. columns.Select(column => column.Cell(i))]);
}
