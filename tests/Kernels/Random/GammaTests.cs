using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

public class GammaTests
{
    public static TheoryData<string> Shapes => [.. DistributionReference.All("gamma").Select(law => law.Parameters[0])];

    public static TheoryData<string> InverseShapes => [.. DistributionReference.All("inverse_gamma").Select(law => law.Parameters[0])];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gamma_has_its_moments_and_its_distribution(string shape)
    {
        DistributionReference law = DistributionReference.Find("gamma", shape);
        using Device device = Device.OpenSimd();
        Assert.Empty(DistributionCheck.Faults(new Block().Take<Draws.OfGamma>(device, law.Parameter(0)), law));
    }

    [Theory]
    [MemberData(nameof(InverseShapes))]
    public void Inverse_gamma_has_its_moments_and_its_distribution(string shape)
    {
        DistributionReference law = DistributionReference.Find("inverse_gamma", shape);
        using Device device = Device.OpenSimd();
        Assert.Empty(DistributionCheck.Faults(new Block().Take<Draws.OfInverseGamma>(device, law.Parameter(0), law.Parameter(1)), law));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_off_by_two_per_cent_is_noticed(string shape)
    {
        DistributionReference law = DistributionReference.Find("gamma", shape);
        using Device device = Device.OpenSimd();
        Assert.NotEmpty(DistributionCheck.Faults(new Block().Take<Draws.OfGamma>(device, 1.02 * law.Parameter(0)), law));
    }

    /// <summary>What is no shape must not keep a lane, and with it the program, for ever; its neighbours' draws are as they were.</summary>
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.0)]
    [InlineData(-1.5)]
    public void What_is_no_shape_ends(double shape)
    {
        using Device device = Device.OpenSimd();
        Block block = new() { Chains = 64, Iterations = 8 };
        double[] alone = block.Take<Draws.OfGamma>(device, 1.5);
        double[] mixed = block.Take<Draws.OfGamma>(device, chain => (chain % 2 == 0 ? 1.5 : shape, 0.0, 0.0));
        for (int i = 0; i < alone.Length; i++)
        {
            Assert.Equal(i % 2 == 0 ? alone[i] : shape, mixed[i]);
        }
    }

    [Fact]
    public void Neighbouring_lanes_may_have_shapes_on_either_side_of_one()
    {
        using Device device = Device.OpenSimd();
        Block block = new() { Chains = 64, Iterations = 512 };
        double[] alone = block.Take<Draws.OfGamma>(device, 1.5);
        double[] mixed = block.Take<Draws.OfGamma>(device, chain => (chain % 2 == 0 ? 1.5 : 0.1, 0.0, 0.0));
        for (int i = 0; i < alone.Length; i += 2)
        {
            Assert.Equal(alone[i], mixed[i]);
        }
    }
}
