using GpuConcord.Host.Devices;
using MathNet.Numerics;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

public class BinomialTests
{
    // Of some 50 comparisons by chance one in 20,000 runs of other seeds would fail.
    private const double LeastChance = 1e-6;
    private const int Bins = 64;

    /// <summary>Both branches, both sides of their border n·min(p, 1 − p) = 10, and of p = ½.</summary>
    public static TheoryData<double, double> Laws => new()
    {
        { 1, 0.4 }, { 1, 1e-3 }, { 1, 0.9 }, { 2, 0.3 }, { 5, 0.2 }, { 5, 0.8 }, { 6, 0.8 }, { 20, 0.02 }, { 20, 0.4 }, { 20, 0.499 }, { 20, 0.5 }, { 20, 0.501 },
        { 21, 0.49 }, { 50, 0.1 }, { 50, 0.21 }, { 50, 0.7 }, { 1000, 0.001 }, { 1000, 0.0099 }, { 1000, 0.0101 }, { 1000, 0.5 }, { 1000, 0.95 }, { 1000, 0.9905 },
        { 1e6, 1e-6 }, { 1e6, 9.9e-6 }, { 1e6, 1.01e-5 }, { 1e6, 0.3 }, { 1e6, 0.999 }, { 1e6, 0.999995 },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Has_its_moments_and_its_distribution(double n, double p)
    {
        double[] draws = Take(n, p);
        Assert.All(draws, k => Assert.True(k >= 0.0 && k <= n && k == Math.Floor(k), $"{k:R} successes"));
        double variance = n * p * (1.0 - p);
        Assert.Empty(DistributionCheck.MomentFaults("k", draws, new ExactMoments(n * p, variance, 3.0 + ((1.0 - (6.0 * p * (1.0 - p))) / variance))));
        Assert.InRange(Chance(draws, n, p), LeastChance, 1.0);
    }

    /// <summary>The check above must catch a probability that is one per cent off.</summary>
    [Theory]
    [InlineData(20, 0.4)]
    [InlineData(50, 0.7)]
    [InlineData(1000, 0.0099)]
    [InlineData(1000, 0.5)]
    [InlineData(1e6, 9.9e-6)]
    [InlineData(1e6, 0.3)]
    public void A_probability_off_by_one_per_cent_is_noticed(double n, double p) =>
        Assert.True(Chance(Take(n, 1.01 * p), n, p) < LeastChance);

    [Theory]
    [InlineData(0, 0.0, 0)]
    [InlineData(0, 0.3, 0)]
    [InlineData(0, 1.0, 0)]
    [InlineData(5, 0.0, 0)]
    [InlineData(5, 1.0, 5)]
    [InlineData(1e6, 0.0, 0)]
    [InlineData(1e6, 1.0, 1e6)]
    [InlineData(1e6, 1e-300, 0)]
    [InlineData(1e6, double.Epsilon, 0)]
    [InlineData(1e6, 1.0 - 1.2e-16, 1e6)]
    public void Certainty_and_what_is_next_to_it(double n, double p, double expected) =>
        Assert.All(Take(n, p), k => Assert.Equal(expected, k));

    [Fact]
    public void Neighbouring_lanes_may_take_different_branches()
    {
        using Device device = Device.OpenSimd();
        Block block = new() { Chains = 64, Iterations = 512 };
        double[] few = block.Take<Draws.OfBinomial>(device, 20.0, 0.1);
        double[] many = block.Take<Draws.OfBinomial>(device, 3000.0, 0.4);
        double[] mixed = block.Take<Draws.OfBinomial>(device, chain => chain % 2 == 0 ? (20.0, 0.1, 0.0) : (3000.0, 0.4, 0.0));
        for (int i = 0; i < mixed.Length; i++)
        {
            Assert.Equal(i % 2 == 0 ? few[i] : many[i], mixed[i]);
        }
    }

    /// <summary>Values of ln Γ(x) − (x − ½)·ln x + x − ½ ln 2π by 40-digit arithmetic (mpmath).</summary>
    [Theory]
    [InlineData(1, 0.081061466795327258)]
    [InlineData(2, 0.041340695955409294)]
    [InlineData(3, 0.027677925684998339)]
    [InlineData(4, 0.020790672103765093)]
    [InlineData(6, 0.013876128823070748)]
    [InlineData(8, 0.010411265261972096)]
    [InlineData(11, 0.0075736754879518408)]
    [InlineData(16, 0.0052076559196096404)]
    [InlineData(30, 0.0027776749297526936)]
    [InlineData(100, 0.00083333055563491468)]
    [InlineData(1000, 8.3333330555556349e-5)]
    [InlineData(1000001, 8.3333250000080555e-8)]
    public void The_rest_of_Stirling_s_formula_is_exact_to_13_digits(double x, double expected)
    {
        using Device device = Device.OpenSimd(1);
        double found = new Block() { Chains = 32, Iterations = 1 }.Take<Draws.StirlingRest>(device, x)[0];
        Assert.InRange(found - expected, -1e-13, 1e-13);
    }

    private static double[] Take(double n, double p)
    {
        using Device device = Device.OpenSimd();
        return new Block().Take<Draws.OfBinomial>(device, n, p);
    }

    /// <summary>The chance of a χ² as large as that of the draws over at most 64 ranges of equal chance, each with 20 draws expected or more.</summary>
    private static double Chance(double[] draws, double n, double p)
    {
        Dictionary<double, int> counts = draws.GroupBy(k => k).ToDictionary(group => group.Key, group => group.Count());
        double least = Math.Max(20.0, draws.Length / (double)Bins);
        double reach = (40.0 * Math.Sqrt(n * p * (1.0 - p))) + 40.0;
        double expected = 0.0;
        double found = 0.0;
        double expectedLeft = draws.Length;
        double foundLeft = draws.Length;
        double squares = 0.0;
        int bins = 0;
        for (double k = Math.Max(0.0, Math.Floor((n * p) - reach)); k <= Math.Min(n, (n * p) + reach); k++)
        {
            expected += draws.Length * Math.Exp(LogChance(n, p, k));
            found += counts.GetValueOrDefault(k);
            if (expected >= least && expectedLeft - expected >= least)
            {
                squares += (found - expected) * (found - expected) / expected;
                (expectedLeft, foundLeft, expected, found) = (expectedLeft - expected, foundLeft - found, 0.0, 0.0);
                bins++;
            }
        }

        squares += (foundLeft - expectedLeft) * (foundLeft - expectedLeft) / expectedLeft;
        return bins == 0 ? 1.0 : SpecialFunctions.GammaUpperRegularized(0.5 * bins, 0.5 * squares);
    }

    private static double LogChance(double n, double p, double k) =>
        SpecialFunctions.GammaLn(n + 1.0) - SpecialFunctions.GammaLn(k + 1.0) - SpecialFunctions.GammaLn(n - k + 1.0)
            + (k * Math.Log(p)) + ((n - k) * SpecialFunctions.Log1p(-p));
}
