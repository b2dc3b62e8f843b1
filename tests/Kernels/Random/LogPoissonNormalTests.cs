using GpuConcord.Host.Devices;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

public class LogPoissonNormalTests
{
    private const double LeastAcceptance = 0.65;

    /// <summary>k, h, w: no counts, few, many; priors that say nothing, all, and as much as the counts.</summary>
    public static TheoryData<double, double, double> Laws => new()
    {
        { 0, 1e-30, 1.0 }, { 0, 1e30, 1.0 }, { 0, 1e-5, 20.0 }, { 0, 1e3, 0.01 }, { 0, 1.0, 1e-6 }, { 0, 1e-30, 1e-6 }, { 0, 0.5, 1e12 }, { 0, 2.0, 0.1 },
        { 1, 1.0, 0.1 }, { 2, 1.0, 1e-6 }, { 3, 0.5, 300.0 }, { 5, 1.0, 330.0 }, { 5, 1.0, 20.0 }, { 5, 1.0, 5.0 }, { 7, 1e-3, 0.05 }, { 20, 1.0, 1.0 },
        { 20, 1e-30, 1.0 }, { 20, 1e30, 1e3 }, { 30, 1.0, 1.6 }, { 3000, 1.0, 400.0 }, { 1e4, 1.0, 20.0 }, { 1e4, 1e4, 1e4 }, { 1e6, 1e-3, 1e3 }, { 1e6, 2.0, 0.01 },
        { 1e9, 1.0, 1e-6 }, { 1e9, 5e8, 1e9 }, { 1e9, 1.0, 1e12 },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Has_its_moments_and_its_distribution(double k, double h, double w) =>
        Assert.Empty(Faults<Draws.OfLogPoissonNormal>(k, h, w));

    /// <summary>The check above must catch a proposal that nobody weighed, wherever a tenth or more of them are rejected: normal and gamma.</summary>
    [Theory]
    [InlineData(5, 1.0, 20.0)]
    [InlineData(5, 1.0, 5.0)]
    [InlineData(0, 1e3, 0.01)]
    [InlineData(30, 1.0, 1.6)]
    [InlineData(1e4, 1e4, 1e4)]
    [InlineData(15, 1.0, 0.5)]
    [InlineData(0, 1.0, 1e-6)]
    public void Without_its_acceptance_it_is_noticed(double k, double h, double w)
    {
        IReadOnlyList<string> faults = Faults<Draws.ProposedLogPoissonNormal>(k, h, w);
        Assert.Contains(faults, fault => fault.StartsWith("variance of", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("P(x below", StringComparison.Ordinal));
    }

    /// <summary>
    /// Of a normal fitted to the counts, one try in 10⁵ falls below −a and is drawn again from an exponential: here the tries start so low that a tenth do. What is
    /// accepted has the law of x below the point they start from; the step at −a would show were the exponential's weight or its acceptance wrong.
    /// </summary>
    [Theory]
    [InlineData(15, 1.0, 0.5)]
    [InlineData(20, 1.0, 1.0)]
    [InlineData(30, 1.0, 20.0)]
    [InlineData(1e4, 1.0, 1e3)]
    [InlineData(5, 1.0, 40.0)]
    public void Its_low_tail_has_its_distribution(double k, double h, double w)
    {
        double edge = Edge<Draws.EdgeOfLogPoissonNormal>(k, h, w);
        Assert.Empty(Faults<Draws.TailOfLogPoissonNormal>(k, h, w, edge));
        if (w < 10)
        {
            Assert.NotEmpty(Faults<Draws.UnweighedTailOfLogPoissonNormal>(k, h, w, edge));
        }
    }

    /// <summary>From h·eˣ far below w at the mode to far above, at every precision of the prior.</summary>
    [Fact]
    public void Two_tries_in_three_are_accepted_at_the_least()
    {
        double[] precisions = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.03, 0.099, 0.101, 0.3, 1.0, 3.0, 10.0, 1e3, 1e6, 1e9, 1e12];
        double[] logRatios =
            [-500, -470, -458, -440, -200, -140, -120, -60, -38, -35, -20, -10, -5, -2, -1.2, -0.9, -0.6, -0.3, -0.01, 0.01, 0.3, 1, 4, 8];
        Block block = new() { Chains = precisions.Length * logRatios.Length, Iterations = 16384 };
        using Device device = Device.OpenSimd();
        double[] accepted = block.Take<Draws.AcceptedLogPoissonNormal>(
            device,
            chain =>
            {
                // With k = λ the mode is at the mean of the prior.
                double w = precisions[chain / logRatios.Length];
                double lambda = w * Math.Exp(logRatios[chain % logRatios.Length]);
                return (lambda, lambda * Math.Exp(-Draws.OfLogPoissonNormal.Eta), w);
            });
        for (int chain = 0; chain < block.Chains; chain++)
        {
            double share = 0.0;
            for (int i = 0; i < block.Iterations; i++)
            {
                share += accepted[(i * block.Chains) + chain] / block.Iterations;
            }

            Assert.True(share >= LeastAcceptance, $"{share:R} at w = {precisions[chain / logRatios.Length]:R}, ln λ/w = {logRatios[chain % logRatios.Length]:R}");
        }
    }

    [Theory]
    [InlineData(-1e6)]
    [InlineData(-700.0)]
    [InlineData(-30.0)]
    [InlineData(-3.0)]
    [InlineData(-2.9)]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(6.0)]
    [InlineData(6.1)]
    [InlineData(1e3)]
    [InlineData(1e15)]
    public void Omega_and_its_logarithm_sum_to_the_level(double level)
    {
        using Device device = Device.OpenSimd(1);
        Block block = new() { Chains = 32, Iterations = 1 };
        double omega = block.Take<Draws.Omega>(device, level)[0];
        double log = block.Take<Draws.LogOmega>(device, level)[0];
        Assert.InRange(omega + log - level, -1e-11 * (1.0 + omega), 1e-11 * (1.0 + omega));
        Assert.InRange(Math.Exp(log) - omega, -1e-14 * omega, (1e-14 * omega) + 1e-299);
    }

