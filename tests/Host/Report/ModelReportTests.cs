using System.Text;
using System.Xml.Linq;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Tests.Host.Figures;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Report;

/// <summary>What a report says of each model.</summary>
public sealed class ModelReportTests
{
    public static TheoryData<string, int, bool> Kinds =>
    [
        .. from kind in ModelFits.Kinds from bands in new[] { 1, 3 } from complete in new[] { true, false } select new TheoryDataRow<string, int, bool>(kind, bands, complete),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_section_stands_for_every_model(string kind, int bands, bool complete)
    {
        (ReportFigures figures, XElement page) = Page(HandMade.Run([.. Enumerable.Range(0, bands).Select(k => ModelFits.Of(kind, bands == 1 ? null : $"<{k}> & co", complete))]));
        Assert.All(figures.All, figure => Svg.Check(figure));
        foreach (string name in (string[])["areas", "densities", "outliers", "fluxes", "influence", "chains"])
        {
            Assert.Contains(figures.All, figure => figure.Name.StartsWith(name, StringComparison.Ordinal));
        }

        Assert.Equal(kind is not ("known" or "log-t known"), figures.All.Any(figure => figure.Name is "scatter"));
        string[] headings = page.Descendants("h3").Select(heading => heading.Value).ToArray();
        Assert.Equal(kind.StartsWith("log-t", StringComparison.Ordinal), headings.Contains("Measurements that the fit distrusts", StringComparer.Ordinal));
        Assert.Equal(kind is "joint", headings.Contains("Bands fitted together", StringComparer.Ordinal));
        Assert.DoesNotContain("NaN", page.Value, StringComparison.Ordinal);
    }

    /// <summary>pn on S01 lies ln 1.5 above area × flux and has a tenth of the usual weight; σ is √0.03, σ/√ν therefore 0.1.</summary>
    [Fact]
    public void Log_t_names_the_measurements_it_distrusts()
    {
        (ReportFigures figures, XElement page) = Page(HandMade.Run(ModelFits.Of("log-t", "4.5-12.0", complete: true)));
        string outlier = page.Descendants("li").First(item => item.Value.StartsWith("pn reads", StringComparison.Ordinal)).Value;
        Assert.Equal("pn reads S01 50 % high (4.1 σ/√ν) and keeps 0.10 of the usual weight, in 4.5-12.0.", outlier);
        string[][] rows = page.Descendants("table").First().Descendants("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray()).ToArray();
        Assert.Equal(["source", "instrument", "band", "observed − expected, %", "in σ/√ν", "weight", "MCSE"], rows[0]);
        Assert.Equal(["S01", "pn", "4.5-12.0", "+50.0", "+4.1", "0.100 *", "0.0033"], rows[1]);
        Assert.Equal(11, rows.Length);
        Assert.Contains(figures.All, figure => figure.Title is "Band 4.5-12.0: 1 of 10 measurements has lost two thirds of the usual weight or more: pn reads S01 50 % high (4.1 "
            + "σ/√ν) and keeps 0.10 of the usual weight");
    }

    [Theory]
    [InlineData("log-normal", "pn scatters most: σ = 9.9 % ", "σ: scatter of ln(value) about area × flux (%, logarithmic axis)", 2)]
    [InlineData("both", "scatters most beyond its errors: σ = ", "σ: scatter of ln(value) about area × flux beyond the table's errors (%, logarithmic axis)", 2)]
    [InlineData("log-t", "MOS1 scatters most: σ/√ν = 9.9 % ", "σ/√ν: scatter of most measurements about area × flux (%, logarithmic axis)", 2)]
    [InlineData("log-t common", "All instruments scatter alike: σ/√ν = ", "σ/√ν: scatter of most measurements about area × flux (%, logarithmic axis)", 1)]
    public void Scatter_is_what_compares_with_the_errors(string kind, string title, string axis, int rows)
    {
        Figure figure = ReportFigures.Of(HandMade.Run(ModelFits.Of(kind, null, complete: true))).Across.Single(figure => figure.Name is "scatter");
        Assert.Contains(title, figure.Title, StringComparison.Ordinal);
        XElement svg = Svg.Check(figure);
        Assert.Contains(axis, Svg.Texts(svg));
        Assert.Equal(rows, Svg.Tips(svg).Length);
    }

    /// <summary>The log-t model does not read the table's errors: with σ known a table without them, or with others, gives the same page.</summary>
    [Fact]
    public void A_known_sigma_is_said_and_takes_no_errors()
    {
        Fit fit = ModelFits.Of("log-t known", null, complete: true);
        (_, XElement page) = Page(HandMade.Run(fit with { Observations = fit.Observations with { Variance = null } }));
        Assert.Contains("σ = 17 %, known.", page.Value, StringComparison.Ordinal);
        Assert.Contains("σ = 0.173205, known.", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_joint_fit_tells_what_ties_the_bands()
    {
        (_, XElement page) = Page(HandMade.Run(ModelFits.Of("joint", "soft", complete: true), ModelFits.Of("joint", "hard", complete: true)));
        string[][] cells = page.Descendants("table").First().Descendants("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray()).ToArray();
        Assert.Equal(["instrument", "soft × hard"], cells[0]);
        Assert.Equal(["pn", "0.80 → 0.65"], cells[1]);
        Assert.Equal(["soft", "−20.0 to −10.0", "−5.0", "2.0"], page.Descendants("table").ElementAt(1).Descendants("tr").ElementAt(1).Elements().Select(cell => cell.Value));
        Assert.Contains("B of one instrument correlate between bands", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_beside_one_another_say_what_moved()
    {
        FitRun plain = HandMade.Run(ModelFits.Of("log-normal", "hard", complete: true));
        FitRun robust = HandMade.Run(ModelFits.Of("log-t", "hard", complete: true, shift: 0.05));
        Figure figure = RunsBeside.Of(robust, plain);
        Assert.Matches("^Band hard: (pn|MOS1) is [+−][0-9.]+ % from nominal under log-Normal and [+−][0-9.]+ % under log-t$", figure.Title);
        XElement[] parts = [.. figure.Svg.Elements(Svg.Space + "svg")];
        Assert.Equal(2, parts.Length);
        Assert.Equal(4, Svg.Tips(parts[0]).Length);
        Assert.Contains(Svg.Tips(parts[1]), tip => tip.StartsWith("pn, S01: weight 0.100", StringComparison.Ordinal));
        FitRun other = HandMade.Run(ModelFits.Of("log-normal", "soft", complete: true));
        Assert.Contains("no band with the instruments of the other run", Assert.Throws<DataException>(() => RunsBeside.Of(robust, other)).Message, StringComparison.Ordinal);
    }

    private static (ReportFigures Figures, XElement Page) Page(FitRun made)
    {
        FitRun run = made;
        ReportFigures figures = ReportFigures.Of(run);
        using MemoryStream stream = new();
        ReportPage.Write(run, figures, stream);
        return (figures, XElement.Parse(Encoding.UTF8.GetString(stream.ToArray())["<!DOCTYPE html>\n".Length..]));
    }
}
