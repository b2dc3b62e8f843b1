using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

/// <summary>Logarithms of long products: against sums of logarithms, over the range of a double and past its ends.</summary>
public class LogProductTests
{
    [Theory]
    [InlineData(1, 1.0, 1.0)]
    [InlineData(1000, 0.1, 10.0)]
    [InlineData(1000, 1e200, 1e300)]
    [InlineData(1000, 1e-300, 1e-200)]
    [InlineData(50_000, 1e-300, 1e300)]
    public void It_is_the_sum_of_the_logarithms(int factors, double low, double high)
    {
        System.Random random = new(factors);
        LogProduct<ScalarLane> product = LogProduct<ScalarLane>.One;
        double sum = 0.0, size = 0.0;
        for (int k = 0; k < factors; k++)
        {
            double factor = Math.Exp(Math.Log(low) + (random.NextDouble() * (Math.Log(high) - Math.Log(low))));
            product = product.Times(ScalarLane.Of(factor));
            sum += Math.Log(factor);
            size += Math.Abs(Math.Log(factor));
        }

        Assert.Equal(sum, product.Log().Value, 1e-13 + (1e-14 * size));
    }

    [Fact]
    public void Nothing_counts_as_very_little()
    {
        double log = LogProduct<ScalarLane>.One.Times(ScalarLane.Of(0.0)).Times(ScalarLane.Of(1.0)).Log().Value;
        Assert.Equal(-1023 * Math.Log(2.0), log, 1e-9);
    }
}
