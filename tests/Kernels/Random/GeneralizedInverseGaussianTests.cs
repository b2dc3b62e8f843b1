using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

public class GeneralizedInverseGaussianTests
{
    public static TheoryData<string, string, string> Corners
    {
        get
        {
            TheoryData<string, string, string> corners = [];
            foreach (DistributionReference law in DistributionReference.All("gig"))
            {
                corners.Add(law.Parameters[0], law.Parameters[1], law.Parameters[2]);
            }

            return corners;
        }
    }

    [Theory]
    [MemberData(nameof(Corners))]
    public void Has_its_moments_and_its_distribution(string k, string a, string b)
    {
        DistributionReference law = DistributionReference.Find("gig", k, a, b);
        Assert.Empty(DistributionCheck.Faults(Take<Draws.OfGeneralizedInverseGaussian>(law), law));
    }

    /// <summary>The check above must catch the mistake it is there for, by moments and by quantiles, wherever a·b matters.</summary>
    [Theory]
    [InlineData("0.5", "3", "0.5")]
    [InlineData("1", "1e3", "10")]
    [InlineData("1", "1", "1e12")]
    [InlineData("1e5", "1e12", "1")]
    [InlineData("0.01", "0.5", "0.5")]
    public void An_inverse_gamma_in_its_place_is_noticed(string k, string a, string b)
    {
        DistributionReference law = DistributionReference.Find("gig", k, a, b);
        IReadOnlyList<string> faults = DistributionCheck.Faults(Take<Draws.InverseGammaForGeneralizedInverseGaussian>(law), law);
        Assert.Contains(faults, fault => fault.StartsWith("mean of", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("P(x below", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_half_variance_it_is_the_inverse_gamma()
    {
        DistributionReference law = DistributionReference.Find("gig", "0.5", "0", "2");
        Assert.Empty(DistributionCheck.Faults(Take<Draws.InverseGammaForGeneralizedInverseGaussian>(law), law));
    }

    private static double[] Take<TDraw>(DistributionReference law)
        where TDraw : IDraw
    {
        using Device device = Device.OpenSimd();
        return new Block().Take<TDraw>(device, law.Parameter(0), law.Parameter(1), law.Parameter(2));
    }
}
