using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public sealed class ElpdDifferenceTests
{
    [Fact]
    public void Value_and_error_by_hand()
    {
        // Differences 1, 3, 5: sum 9, variance 4, error √(3·4).
        ElpdDifference found = ElpdDifference.Of([1, 2, 3], [0, -1, -2]);
        Assert.Equal((9.0, 3), (found.Value, found.Count));
        Assert.Equal(Math.Sqrt(12), found.Error, 1e-14);
        Assert.True(found.IsClear);
    }

    [Theory]
    [InlineData(3.9, 0.1, false)]
    [InlineData(10, 6, false)]
    [InlineData(-10, 4, true)]
    public void A_difference_is_clear_when_it_is_large_and_certain(double value, double error, bool clear) =>
        Assert.Equal(clear, new ElpdDifference(value, error, 100).IsClear);

    [Fact]
    public void Unpaired_densities_are_refused() => Assert.Throws<ArgumentException>(() => ElpdDifference.Of([1, 2], [1]));
}