    [Fact]
    public void Neighbouring_lanes_may_take_different_proposals()
    {
        using Device device = Device.OpenSimd();
        Block block = new() { Chains = 64, Iterations = 512 };
        double[] normal = block.Take<Draws.OfLogPoissonNormal>(device, 5.0, 1.0, 50.0);
        double[] gamma = block.Take<Draws.OfLogPoissonNormal>(device, 500.0, 10.0, 30.0);
        double[] mixed = block.Take<Draws.OfLogPoissonNormal>(device, chain => chain % 2 == 0 ? (5.0, 1.0, 50.0) : (500.0, 10.0, 30.0));
        for (int i = 0; i < mixed.Length; i++)
        {
            Assert.Equal(i % 2 == 0 ? normal[i] : gamma[i], mixed[i]);
        }
    }

    [Fact]
    public void What_is_no_number_ends_and_says_so()
    {
        using Device device = Device.OpenSimd();
        Assert.All(new Block() { Chains = 32, Iterations = 1 }.Take<Draws.OfLogPoissonNormal>(device, double.NaN, 1.0, 1.0), x => Assert.Equal(double.NaN, x));
    }

    /// <summary>What is wrong with draws of x − mode, by its moments and quantiles from the trapezoidal rule.</summary>
    private static IReadOnlyList<string> Faults<TDraw>(double k, double h, double w, double below = double.PositiveInfinity)
        where TDraw : IDraw
    {
        using Device device = Device.OpenSimd();
        double mode = Mode(k, h, w);
        double lambda = h * Math.Exp(mode);
        double[] draws = [.. new Block().Take<TDraw>(device, k, h, w).Where(x => x > double.NegativeInfinity).Select(x => x - mode)];

        // Relative to the mode the log density is −λ·(eᵈ − 1 − d) − w·d²/2, and the slope of what is left of it, which is rounding.
        double slope = k - lambda - (w * (mode - Draws.OfLogPoissonNormal.Eta));
        double LogDensity(double d) => (slope * d) - (lambda * Bend(d)) - (0.5 * w * d * d);
        double low = Edge(LogDensity, -1.0 / Math.Sqrt(lambda + w));
        double high = Math.Min(Edge(LogDensity, 1.0 / Math.Sqrt(lambda + w)), below - mode);
        const int Points = 40001;
        double step = (high - low) / (Points - 1);
        double[] density = [.. Enumerable.Range(0, Points).Select(i => Math.Exp(LogDensity(low + (i * step))))];
        double total = density.Sum();
        double Moment(Func<double, double> of) => Enumerable.Range(0, Points).Sum(i => of(low + (i * step)) * density[i]) / total;
        double mean = Moment(d => d);
        double variance = Moment(d => (d - mean) * (d - mean));
        double kurtosis = Moment(d => Math.Pow(d - mean, 4)) / (variance * variance);

        double[] probabilities = [1e-4, 1e-3, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999];
        double[] quantiles = new double[probabilities.Length];
        double passed = 0.0;
        for (int i = 1, j = 0; i < Points && j < probabilities.Length; i++)
        {
            double share = 0.5 * (density[i - 1] + density[i]) / total;
            for (; j < probabilities.Length && passed + share >= probabilities[j]; j++)
            {
                quantiles[j] = low + (step * (i - 1 + ((probabilities[j] - passed) / share)));
            }

            passed += share;
        }

        // CurveFaults takes what lies below −744 for the logarithm of nothing: in units of the standard deviation nothing does.
        double unit = Math.Sqrt(variance);
        return
        [
            .. DistributionCheck.MomentFaults("x", draws, new ExactMoments(mean, variance, kurtosis)),
            .. DistributionCheck.CurveFaults(Array.ConvertAll(draws, d => d / unit), probabilities, Array.ConvertAll(quantiles, d => d / unit)),
        ];
    }

    private static double Edge<TDraw>(double k, double h, double w)
        where TDraw : IDraw
    {
        using Device device = Device.OpenSimd(1);
        return new Block() { Chains = 32, Iterations = 1 }.Take<TDraw>(device, k, h, w)[0];
    }

    // h·eˣ + w·x rises: bisection.
    private static double Mode(double k, double h, double w)
    {
        double low = -1e7;
        double high = 1e10;
        for (int i = 0; i < 200; i++)
        {
            double middle = 0.5 * (low + high);
            bool above = (h * Math.Exp(middle)) + (w * (middle - Draws.OfLogPoissonNormal.Eta)) > k;
            (low, high) = above ? (low, middle) : (middle, high);
        }

        return low;
    }

    private static double Edge(Func<double, double> logDensity, double step)
    {
        double at = step;
        while (logDensity(at) > -45.0)
        {
            at *= 1.05;
        }

        return at;
    }

    private static double Bend(double d) =>
        Math.Abs(d) < 1e-2 ? d * d * (0.5 + (d * ((1.0 / 6.0) + (d * ((1.0 / 24.0) + (d * ((1.0 / 120.0) + (d / 720.0)))))))) : Math.Exp(d) - 1.0 - d;
}
