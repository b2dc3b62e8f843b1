using GpuConcord.Host.Words;
using Xunit;

namespace GpuConcord.Tests.Host.Words;

public sealed class OwnAboveOneTests
{
    [Theory]
    [InlineData(1.119, 0.005, true)]
    [InlineData(1.119, 0.05, false)]
    [InlineData(0.99, 0.001, false)]
    [InlineData(1.2, 0.0, false)]
    [InlineData(1.2, double.NaN, false)]
    public void Is_a_weight_above_one_by_more_than_its_error(double own, double error, bool seen) => Assert.Equal(seen, OwnAboveOne.IsSeen(own, error));
}
