using GpuConcord.Cli.Screen;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;

namespace GpuConcord.Cli.Pages;

/// <summary>The table of instruments: area, scatter, weight of the prior, convergence. Falls apart into two where the screen is narrow.</summary>
internal static class AreaTable
{
    private const string Name = "instr.";

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
        int decimals = Figures.Decimals(fit.Areas.Select(area => area.Sd));
        double[] b = fit.Priors.LogArea;
        yield return new Column("n", i => $"{fit.ObservationsPerInstrument[i]}");
        yield return Posterior("B [95 %]", fit.Areas, (area, _) => area, area => Figures.Fixed(area, decimals));
        yield return Posterior("area, % [95 %]", fit.Areas, (area, i) => Figures.Percent(area - b[i]), percent => Figures.Signed(percent, Math.Max(0, decimals - 2)));
    }

    private static IEnumerable<Column> Trust(Fit fit)
    {
        if (Enumerable.Range(0, fit.Areas.Length).Select(i => fit.Scatter?.Of(i)).ToArray() is [not null, ..] scatters)
        {
            ParameterSummary[] scatter = [.. scatters.OfType<ParameterSummary>()];
            // A quarter of the interval stands for the standard deviation, which may not be finite.
            int decimals = Math.Min(3, Figures.Decimals(scatter.Select(v => (Scatter(v.Q97_5) - Scatter(v.Q2_5)) / 4)));
            yield return Posterior("σ, % [95 %]", scatter, (v, _) => Scatter(v), sigma => Figures.Fixed(sigma, decimals));
        }
        yield return new Column("own", i => Figures.Brief(100 * fit.PriorInfluence[i, i], 100 * fit.OwnInfluenceError(i)));
        yield return new Column("W, %", i => Figures.Brief(100 * fit.PriorWeight[i]));
        yield return new Column("R-hat", i => Figures.Fixed(fit.Of(i).Max(p => p.Rhat), 3));
        yield return new Column("ESS", i => Figures.Count(fit.Of(i).Min(p => Math.Min(p.EssBulk, p.EssTail))));
    }

    private static Column Posterior(string header, ParameterSummary[] summaries, Func<double, int, double> value, Func<double, string> show)
    {
        string[] cells = PosteriorCells.Of([.. summaries.Select((s, i) => (value(s.Median, i), value(s.Q2_5, i), value(s.Q97_5, i)))], show);
        return new Column(header, i => cells[i]);
    }

    /// <summary>σ in percent.</summary>
    private static double Scatter(double variance) => 100 * Math.Sqrt(variance);

    private static string[] Header(Column[] columns) => [Name, .. columns.Select(column => column.Header)];

    private static IEnumerable<string[]> Rows(Fit fit, Column[] columns) =>
        fit.Observations.Instruments.Select((name, i) => (string[])[name, .. columns.Select(column => column.Cell(i))]);
}
