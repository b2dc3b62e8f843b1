using GpuConcord.Host.Figures;
using GpuConcord.Host.Words;
using Xunit;

namespace GpuConcord.Tests.Host.Figures;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 10, 5, new[] { 0.0, 2, 4, 6, 8, 10 })]
    [InlineData(-0.13, 0.11, 5, new[] { -0.1, -0.05, 0, 0.05, 0.1 })]
    [InlineData(3.2, 3.3, 4, new[] { 3.2, 3.25, 3.3 })]
    public void Ticks_are_round(double low, double high, int most, double[] expected) =>
        Assert.Equal(expected, Axis.Round(low, high, most).Select(tick => Math.Round(tick, 10)));

    [Fact]
    public void A_logarithmic_axis_has_round_ticks_too()
    {
        Assert.Equal([1.0, 2, 5, 10], new Axis(0.9, 11, 0, 1, true).Ticks(6).Select(tick => Math.Round(tick, 10)));
        Assert.Equal([0.01, 0.1, 1, 10], new Axis(0.008, 20, 0, 1, true).Ticks(5).Select(tick => Math.Round(tick, 10)));
        Assert.NotEmpty(new Axis(6.1, 6.9, 0, 1, true).Ticks(5));
    }

    [Fact]
    public void Values_map_linearly_or_by_ratio_and_stay_inside()
    {
        Axis axis = new(0, 10, 100, 200);
        Assert.Equal([100.0, 150, 200, 200, 100], ((double[])[0, 5, 10, 99, -99]).Select(axis.At));
        Assert.Equal(150, new Axis(1, 100, 100, 200, true).At(10), 1e-9);
    }

    [Theory]
    [InlineData(new[] { double.NaN, double.PositiveInfinity })]
    [InlineData(new[] { 1e300 })]
    [InlineData(new[] { 0.0, 0.0 })]
    [InlineData(new double[0])]
    public void Any_values_make_an_axis_with_a_length(double[] values)
    {
        Axis axis = Axis.Over(values, 0, 100);
        Assert.True(axis.High > axis.Low);
        Assert.True(double.IsFinite(axis.At(0)));
    }

    [Fact]
    public void Labels_have_the_decimals_of_their_step()
    {
        Assert.Equal(["−0.10", "−0.05", "0.00", "+0.05"], Axis.Labels([-0.1, -0.05, 0, 0.05], signed: true));
        Assert.Equal(["0", "200"], Axis.Labels([0, 200]));
    }

    [Fact]
    public void Percent_ticks_stand_at_their_logarithms()
    {
        (double Logarithm, string Label)[] ticks = PercentAxis.Ticks(new Axis(-0.12, 0.12, 0, 1), 5);
        Assert.Equal(["−10", "−5", "0", "+5", "+10"], ticks.Select(tick => tick.Label));
        Assert.Equal(Math.Log(0.9), ticks[0].Logarithm, 1e-12);
    }

    [Theory]
    [InlineData(2.314e-12, "2.31e−12")]
    [InlineData(68.8, "68.8")]
    [InlineData(1.2e9, "1.2e9")]
    [InlineData(double.NaN, "–")]
    public void Numbers_are_short(double value, string expected) => Assert.Equal(expected, Labelled.Significant(value));

    [Fact]
    public void Text_is_cut_and_wrapped_to_a_width()
    {
        Assert.Equal("short", TextWidth.Fit("short", 10, 100));
        string cut = TextWidth.Fit("a rather long name of an instrument", 10, 80);
        Assert.EndsWith("…", cut, StringComparison.Ordinal);
        Assert.True(TextWidth.Of(cut, 10) <= 80);
        Assert.Equal(["one two", "three"], TextWidth.Wrap("one two three", 10, 50));
    }
}
