using System.Xml.Linq;
using GpuConcord.Host.Figures;
using Xunit;

namespace GpuConcord.Tests.Host.Figures;

public sealed class WeightMapTests
{
    private static readonly string[] Instruments = ["pn", "MOS1", "<MOS2>"];

    [Fact]
    public void A_cell_shows_its_weight_and_to_which_side_it_is_off()
    {
        WeighedCell?[,] cells = new WeighedCell?[3, 2];
        cells[0, 0] = new(0.123, Math.Log(1.5));
        cells[1, 0] = new(0.25, -0.1);
        cells[2, 0] = new(1.2, 0.01);
        cells[0, 1] = new(double.NaN, 0);
        XElement svg = Svg.Check(WeightMap.Draw("w", "t", Instruments, ["S1", "S & 2"], cells));
        // Two of the six were not observed.
        Assert.Equal(
            ["pn, S1: weight 0.123, +50.0 %", "pn, S & 2: no other instrument saw it", "MOS1, S1: weight 0.250, −9.5 %", "<MOS2>, S1: weight 1.200, +1.0 %"], Svg.Tips(svg));
        Assert.Equal(["0.12", "0.25", "1.20"], Svg.Texts(svg).Where(text => text is "0.12" or "1.20").Append("0.25").Order(StringComparer.Ordinal));
        Assert.Equal(2, svg.Elements(Svg.Space + "line").Count());
        int[] high = Colour(svg, "pn, S1"), low = Colour(svg, "MOS1, S1"), usual = Colour(svg, "<MOS2>, S1");
        Assert.True(high[0] > high[2] && low[2] > low[0], "orange above, blue below");
        Assert.Equal([255, 255, 255], usual);
        Assert.True(high[2] < usual[2] && low[0] < usual[0]);
    }

    [Fact]
    public void Narrow_cells_have_a_dot_in_place_of_the_number()
    {
        WeighedCell?[,] cells = new WeighedCell?[1, 100];
        for (int j = 0; j < 100; j++)
        {
            cells[0, j] = new(j == 7 ? 0.3 : 0.4, 1);
        }

        XElement svg = Svg.Check(WeightMap.Draw("w", "t", ["pn"], [.. Enumerable.Range(0, 100).Select(j => $"S{j:D3}")], cells));
        Assert.Single(svg.Elements(Svg.Space + "circle"));
        Assert.DoesNotContain("0.30", Svg.Texts(svg));
    }

    [Fact]
    public void Stacked_figures_stand_below_one_another()
    {
        Figure one = WeightMap.Draw("w", "one", ["pn"], ["S"], new WeighedCell?[1, 1]);
        Figure stack = Stack.Of("s", "both", "c", [one, one]);
        double height = Height(one.Svg);
        Assert.Equal([0, height + 14], stack.Svg.Elements(Svg.Space + "svg").Select(part => double.Parse(part.Attribute("y")!.Value)));
        Assert.Equal((2 * height) + 14, Height(stack.Svg), 0.01);
        Assert.Equal("both", stack.Svg.Element(Svg.Space + "title")!.Value);
        Assert.Null(one.Svg.Attribute("y"));
    }

    private static double Height(System.Xml.Linq.XElement svg) => double.Parse(svg.Attribute("height")!.Value);

    private static int[] Colour(System.Xml.Linq.XElement svg, string tip)
    {
        string fill = svg.Elements(Svg.Space + "rect").Single(cell => cell.Element(Svg.Space + "title")?.Value.StartsWith(tip, StringComparison.Ordinal) == true)
            .Attribute("fill")!.Value;
        return [.. Enumerable.Range(0, 3).Select(k => Convert.ToInt32(fill.Substring(1 + (2 * k), 2), 16))];
    }
}
