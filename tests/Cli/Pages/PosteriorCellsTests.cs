using GpuConcord.Cli.Pages;
using Xunit;

namespace GpuConcord.Tests.Cli.Pages;

public sealed class PosteriorCellsTests
{
    [Fact]
    public void Each_number_aligns_over_the_rows() =>
        Assert.Equal(
            [" -5.0 [-10.2,   0.1]", "+12.3 [ +1.0, +23.4]", "–"],
            PosteriorCells.Of([(-5, -10.2, 0.1), (12.3, 1, 23.4), (double.NaN, double.NaN, double.NaN)], value => value == 0.1 ? "0.1" : Figures.Signed(value, 1)));

    [Fact]
    public void No_rows_no_cells() => Assert.Empty(PosteriorCells.Of([], value => $"{value}"));
}
