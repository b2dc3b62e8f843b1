using System.Globalization;
using System.Xml.Linq;
using GpuConcord.Host.Figures;
using Xunit;

namespace GpuConcord.Tests.Host.Figures;

/// <summary>The pictures of counts, from plain numbers.</summary>
public sealed class CountPicturesTests
{
    [Fact]
    public void A_count_that_is_predicted_lies_on_the_line_and_a_zero_below_the_axis()
    {
        PredictedCount[] counts = [new(0, "a", 0, 2), new(1, "b", 4, 4), new(0, "c", 100, 100)];
        XElement svg = Svg.Check(PredictedCounts.Draw("n", "t", ["pn", "MOS1"], counts, [new(2, 0, 5), new(100, 81, 120)], ""));
        Assert.Equal(["a: 0 observed, 2 predicted", "b: 4 observed, 4 predicted", "c: 100 observed, 100 predicted"], Svg.Tips(svg));
        XElement line = svg.Elements(Svg.Space + "line").Single(own => own.Attribute("stroke-width")!.Value is "1.2");
        (double x1, double y1, double x2, double y2) = (Of(line, "x1"), Of(line, "y1"), Of(line, "x2"), Of(line, "y2"));
        XElement[] points = [.. svg.Elements(Svg.Space + "circle").Where(point => point.HasElements)];
        Assert.Equal(3, points.Length);
        foreach (XElement point in points[1..])
        {
            Assert.Equal(y1 + ((y2 - y1) * (Of(point, "cx") - x1) / (x2 - x1)), Of(point, "cy"), 0.05);
        }

        double axis = svg.Elements(Svg.Space + "text").Where(text => text.Value is "1").Select(text => Of(text, "y")).First();
        Assert.True(Of(points[0], "cy") > axis, "a zero lies below every count");
        Assert.Equal("#ffffff", points[0].Attribute("fill")!.Value);
    }

    [Fact]
    public void Nothing_to_draw_is_still_a_picture()
    {
        Svg.Check(PredictedCounts.Draw("n", "t", ["pn"], [], [], ""));
        Svg.Check(Shrinkage.Draw("s", "t", [], double.NaN, "", ""));
        Svg.Check(Shrinkage.Draw("s", "t", [new("dark", double.NaN, -80, -90, -75)], -70, "erg/cm2/s", ""));
        Svg.Check(PopulationDensity.Draw("p", "t", [], [new(-3, 0, 0, 0, 0), new(3, 0, 0, 0, 0)], ""));
    }

    [Fact]
    public void A_source_that_is_not_shrunk_lies_on_the_line_and_one_without_net_counts_at_the_left()
    {
        ShrunkFlux[] sources = [new("bright", -5, -5, -5.1, -4.9), new("faint", -9, -7.5, -9, -7), new("dark", double.NaN, -8, -10, -7)];
        XElement svg = Svg.Check(Shrinkage.Draw("s", "t", sources, -7, "counts/s", " (3 of 9)"));
        XElement line = svg.Elements(Svg.Space + "line").Single(own => own.Attribute("stroke-width")!.Value is "1.2");
        (double x1, double y1, double x2, double y2) = (Of(line, "x1"), Of(line, "y1"), Of(line, "x2"), Of(line, "y2"));
        XElement[] points = [.. svg.Elements(Svg.Space + "circle")];
        Assert.Equal(y1 + ((y2 - y1) * (Of(points[0], "cx") - x1) / (x2 - x1)), Of(points[0], "cy"), 0.05);
        Assert.True(Of(points[1], "cy") < y1 + ((y2 - y1) * (Of(points[1], "cx") - x1) / (x2 - x1)), "the faint one lies above the line, nearer to the population");
        XElement dark = svg.Elements(Svg.Space + "polygon").Single();
        Assert.True(double.Parse(dark.Attribute("points")!.Value.Split(',')[0], CultureInfo.InvariantCulture) < points.Min(point => Of(point, "cx")));
        Assert.Contains("posterior flux [counts/s], median and 95 % interval", Svg.Texts(svg));
        Assert.Contains("median of the population", Svg.Texts(svg));
    }

    /// <summary>Two of four medians in one bin: half of the probability within a bin's width.</summary>
    [Fact]
    public void Bars_are_a_density()
    {
        DensityAt[] curve = [.. Enumerable.Range(0, 37).Select(k => new DensityAt(k / 36.0 * 3.6, 0.1, 0.2, 0.3, 0.2))];
        XElement svg = Svg.Check(PopulationDensity.Draw("p", "t", [0.05, 0.06, 1.05, 2.05], curve, "counts/s"));
        string corners = svg.Elements(Svg.Space + "polygon").First().Attribute("points")!.Value;
        double[] ys = [.. corners.Split(' ').Select(p => double.Parse(p.Split(',')[1], CultureInfo.InvariantCulture))];
        (double bottom, double highest) = (ys.Max(), ys.Min());
        double tick = svg.Elements(Svg.Space + "text").Where(text => text.Value is "4").Select(text => Of(text, "y") - 4).First();
        Assert.Equal(5.0, 4 * (bottom - highest) / (bottom - tick), 0.02);
        Assert.Contains("flux [counts/s] (logarithmic axis)", Svg.Texts(svg));
    }

    private static double Of(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
