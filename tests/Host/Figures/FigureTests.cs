using System.Xml.Linq;
using GpuConcord.Host.Figures;
using Xunit;

namespace GpuConcord.Tests.Host.Figures;

public sealed class FigureTests
{
    private static readonly string[] Odd = ["<pn> & \"MOS\"", "Ελλάς ☆ 'x'", "a\u0001b\uD800c", new string('W', 80)];

    public static TheoryData<int, int> Sizes { get; } = new() { { 1, 1 }, { 2, 3 }, { 13, 3 }, { 40, 9 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Area_intervals_have_every_instrument_and_series(int instruments, int series)
    {
        XElement svg = Svg.Check(AreaIntervals.Draw("t", Names(instruments), Series(instruments, series, 0.05)));
        string[] texts = Svg.Texts(svg);
        Assert.All(Names(instruments), name => Assert.Contains(name, texts));
        Assert.Equal(instruments * series, Svg.Tips(svg).Length);
        Assert.Equal(series > 1, texts.Contains("band 1", StringComparer.Ordinal));
        Assert.Contains("effective area above nominal (%)", texts);
        Assert.Contains("B − b = ln(effective area / nominal)", texts);
    }

    [Fact]
    public void An_interval_lies_where_the_axis_says()
    {
        // Medians 0 and ln 1.1 with a tick at +10 %: the second marker stands above that tick.
        IntervalSeries[] series = [new("", [new Interval(-0.2, -0.1, 0, 0.1, 0.2), new Interval(0.0, 0.05, Math.Log(1.1), 0.12, 0.2)], [0.05, 0.05])];
        XElement svg = Svg.Check(AreaIntervals.Draw("t", ["a", "b"], series));
        double[] markers = svg.Elements(Svg.Space + "circle").Select(circle => double.Parse(circle.Attribute("cx")!.Value)).ToArray();
        double Tick(string label) => double.Parse(svg.Elements(Svg.Space + "text").Single(text => string.Equals(text.Value, label, StringComparison.Ordinal))
            .Attribute("x")!.Value);
        Assert.Equal(Tick("0"), markers[0], 0.02);
        Assert.Equal(Tick("+10"), markers[1], 0.02);
        Assert.Contains("b: +10.00 %, 95 %: 0.00 … +22.14 %", Svg.Tips(svg));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Scatter_intervals_have_every_instrument_and_the_quoted_errors(int instruments, int series)
    {
        XElement svg = Svg.Check(ScatterIntervals.Draw("t", Names(instruments), Series(instruments, series, 0.01, 0.1)));
        Assert.Equal(instruments * series, Svg.Tips(svg).Length);
        Assert.Equal(instruments * series, svg.Elements(Svg.Space + "line")
            .Count(line => line.Attribute("stroke-width")!.Value is "2" && string.Equals(line.Attribute("x1")!.Value, line.Attribute("x2")!.Value, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_posterior_that_is_missing_or_not_finite_leaves_an_empty_row()
    {
        Interval bad = new(double.NaN, 0, 0, 0, double.PositiveInfinity), good = new(0.1, 0.2, 0.3, 0.4, 0.5);
        IntervalSeries[] series = [new("x", [null, bad, good], [double.NaN, double.NaN, double.NaN])];
        Assert.Single(Svg.Tips(Svg.Check(AreaIntervals.Draw("t", Names(3), series))));
        Assert.Single(Svg.Tips(Svg.Check(ScatterIntervals.Draw("t", Names(3), series))));
        Svg.Check(AreaIntervals.Draw("t", Names(1), [new("x", [null], [double.NaN])]));
    }

    [Fact]
    public void Names_are_escaped_and_cut_with_the_whole_under_the_mouse()
    {
        XElement svg = Svg.Check(AreaIntervals.Draw(Odd[0], Odd, [new("<&>", [.. Odd.Select(_ => (Interval?)new Interval(-1, 0, 1, 2, 3))], [1, 1, 1, 1]),
            new("b", [null, null, null, null], [1, 1, 1, 1])]));
        string[] texts = Svg.Texts(svg);
        Assert.Contains(Odd[0], texts);
        Assert.Contains(Odd[1], texts);
        Assert.Contains("a\uFFFDb\uFFFDc", texts);
        Assert.DoesNotContain(Odd[3], texts);
        Assert.Contains(Odd[3], Svg.Tips(svg));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(13, false)]
    public void Densities_overlay_the_known_variances_where_there_are_errors(int instruments, bool known)
    {
        double[] draws = Enumerable.Range(0, 1001).Select(k => (k - 500) / 5000.0).ToArray();
        XElement svg = Svg.Check(AreaDensities.Draw(
            "d", "t", [.. Names(instruments).Select(name => new AreaDensity(name, draws, known ? 0.02 : double.NaN, known ? 0.001 : double.NaN, 0.05))]));
        Assert.Equal(known ? instruments : 0, svg.Elements(Svg.Space + "polyline").Count(line => line.Attribute("stroke")!.Value is "#D55E00"));
        Assert.Equal(instruments, svg.Elements(Svg.Space + "polygon").Count());
    }

    [Fact]
    public void Draws_that_are_all_equal_still_make_a_picture() =>
        Svg.Check(AreaDensities.Draw("d", "t", [new AreaDensity("a", [0.5, 0.5, 0.5], double.NaN, double.NaN, 0.05)]));

    [Theory]
    [InlineData(3, 24)]
    [InlineData(13, 2)]
    [InlineData(1, 1)]
    public void A_flux_panel_has_two_marks_for_each_instrument_that_saw_the_source(int instruments, int sources)
    {
        double[] seen = [.. Enumerable.Range(0, instruments).Select(i => i == 1 ? double.NaN : 0.1 * i)], sd = [.. seen.Select(_ => 0.05)];
        XElement svg = Svg.Check(FluxPanels.Draw(
            "f", "t", Names(instruments), [.. Enumerable.Range(0, sources).Select(j => new FluxPanel($"S{j}", "1e−12", seen, sd, seen, sd, -0.1, 0.1))], "erg/cm2/s"));
        int marks = svg.Elements().Count(element => element.Name.LocalName is "circle" or "polygon");
        Assert.Equal(2 + instruments + (2 * sources * (instruments - (instruments > 1 ? 1 : 0))), marks);
        Assert.Contains(Svg.Texts(svg), text => text.Contains("[erg/cm2/s]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(13)]
    [InlineData(30)]
    public void The_influence_map_holds_every_number_while_there_is_room(int instruments)
    {
        double[,] influence = new double[instruments, instruments];
        for (int i = 0; i < instruments; i++)
        {
            for (int k = 0; k < instruments; k++)
            {
                influence[i, k] = i == k ? 0.62 : 0.38 / (instruments - 1);
            }
        }
        XElement svg = Svg.Check(InfluenceMap.Draw("i", "t", Names(instruments), [.. Enumerable.Repeat(0.01, instruments)], influence));
        Assert.Equal(instruments <= 20 ? instruments : 0, Svg.Texts(svg).Count(text => text is "62"));
        Assert.Contains(Svg.Tips(svg), tip => tip.StartsWith("instrument 1 on the prior of instrument 0: ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_outlier_map_wraps_and_tells_unobserved_from_unpredicted()
    {
        double[,] residuals = new double[3, 103];
        residuals[1, 7] = -3.5;
        residuals[0, 1] = double.NaN;
        residuals[2, 2] = double.NegativeInfinity;
        string[] sources = [.. Enumerable.Range(0, 103).Select(j => $"S{j:D3}")];
        XElement svg = Svg.Check(OutlierMap.Draw("o", "t", Names(3), sources, residuals));
        string[] texts = Svg.Texts(svg);
        Assert.All(sources, source => Assert.Contains(source, texts));
        Assert.Equal(3, texts.Count(text => text is "instrument 1"));
        string[] tips = Svg.Tips(svg);
        Assert.Equal((3 * 103) - 1, tips.Length);
        Assert.Contains("instrument 1, S007: −3.50 sd", tips);
        Assert.Contains("instrument 2, S002: no other instrument saw it", tips);
        Assert.Single(svg.Elements(Svg.Space + "circle"));
    }

    [Fact]
    public void Traces_and_ranks_have_a_row_for_each_parameter()
    {
        Random random = new(3);
        ChainDraws Parameter(int chains, int length) => new($"B[{chains}]", [.. Enumerable.Range(0, chains * length).Select(_ => random.NextDouble())], chains, 1.02);
        XElement svg = Svg.Check(TraceRanks.Draw("c", "t", [Parameter(2, 4), Parameter(256, 100), Parameter(5, 1000)]));
        Assert.Contains("R-hat 1.0200", Svg.Texts(svg));
        // Two chains: two traces and the farthest once more, and two groups; otherwise three traces, the farthest, four groups.
        Assert.Equal(3 + 2 + (2 * (4 + 4)), svg.Elements(Svg.Space + "polyline").Count());
        Svg.Check(TraceRanks.Draw("c", "t", [new ChainDraws("constant", [1, 1, 1, 1, 1, 1, 1, 1], 2, double.NaN)]));
    }

    [Fact]
    public void Ranks_are_counted_by_group_of_chains()
    {
        // Chain 0 holds the lowest half of all draws, chain 1 the highest.
        int[][] counts = TraceRanks.Histograms([.. Enumerable.Range(0, 80).Select(d => (double)d)], 2);
        Assert.Equal([.. Enumerable.Repeat(4, 10), .. Enumerable.Repeat(0, 10)], counts[0]);
        Assert.Equal([.. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(4, 10)], counts[1]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 19)]
    [InlineData(13, 40)]
    public void Sweep_curves_have_a_panel_for_each_instrument(int instruments, int values)
    {
        double[] tau = [.. Enumerable.Range(1, values).Select(k => 0.005 * k)];
        double[][] Rows(double scale) => [.. Enumerable.Range(0, instruments).Select(i => tau.Select(t => (0.1 * i * t / (t + 0.02)) + (scale * t)).ToArray())];
        (double[][] mean, double[][] low, double[][] high) = (Rows(0), Rows(-1), Rows(1));
        mean[0][0] = double.NaN;
        XElement svg = Svg.Check(SweepCurves.Draw("s", "t", Names(instruments), tau, mean, low, high));
        Assert.All(Names(instruments), name => Assert.Contains(name, Svg.Texts(svg)));
    }

    [Fact]
    public void A_sweep_that_does_not_fit_together_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SweepCurves.Draw("s", "t", ["a"], [0.1, 0.2], [[1]], [[1]], [[1]]));
        Assert.Throws<ArgumentException>(() => SweepCurves.Draw("s", "t", ["a"], [0.2, 0.1], [[1, 2]], [[1, 2]], [[1, 2]]));
        Assert.Throws<ArgumentException>(() => SweepCurves.Draw("s", "t", ["a"], [0.0, 0.1], [[1, 2]], [[1, 2]], [[1, 2]]));
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"instrument {i}")];

    private static IntervalSeries[] Series(int instruments, int count, double reference, double centre = 0.01) =>
    [
        .. Enumerable.Range(0, count).Select(k => new IntervalSeries(
            $"band {k}",
            [.. Enumerable.Range(0, instruments).Select(i => (Interval?)new Interval(-0.04, -0.01, 0, 0.01, 0.04).Map(x => x + centre + (0.001 * i)))],
            [.. Enumerable.Repeat(reference, instruments)])),
    ];
}
