using GpuConcord.Host.Photometry.Hardness;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Hardness;

/// <summary>Gauss's continued fraction against a closed form and the power series.</summary>
public sealed class HypergeometricOfOneTests
{
    [Theory]
    [InlineData(1e-3)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(0.999999)]
    public void ItIsALogarithmForOneAndTwo(double z) =>
        Assert.Equal(1.0, HypergeometricOfOne.Value(1.0, 2.0, z) * z / -MathNet.Numerics.SpecialFunctions.Log1p(-z), 1e-11);

    [Theory]
    [InlineData(4.0, 7.0, 0.3)]
    [InlineData(4.0, 7.0, 0.9)]
    [InlineData(10_001.0, 11_003.0, 0.6)]
    [InlineData(2.0, 5000.0, 0.95)]
    public void ItIsTheSumOfItsSeries(double b, double c, double z)
    {
        double sum = 0.0, term = 1.0;
        for (int i = 0; i < 2000; i++)
        {
            sum += term;
            term *= (b + i) / (c + i) * z;
        }
        Assert.Equal(1.0, HypergeometricOfOne.Value(b, c, z) / sum, 1e-12);
    }

    [Fact]
    public void ItIsOneAtZero() => Assert.Equal(1.0, HypergeometricOfOne.Value(3.0, 5.0, 0.0));
}
