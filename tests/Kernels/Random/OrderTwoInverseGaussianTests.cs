using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

public class OrderTwoInverseGaussianTests
{
    /// <summary>From the inverse gamma (a = 0) to both sides of a·b = 1, where another sampler takes over.</summary>
    public static TheoryData<string, string> Corners
    {
        get
        {
            TheoryData<string, string> corners = [];
            foreach (DistributionReference law in DistributionReference.All("gig").Where(law => string.Equals(law.Parameters[0], "2", StringComparison.Ordinal)))
            {
                corners.Add(law.Parameters[1], law.Parameters[2]);
            }

            return corners;
        }
    }

    [Theory]
    [MemberData(nameof(Corners))]
    public void Has_its_moments_and_its_distribution(string a, string b)
    {
        DistributionReference law = DistributionReference.Find("gig", "2", a, b);
        using Device device = Device.OpenSimd();
        double[] draws = new Block().Take<Draws.OfOrderTwoInverseGaussian>(device, law.Parameter(0), law.Parameter(1), law.Parameter(2));
        Assert.Empty(DistributionCheck.Faults(draws, law));
    }

    /// <summary>Without the acceptance step the draws are those of an inverse gamma, which the check must notice where ab matters.</summary>
    [Fact]
    public void Draws_of_another_law_are_noticed()
    {
        DistributionReference law = DistributionReference.Find("gig", "2", "0.25", "3.9");
        using Device device = Device.OpenSimd();
        Assert.NotEmpty(DistributionCheck.Faults(new Block().Take<Draws.OfOrderTwoInverseGaussian>(device, 2.0, 0.0, 3.9), law));
    }
}
