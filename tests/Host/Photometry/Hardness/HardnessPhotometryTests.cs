using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Hardness;
using GpuConcord.Tests.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Hardness;

/// <summary>The kernel's hardness ratios against those of the processor, which sums other series; the same bits at every width and in any company.</summary>
public sealed class HardnessPhotometryTests
{
    private static readonly (ApertureParameters[] Soft, ApertureParameters[] Hard) Sources = Made(600);

    [Fact]
    public void RatiosAreThoseOfTheProcessor()
    {
        HardnessSummary[] found = Solve("simd");
        for (int i = 0; i < found.Length; i++)
        {
            HardnessSummary expected = new HardnessPosterior(Sources.Soft[i].Problem(ApertureQuantity.Counts), Sources.Hard[i].Problem(ApertureQuantity.Counts))
                .Summary(Sources.Soft[i].Confidence);
            Near(expected, found[i], 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Ways.Accelerators), MemberType = typeof(Ways))]
    public void AcceleratorsAgreeWithVectorRegisters(string way) => Assert.All(Solve("simd").Zip(Solve(way)), pair => Near(pair.First, pair.Second, 1e-10));

    [Theory]
    [InlineData("simd:4")]
    [InlineData("simd:8")]
    public void EveryWidthGivesTheSameBits(string way) => Assert.Equal(Solve("simd:1"), Solve(way));

    [Fact]
    public void TheCompanyOfASourceDoesNotChangeItsBits()
    {
        HardnessSummary[] together = Solve("simd");
        using Device device = Ways.Open("simd");
        using HardnessPhotometry photometry = new(device);
        HardnessSummary[] alone = new HardnessSummary[1];
        for (int i = 0; i < together.Length; i += 37)
        {
            photometry.Solve(Sources.Soft.AsMemory(i, 1), Sources.Hard.AsMemory(i, 1), ApertureQuantity.Counts, alone, TestContext.Current.CancellationToken);
            Assert.Equal(together[i], alone[0]);
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(48)]
    [InlineData(152)]
    public void RulesAreExactForPolynomials(int nodes)
    {
        // ∫ e^(−u) u^k du = k!
        double[] rule = LaguerreRule.Of(nodes);
        foreach (int power in (int[])[0, 1, 5, Math.Min((2 * nodes) - 1, 165)])
        {
            double sum = 0.0;
            for (int k = 0; k < nodes; k++)
            {
                sum += Math.Exp(Math.Log(rule[(2 * k) + 1]) + (power * Math.Log(rule[2 * k])) - MathNet.Numerics.SpecialFunctions.GammaLn(power + 1.0));
            }

            Assert.Equal(1.0, sum, 3e-12);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(34)]
    [InlineData(180)]
    public void RulesOnTheUnitIntervalAreExactForPolynomials(int nodes)
    {
        // ∫ z^k dz = 1/(k + 1)
        double[] rule = LegendreRule.Of(nodes);
        foreach (int power in (int[])[0, 1, 4, (2 * nodes) - 1])
        {
            double sum = 0.0;
            for (int k = 0; k < nodes; k++)
            {
                sum += rule[(2 * k) + 1] * Math.Pow(rule[2 * k], power);
            }

            Assert.Equal(1.0, sum * (power + 1), 1e-12);
        }
    }

    /// <summary>Few counts and none, with and without leakage, other sensitivities, and now and then too many counts for the kernel.</summary>
    private static (ApertureParameters[] Soft, ApertureParameters[] Hard) Made(int count)
    {
        Random random = new(5);
        ApertureParameters One(int i, double alpha) => new()
        {
            N = Math.Floor((i % 9 == 0 ? 60.0 : 9.0) * random.NextDouble() * random.NextDouble()) + (i % 200 == 7 ? 160.0 : 0.0),
            M = Math.Floor(30.0 * random.NextDouble() * random.NextDouble()),
            SourceArea = 1.0,
            BackgroundArea = Math.Pow(10.0, (2.0 * random.NextDouble()) - 0.5),
            Alpha = alpha,
            Beta = i % 3 == 0 ? 0.0 : 0.2 * alpha * random.NextDouble(),
            Confidence = 0.05 + (0.94 * random.NextDouble()),
        };
        ApertureParameters[] soft = [.. Enumerable.Range(0, count).Select(i => One(i, 0.9))];
        return (soft, [.. Enumerable.Range(0, count).Select(i => One(i + 4, 0.2 + (0.7 * random.NextDouble())) with { Confidence = soft[i].Confidence })]);
    }

    private static HardnessSummary[] Solve(string way)
    {
        using Device device = Ways.Open(way);
        using HardnessPhotometry photometry = new(device);
        HardnessSummary[] found = new HardnessSummary[Sources.Soft.Length];
        photometry.Solve(Sources.Soft, Sources.Hard, ApertureQuantity.Counts, found, TestContext.Current.CancellationToken);
        return found;
    }

    private static void Near(HardnessSummary expected, HardnessSummary found, double tolerance)
    {
        Assert.Equal(expected.Median, found.Median, tolerance);
        Assert.Equal(expected.Mean, found.Mean, tolerance);
        Assert.Equal(expected.Low, found.Low, tolerance);
        Assert.Equal(expected.High, found.High, tolerance);
    }
}
