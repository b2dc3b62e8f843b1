using System.Text.RegularExpressions;
using System.Text;
using System.Xml.Linq;
using GpuConcord.Host.Data;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Tests.Host.Figures;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Report;

public sealed partial class ReportPageTests
{
    [Theory]
    [InlineData(1, 3, 5, true)]
    [InlineData(3, 3, 5, true)]
    [InlineData(1, 13, 2, false)]
    [InlineData(1, 3, 100, true)]
    [InlineData(2, 2, 300, false)]
    public void Every_figure_is_in_the_page_and_the_page_needs_nothing_else(int bands, int instruments, int sources, bool errors)
    {
        (ReportFigures figures, string html, XElement page) = Page(HandMade.Run(
            [.. Enumerable.Range(0, bands).Select(k => Fit(bands == 1 ? null : $"{k}-{k + 1} keV", instruments, sources, errors))]));
        Assert.All(figures.All, figure => Svg.Check(figure));
        Assert.Equal(figures.All.Select(figure => figure.Name), page.Descendants("figure").Select(figure => figure.Attribute("id")!.Value));
        Assert.All(page.Descendants("figure"), figure => Assert.Single(figure.Elements(Svg.Space + "svg")));
        Assert.Equal(figures.All.Count(), figures.All.Select(figure => figure.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (string kind in (string[])["areas", "scatter", "densities", "outliers", "fluxes", "influence", "chains"])
        {
            Assert.Contains(figures.All, figure => figure.Name.StartsWith(kind, StringComparison.Ordinal));
        }

        // Three rows of four panels a page, or of three where there are many instruments, so that a page is less than half a sheet; at most 120 sources.
        int most = instruments > 6 ? 9 : 12;
        int pages = (Math.Min(120, sources) + most - 1) / most;
        Assert.Equal(bands * pages, figures.All.Count(figure => figure.Name.StartsWith("fluxes", StringComparison.Ordinal)));
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object");
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "href");
        Assert.DoesNotMatch(Unfinished(), html);
        // HTML knows no self-closing elements but void ones; inside SVG they are allowed.
        Assert.DoesNotContain(page.DescendantsAndSelf().Where(element => element.Name.Namespace == XNamespace.None && element.IsEmpty),
            element => element.Name.LocalName is not "meta");
        Assert.Contains("@media print", html, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_how_the_run_was_made_and_what_to_beware_of()
    {
        Fit fit = HandMade.Fit(
            HandMade.Observations("soft", ["pn", "MOS1"], HandMade.Sources(4)), [0, 0.1], [0.1, 0.2], priors: new Priors([0, 0], [0.02, 0.06], [1.5, 1.5], [0.01, 0.04]),
            converged: false, warnings: ["Beware of the dog."]);
        (_, _, XElement page) = Page(HandMade.Run(fit) with { Notes = ["One row was left out."], Arguments = ["fit", "three cameras.csv", "--tau", "0.05"] });
        string text = string.Join(' ', page.Descendants().Where(element => element.Name.Namespace == XNamespace.None && !element.HasElements).Select(element => element.Value));
        foreach (string expected in (string[])[
            "NOT CONVERGED", "Beware of the dog.", "One row was left out.", "gpuconcord fit 'three cameras.csv' --tau 0.05", "gpuconcord 0.1.0", new string('a',
                64), "simd: A processor", "0.06",
            "0.04", "200 draws", "collapsed: 4 chains × 50 draws", "MOS1 over pn", "2026-01-02 03:04:05", ])
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }

        Assert.Contains(page.Descendants("dd"), entry => entry.Value is "7");
    }

    /// <summary>Seventy-eight rows of pairs say less than a square: row over column, bold where they are established to differ, blank between groups.</summary>
    [Fact]
    public void Differences_of_many_instruments_are_a_square()
    {
        string[] names = ["A", "B", "C", "D", "E", "F"];
        (_, _, XElement page) = Page(HandMade.Run(HandMade.Fit(
            HandMade.Observations(null, names, HandMade.Sources(4)), [0, 0.2, 0.2, 0.4, 0, 0.3], [0.1, 0.1, 0.1, 0.1, 0.1, 0.1], components: [[0, 1, 2, 3], [4, 5]])));
        XElement square = page.Descendants("table").Single(table => table.Attribute("class")?.Value is "square");
        Assert.Equal(["", .. names], square.Element("thead")!.Descendants("th").Select(cell => cell.Value));
        XElement[][] rows = [.. square.Element("tbody")!.Elements("tr").Select(row => row.Elements("td").ToArray())];
        Assert.Equal(names.Length, rows.Length);
        for (int i = 0; i < names.Length; i++)
        {
            for (int k = 0; k < names.Length; k++)
            {
                bool connected = i != k && (i < 4) == (k < 4);
                Assert.Equal(connected, rows[i][k].Value.Length > 0);
                Assert.Equal(connected && !((i, k) is (1, 2) or (2, 1)), rows[i][k].Element("b") is not null);
            }
        }

        // exp(0.4) − 1 = 49 %, seen from the other side exp(−0.4) − 1 = −33 %; draws scatter about them.
        Assert.Matches("^\\+(4[789]|50)\\.[0-9]$", rows[3][0].Value);
        Assert.Matches("^−3[234]\\.[0-9]$", rows[0][3].Value);
        Assert.StartsWith("D over A: +", rows[3][0].Attribute("title")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("leaves out zero", string.Concat(square.Element("tbody")!.Value), StringComparison.Ordinal);
    }

    [Fact]
    public void Known_variances_have_no_scatter_to_show()
    {
        (ReportFigures figures, _, XElement page) = Page(HandMade.Run(
            HandMade.Fit(HandMade.Observations(null, ["pn", "MOS1"], HandMade.Sources(4), errors: true), [0, 0.1], null)));
        Assert.DoesNotContain(figures.All, figure => figure.Name.StartsWith("scatter", StringComparison.Ordinal));
        Assert.DoesNotContain("InvGamma", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_mean_something_in_HTML_are_text()
    {
        string[] instruments = ["<script>alert(1)</script>", "a & b \"c\" 'd'"], sources = ["</svg><b>", "Σ ☆ 星", "x\u0002"];
        (ReportFigures figures, string html, XElement page) = Page(HandMade.Run(HandMade.Fit(HandMade.Observations("<1 & 2>", instruments, sources), [0, 0.1], [0.1, 0.1])));
        Assert.All(figures.All, figure => Svg.Check(figure));
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains(page.Descendants("th"), cell => string.Equals(cell.Value, instruments[1], StringComparison.Ordinal));
        Assert.Contains(page.Descendants("th"), cell => cell.Value is "Σ ☆ 星");
        Assert.Contains(page.Descendants("th"), cell => cell.Value is "x\uFFFD");
    }

    [Fact]
    public void Bands_with_other_instruments_stay_aligned()
    {
        Fit first = HandMade.Fit(HandMade.Observations("1", ["a", "c"], HandMade.Sources(3)), [0, 0.1], [0.1, 0.1]);
        Fit second = HandMade.Fit(HandMade.Observations("2", ["a", "b", "c"], HandMade.Sources(3)), [0, 0.1, 0.2], [0.1, 0.1, 0.1]);
        FitRun run = HandMade.Run(first, second);
        Assert.Equal(["a", "b", "c"], run.Instruments);
        Figure areas = ReportFigures.Of(run).Across[0];
        Assert.Equal(5, Svg.Tips(Svg.Check(areas)).Length);
        Assert.StartsWith("c reads ", areas.Title, StringComparison.Ordinal);
        Assert.Contains("above a", areas.Title, StringComparison.Ordinal);
        Assert.Contains("in band 2; ", areas.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lonely_source_and_a_lonely_instrument_are_no_obstacle()
    {
        Observations observations = HandMade.Observations(null, ["a", "b"], HandMade.Sources(3)) with { First = [0, 2, 3, 3], Instrument = [0, 1, 1], Y = [-27, -27.1, -26] };
        (ReportFigures figures, _, _) = Page(HandMade.Run(HandMade.Fit(observations, [0, 0.1], [0.1, 0.1], components: [[0], [1]])));
        Assert.All(figures.All, figure => Svg.Check(figure));
        Assert.Contains(figures.All, figure => figure.Title.Contains("no two instruments", StringComparison.Ordinal));
        Assert.Contains(Svg.Tips(figures.All.Single(figure => figure.Name is "outliers").Svg), tip => tip.Contains("no other instrument saw it", StringComparison.Ordinal));
    }

    private static Fit Fit(string? band, int instruments, int sources, bool errors) => HandMade.Fit(
        HandMade.Observations(band, [.. Enumerable.Range(0, instruments).Select(i => $"inst{i}")], HandMade.Sources(sources), errors: errors),
        [.. Enumerable.Range(0, instruments).Select(i => 0.02 * i)], [.. Enumerable.Repeat(0.1, instruments)]);

    private static (ReportFigures Figures, string Html, XElement Page) Page(GpuConcord.Host.Runs.Fits.FitRun made)
    {
        FitRun run = made;
        ReportFigures figures = ReportFigures.Of(run);
        using MemoryStream stream = new();
        ReportPage.Write(run, figures, stream);
        string html = Encoding.UTF8.GetString(stream.ToArray());
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", html, StringComparison.Ordinal);
        return (figures, html, XElement.Parse(html["<!DOCTYPE html>\n".Length..]));
    }

    [GeneratedRegex(@"\bNaN\b|Infinity|∞", RegexOptions.None, 1000)]
    private static partial Regex Unfinished();
}
