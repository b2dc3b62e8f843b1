using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

/// <summary>Uniforms and normals: their range, their moments, their distribution, and that no two addresses share a number.</summary>
public class StreamTests
{
    private static readonly ExactMoments OfUniform = new(0.5, 1.0 / 12.0, 1.8);
    private static readonly ExactMoments OfNormal = new(0.0, 1.0, 3.0);

    [Theory]
    [InlineData(0x00000000L, 0x00000000L, 1.0 / 9007199254740992.0)]
    [InlineData(0xFFFFFFFFL, 0xFFFFFFFFL, 1.0 - (1.0 / 9007199254740992.0))]
    [InlineData(0x80000000L, 0x00000000L, 0.5 + (1.0 / 9007199254740992.0))]
    [InlineData(0x7FFFFFFFL, 0xFFFFFFFFL, 0.5 - (1.0 / 9007199254740992.0))]
    [InlineData(0x00000000L, 0x00000FFFL, 1.0 / 9007199254740992.0)]
    [InlineData(0x00000000L, 0x00001000L, 3.0 / 9007199254740992.0)]
    public void A_uniform_is_the_middle_of_one_of_two_to_the_52_cells(long high, long low, double expected)
    {
        const long Rubbish = unchecked((long)0xABCDEF0100000000);
        ScalarLane found = Stream<ScalarLane>.Unit(ScalarLane.OfBits(high | Rubbish), ScalarLane.OfBits(low | Rubbish));
        Assert.Equal(expected, found.Value);
    }

    [Fact]
    public void Uniforms_have_their_moments_and_their_distribution()
    {
        CheckUniform(Take<Draws.FirstUniform>());
        CheckUniform(Take<Draws.SecondUniform>());
        CheckUniform(Take<Draws.ProposalUniform>());
        CheckUniform(Take<Draws.FirstUniformOfTwoProposals>());
        CheckUniform(Take<Draws.SecondUniformOfTwoProposals>());
    }

    [Fact]
    public void Normals_have_their_moments_to_the_fourth_order_and_their_distribution()
    {
        CheckNormal(Take<Draws.FirstNormal>());
        CheckNormal(Take<Draws.SecondNormal>());
        CheckNormal(Take<Draws.ProposalNormal>());
        CheckNormal(Take<Draws.FirstOfTwoProposals>());
        CheckNormal(Take<Draws.SecondOfTwoProposals>());
    }

    [Fact]
    public void Numbers_at_neighbouring_addresses_are_uncorrelated()
    {
        Block block = new();
        double[] draws = Take<Draws.FirstNormal>(block);
        CheckUncorrelated(draws, Take<Draws.SecondNormal>(block));
        CheckUncorrelated(draws, Take<Draws.ProposalNormal>(block));
        CheckUncorrelated(draws, Take<Draws.FirstNormal>(block with { Seed = block.Seed + 1 }));
        CheckUncorrelated(draws, Take<Draws.FirstNormal>(block with { Problem = 1 }));
        CheckUncorrelated(draws[..^1], draws[1..]);
        CheckUncorrelated(draws[..^block.Chains], draws[block.Chains..]);
        CheckUncorrelated(Take<Draws.ProposalNormal>(block), Take<Draws.ProposalUniform>(block));
        double[][] two =
        [
            Take<Draws.FirstOfTwoProposals>(block), Take<Draws.SecondOfTwoProposals>(block), Take<Draws.FirstUniformOfTwoProposals>(block),
            Take<Draws.SecondUniformOfTwoProposals>(block),
        ];
        foreach ((int one, int other) in ((int, int)[])[(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)])
        {
            CheckUncorrelated(two[one], two[other]);
            CheckUncorrelated([.. two[one].Select(x => x * x)], [.. two[other].Select(x => x * x)]);
        }

        Assert.Throws<Xunit.Sdk.InRangeException>(() => CheckUncorrelated(draws, draws));
    }

    private static double[] Take<TDraw>(Block? block = null)
        where TDraw : IDraw
    {
        using Device device = Device.OpenSimd();
        return (block ?? new Block()).Take<TDraw>(device);
    }

    private static void CheckUniform(double[] draws)
    {
        Assert.All([draws.Min(), draws.Max()], value => Assert.InRange(value, double.BitIncrement(0.0), double.BitDecrement(1.0)));
        Assert.Empty(DistributionCheck.MomentFaults("u", draws, OfUniform));
        CheckKolmogorovSmirnov(draws, u => u);
    }

    private static void CheckNormal(double[] draws)
    {
        Assert.Empty(DistributionCheck.MomentFaults("z", draws, OfNormal));

        // Var z³ = 15, Var z⁴ = 105 − 9.
        double third = draws.Sum(z => z * z * z) / Math.Sqrt(15.0 * draws.Length);
        double fourth = draws.Sum(z => (z * z * z * z) - 3.0) / Math.Sqrt(96.0 * draws.Length);
        Assert.InRange(third, -DistributionCheck.Errors, DistributionCheck.Errors);
        Assert.InRange(fourth, -DistributionCheck.Errors, DistributionCheck.Errors);
        CheckKolmogorovSmirnov(draws, z => Normal.CDF(0.0, 1.0, z));
    }

    /// <summary>The largest difference of the distribution functions, bounded with false-alarm probability 10⁻⁶ (Massart 1990).</summary>
    private static void CheckKolmogorovSmirnov(double[] draws, Func<double, double> distribution)
    {
        double[] sorted = [.. draws];
        Array.Sort(sorted);
        double largest = 0.0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double exact = distribution(sorted[i]);
            largest = Math.Max(largest, Math.Max(exact - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - exact));
        }

        Assert.InRange(largest, 0.0, Math.Sqrt(Math.Log(2e6) / (2.0 * sorted.Length)));
    }

    private static void CheckUncorrelated(double[] left, double[] right) => Assert.InRange(
        MathNet.Numerics.Statistics.Correlation.Pearson(left, right) * Math.Sqrt(left.Length),
        -DistributionCheck.Errors,
        DistributionCheck.Errors);
}
