using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>A draw is a function of (seed, problem, chain, iteration) alone: neither width, nor cores, nor company may change a bit.</summary>
public sealed class ReproducibilityTests
{
    private static readonly FitOptions Options = new() { Chains = 64, WarmUp = 6, Draws = 12, Thin = 2 };

    public static TheoryData<Sampler> Samplers => [Sampler.Exact, Sampler.Collapsed, Sampler.BlockGibbs, Sampler.Gibbs];

    [Theory]
    [MemberData(nameof(Samplers))]
    public void Lane_width_and_cores_do_not_change_a_bit(Sampler sampler)
    {
        double[][] expected = Draw(Options with { Sampler = sampler }, Device.WidestLanes, 1);
        foreach (int width in ((int[])[1, 4, 8]).Where(width => width <= Device.WidestLanes))
        {
            Same(expected, Draw(Options with { Sampler = sampler }, width, 2), $"{sampler}, {width} lanes, 2 cores");
        }
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void A_chain_does_not_depend_on_its_company(Sampler sampler)
    {
        FitOptions options = Options with { Sampler = sampler };
        double[][] expected = Draw(options, null, 2);
        foreach (int chains in (int[])[128, 40])
        {
            double[][] found = Draw(options with { Chains = chains }, null, 2);
            int shared = Math.Min(chains, options.Chains) * options.Draws;
            Same([.. expected.Select(values => values[..shared])], [.. found.Select(values => values[..shared])], $"{sampler}, {chains} chains");
        }
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void Seed_and_problem_number_change_every_draw(Sampler sampler)
    {
        FitOptions options = Options with { Sampler = sampler };
        double[] first = Draw(options, null, 2)[0];
        Assert.Empty(first.Intersect(Draw(options with { Seed = 1 }, null, 2)[0]));
        Assert.Empty(first.Intersect(Draw(options with { Problem = 1 }, null, 2)[0]));
    }

    private static double[][] Draw(FitOptions options, int? width, int cores)
    {
        using Device device = Device.OpenSimd(width, cores);
        return Draw(options, device);
    }

    private static double[][] Draw(FitOptions options, Device device)
    {
        SamplingCase islands = SamplingCase.Islands();
        if (options.Sampler is Sampler.Exact)
        {
            double[] variance = [.. islands.Observations.Y.Select((_, o) => 0.1 + (0.01 * (o % 7)))];
            KnownVariancePosterior posterior = KnownVariancePosterior.Of(islands.Observations, AreaPrior.Independent(islands.Priors), variance);
            return ExactSampling.Run(posterior, options, device, null, CancellationToken.None).LogArea;
        }

        PosteriorDraws draws = islands.Run(options, device);
        return [.. draws.LogArea, .. draws.Variance];
    }

    private static void Same(double[][] expected, double[][] found, string what)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            for (int d = 0; d < expected[k].Length; d++)
            {
                Assert.True(
                    BitConverter.DoubleToInt64Bits(expected[k][d]) == BitConverter.DoubleToInt64Bits(found[k][d]),
                    $"{what}: number {d} of parameter {k} is {found[k][d]:R}, expected {expected[k][d]:R}");
            }
        }
    }
}
