using GpuConcord.Host.Devices;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

/// <summary>
/// A draw is a pure function of (seed, problem, chain, iteration, site, attempt): the same bits whatever computes it, next to
/// whatever else, in whatever order.
/// </summary>
public class SameDrawsTests
{
    private static readonly Block All = new() { Chains = 256, Iterations = 64, Seed = 42, Problem = 3 };

    [Theory]
    [MemberData(nameof(Ways.SameBits), MemberType = typeof(Ways))]
    public void Every_width_and_the_CPU_accelerator_give_the_same_bits(string way)
    {
        using Device device = Ways.Open(way);
        using Device narrow = Device.OpenSimd(1, cores: 1);
        foreach (Taking take in Everything)
        {
            Assert.Equal(take(All, narrow), take(All, device));
        }
    }

    [Fact]
    public void The_number_of_cores_does_not_matter()
    {
        using Device one = Device.OpenSimd(cores: 1);
        using Device two = Device.OpenSimd(cores: 2);
        foreach (Taking take in Everything)
        {
            Assert.Equal(take(All, one), take(All, two));
        }
    }

    [Fact]
    public void A_chain_draws_the_same_alone_and_among_others()
    {
        using Device device = Device.OpenSimd();
        foreach (Taking take in Everything)
        {
            double[] all = take(All, device);
            double[] some = take(All with { FirstChain = 96, Chains = 32 }, device);
            for (int i = 0; i < some.Length; i++)
            {
                Assert.Equal(all[(i / 32 * All.Chains) + 96 + (i % 32)], some[i]);
            }
        }
    }

    [Fact]
    public void An_iteration_draws_the_same_whether_or_not_the_ones_before_it_ran()
    {
        using Device device = Device.OpenSimd();
        foreach (Taking take in Everything)
        {
            double[] all = take(All, device);
            double[] late = take(All with { FirstIteration = 40, Iterations = 24 }, device);
            Assert.Equal(all[(40 * All.Chains)..], late);
        }
    }

    /// <summary>
    /// A GPU compiler chooses where to fuse products into sums, which moves a draw by rounding only; once in a great while
    /// rounding decides whether a proposal is accepted, and then the draw is another one.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ways.Gpus), MemberType = typeof(Ways))]
    public void A_GPU_gives_the_same_numbers_up_to_rounding(string way)
    {
        using Device device = Ways.Open(way);
        using Device narrow = Device.OpenSimd(1);
        foreach (Taking take in Everything)
        {
            double[] expected = take(All, narrow);
            double[] found = take(All, device);
            int other = Enumerable.Range(0, found.Length).Count(i => !(Math.Abs(found[i] - expected[i]) <= 1e-12 * (1.0 + Math.Abs(expected[i]))));
            Assert.InRange(other, 0, 2);
        }
    }

    private delegate double[] Taking(Block block, Device device);

    // Parameters differ from lane to lane, so that lanes of one vector need different numbers of tries.
    private static IEnumerable<Taking> Everything =>
    [
        (block, device) => block.Take<Draws.FirstUniform>(device),
        (block, device) => block.Take<Draws.SecondUniform>(device),
        (block, device) => block.Take<Draws.FirstNormal>(device),
        (block, device) => block.Take<Draws.SecondNormal>(device),
        (block, device) => block.Take<Draws.OfGamma>(device, chain => (Power(chain, 0.05, 1e5), 0.0, 0.0)),
        (block, device) => block.Take<Draws.OfInverseGamma>(device, chain => (Power(chain, 0.5, 1e3), 2.0, 0.0)),
        (block, device) => block.Take<Draws.OfGeneralizedInverseGaussian>(device, chain => (Power(chain, 0.3, 500.0), Power(255 - chain, 1e-6, 1e6), 1.5)),
        (block, device) => block.Take<Draws.OfOrderTwoInverseGaussian>(device, chain => (2.0, 0.25, Power(chain, 1e-3, 1e3))),
        (block, device) => block.Take<Draws.OfBinomial>(device, chain => (Math.Floor(Power(chain, 1.0, 1e6)), chain * 37 % 256 / 255.0, 0.0)),
        (block, device) => block.Take<Draws.OfLogPoissonNormal>(
            device, chain => (Math.Floor(Power(chain, 0.3, 1e9)), Power(chain * 59 % 256, 1e-3, 1e3), Power(chain * 83 % 256, 1e-6, 1e12))),
    ];

    private static double Power(int chain, double low, double high) => low * Math.Pow(high / low, chain / 255.0);
}
