using GpuConcord.Cli.Pages;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

public sealed class IntervalPlotTests
{
    [Fact]
    public void Marks_stand_where_the_axis_says()
    {
        // 61 columns from -10 to 20: two a unit.
        IReadOnlyList<string> lines = IntervalPlot.Lines([new("pn", -10, -5, 0), new("MOS1", 5, 10, 20)], "%", 61 + 6 + 1 + 6);
        Assert.Equal("      -10      -5         0        +5        +10       +15       +20 %", lines[0]);
        Assert.Equal("pn    ├─────────●─────────┤", lines[1]);
        Assert.Equal("MOS1                      │         ├─────────●───────────────────┤", lines[2]);
    }

    [Fact]
    public void Zero_is_always_on_the_axis()
    {
        IReadOnlyList<string> lines = IntervalPlot.Lines([new("a", 10, 11, 12)], "%", 60);
        Assert.Equal('│', lines[1][3]);
        Assert.StartsWith("   0", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Long_names_move_the_axis_and_keep_the_plot_wide_enough()
    {
        string name = new('x', 90);
        IReadOnlyList<string> lines = IntervalPlot.Lines([new(name, -1, 0, 1), new("y", -1, 0, 1)], "%", 80);
        Assert.Equal(name + "  ├", lines[1][..93]);
        Assert.Equal(lines[1].IndexOf('●', StringComparison.Ordinal), lines[2].IndexOf('●', StringComparison.Ordinal));
        Assert.Equal(92 + 30, lines[1].Length);
    }

    [Fact]
    public void What_is_not_finite_is_left_blank()
    {
        IReadOnlyList<string> lines = IntervalPlot.Lines([new("a", double.NaN, double.NaN, double.NaN), new("b", -1, 0, 1)], "%", 60);
        Assert.Equal("a│", lines[1].Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains('●', lines[2]);
        Assert.Equal(2, IntervalPlot.Lines([new("a", double.NaN, 0, 1)], "%", 60).Count);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(7.5, 2)]
    [InlineData(30, 5)]
    [InlineData(0.05, 0.01)]
    [InlineData(5000, 1000)]
    public void Steps_are_round_numbers(double range, double expected) => Assert.Equal(expected, IntervalPlot.Step(range), 1e-12);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 60)]
    [InlineData(5, 30)]
    public void Ends_of_the_axis_are_its_first_and_last_column(double value, int expected) => Assert.Equal(expected, IntervalPlot.Place(value, 0, 10, 61));
}
