using System.Text;
using System.Xml.Linq;
using GpuConcord.Host.Figures;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Tests.Host.Figures;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Report;

/// <summary>What the report of a fit of counts shows and says.</summary>
public sealed class CountFiguresTests
{
    private static readonly string[] Names = ["densities", "counts", "shrinkage", "population", "influence", "chains"];

    [Fact]
    public void A_prediction_is_the_source_and_the_background_less_its_leak()
    {
        Fit fit = CountFits.Of();
        // f e^(B + G) + (m − g e^(B + G))/r where the background is fitted, f e^(B + G) + b where it is known.
        double s = Math.Exp(-7.0);
        Assert.Equal((1000 * s) + ((16 - (20 * s)) / 16), CountFigures.Predicted(fit, 0, 0), 1e-12);
        Assert.Equal((1000 * Math.Exp(-6.9)) + 0.5, CountFigures.Predicted(fit, 1, 0), 1e-12);
        Assert.Equal((1000 * Math.Exp(-8.0)) + ((8 - (20 * Math.Exp(-8.0))) / 16), CountFigures.Predicted(fit, 2, 1), 1e-12);
    }

    [Fact]
    public void A_flux_by_itself_is_net_counts_over_exposure_and_area()
    {
        Fit fit = CountFits.Of();
        // pn: f Ŝ = f (r n − m)/(r f − g) = 1000 (48 − 16)/(16 000 − 20); MOS1: n − b = 0.5.
        double net = (1000 * 32 / 15_980.0) + 0.5;
        Assert.Equal(Math.Log(net / (1000 + (1000 * Math.Exp(0.1)))), CountFigures.Alone(fit, 0), 1e-12);
        Assert.Equal(double.NaN, CountFigures.Alone(fit, 1));
        Assert.Equal(Math.Log(1000 * 8 / 15_980.0 / 1000), CountFigures.Alone(fit, 2), 1e-12);
    }

    [Fact]
    public void The_maps_of_measurements_give_way_to_figures_of_counts()
    {
        (ReportFigures figures, XElement page) = Page(HandMade.Run(CountFits.Of()));
        Assert.All(figures.All, figure => Svg.Check(figure));
        Assert.Equal(Names, figures.ByBand[0].Select(figure => figure.Name));
        Figure counts = figures.All.Single(figure => figure.Name is "counts");
        Assert.Equal("0 of 5 counts lie outside the 95 % range of Poisson counts about the prediction; 2 are zero", counts.Title);
        Assert.Contains("pn, S1: 3 observed, 1.91 predicted", Svg.Tips(Svg.Check(counts)));
        Figure shrinkage = figures.All.Single(figure => figure.Name is "shrinkage");
        Assert.Equal("1 of 3 sources has no net counts above zero, 1 of them no count at all", shrinkage.Title);
        Assert.Contains(Svg.Tips(Svg.Check(shrinkage)), tip => tip.StartsWith("dark: ", StringComparison.Ordinal) && tip.EndsWith("none above 0", StringComparison.Ordinal));
        Assert.StartsWith("The sources' median flux e^μ is ", figures.All.Single(figure => figure.Name is "population").Title, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page.Value, StringComparison.Ordinal);
        Assert.Contains("1 of 3 sources has no count in any source aperture.", page.Value, StringComparison.Ordinal);
        string[][] common = Rows(page, "Parameters that all of the data share.");
        Assert.Equal(["parameter", "what it is", "median [95 %]", "sd", "MCSE of mean", "R-hat", "ESS"], common[0]);
        Assert.Equal(["mu", "omega2"], common[1..].Select(row => row[0]));
        Assert.Equal("mean of ln(flux) over the population of sources", common[1][1]);
        string[][] fluxes = Rows(page, "Fluxes [counts/s]", "fluxes [counts/s]");
        Assert.Equal(["source", "instruments", "counts", "flux", "2.5 %", "97.5 %", "ln flux"], fluxes[0]);
        Assert.Equal(["S1", "2", "4"], fluxes[1][..3]);
        Assert.Equal(["dark", "2", "0"], fluxes[2][..3]);
        Assert.Contains("Further priors: ln(flux) ~ N(μ, ω²), μ flat", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_bands_have_their_own_figures_and_two_runs_stand_side_by_side()
    {
        FitRun run = HandMade.Run(CountFits.Of("soft"), CountFits.Of("hard"));
        ReportFigures figures = ReportFigures.Of(run);
        Assert.Equal(figures.All.Count(), figures.All.Select(figure => figure.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(figures.ByBand, band => Assert.Contains(band, figure => figure.Name.StartsWith("population-", StringComparison.Ordinal)));
        Assert.Contains("counts in the source aperture", RunsBeside.Of(run, run).Svg.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void So_many_sources_that_none_has_quantiles_are_drawn_from_mean_and_sd()
    {
        Fit fit = CountFits.Of();
        double[] none = [double.NaN, double.NaN, double.NaN];
        ReportFigures figures = ReportFigures.Of(HandMade.Run(fit with { Fluxes = fit.Fluxes with { Median = none, Q2_5 = none, Q97_5 = none } }));
        Assert.Equal(3, Svg.Tips(Svg.Check(figures.All.Single(figure => figure.Name is "shrinkage"))).Length);
        Assert.All(figures.All, figure => Svg.Check(figure));
    }

    /// <summary>By hand: e^−3 Σ 3^k/k! is 0.0498 at 0, 0.9665 at 6 and 0.9881 at 7; of 1 it is 0.3679 at 0, 0.9810 at 3.</summary>
    [Theory]
    [InlineData(1, 0, 3)]
    [InlineData(3, 0, 7)]
    [InlineData(0.01, 0, 0)]
    [InlineData(20, 12, 29)]
    public void The_range_of_Poisson_counts_is_that_of_its_sums(double mean, double low, double high) => Assert.Equal((low, high), PoissonRange.Of(mean));

    [Fact]
    public void A_long_range_is_nearly_normal()
    {
        (double low, double high) = PoissonRange.Of(1e6);
        Assert.Equal(1e6 - 1960, low, 2.0);
        Assert.Equal(1e6 + 1960, high, 2.0);
        (low, high) = PoissonRange.Of(9_999);
        Assert.InRange(low, 9_999 - 196 - 2, 9_999 - 196 + 2);
        Assert.InRange(high, 9_999 + 196 - 2, 9_999 + 196 + 2);
    }

    [Fact]
    public void A_fit_without_a_population_has_no_figure_of_one()
    {
        Fit fit = CountFits.Of();
        Assert.IsType<CountsModel>(fit.Model);
        ReportFigures figures = ReportFigures.Of(HandMade.Run(fit with { Blocks = [.. fit.Blocks.Where(block => block.Symbol is not "mu")] }));
        Assert.DoesNotContain(figures.All, figure => figure.Name is "population");
        Assert.DoesNotContain("median of the population", Svg.Texts(Svg.Check(figures.All.Single(figure => figure.Name is "shrinkage"))));
    }

    private static string[][] Rows(XElement page, params string[] captions) =>
    [
        .. page.Descendants("table").Single(table => captions.Any(caption => table.Element("caption")!.Value.StartsWith(caption, StringComparison.Ordinal)))
            .Descendants("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray()),
    ];

    private static (ReportFigures Figures, XElement Page) Page(FitRun run)
    {
        ReportFigures figures = ReportFigures.Of(run);
        using MemoryStream stream = new();
        ReportPage.Write(run, figures, stream);
        return (figures, XElement.Parse(Encoding.UTF8.GetString(stream.ToArray())["<!DOCTYPE html>\n".Length..]));
    }
}
