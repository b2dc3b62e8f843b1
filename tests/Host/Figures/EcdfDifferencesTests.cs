using System.Xml.Linq;
using GpuConcord.Host.Figures;
using Xunit;

namespace GpuConcord.Tests.Host.Figures;

public sealed class EcdfDifferencesTests
{
    [Fact]
    public void Even_ranks_differ_by_nothing_and_low_ones_stand_above() => Assert.Multiple(
        () => Assert.All(EcdfDifferences.Differences([0, 1, 2, 3], 4), difference => Assert.Equal(0, difference, 1e-15)),
        () => Assert.Equal([0, 0.75, 0.5, 0.25, 0], EcdfDifferences.Differences([0, 0, 0], 4)));

    [Fact]
    public void Every_quantity_has_a_panel_and_a_failure_says_so()
    {
        int[] even = [.. Enumerable.Range(0, 320).Select(k => k % 64)];
        int[] skewed = [.. even.Select(rank => rank * rank / 64)];
        XElement svg = Svg.Check(EcdfDifferences.Draw("r", "t", [new("B[<pn>]", even, false), new("sigma2[pn]", skewed, true)], 64, 0.001));
        Assert.Contains("B[<pn>]", Svg.Texts(svg));
        Assert.Contains("sigma2[pn]: fails", Svg.Texts(svg));
        Assert.Equal(2, svg.Elements(Svg.Space + "polyline").Count());
        Assert.Equal(4, svg.Elements(Svg.Space + "polygon").Count());
    }
}
