using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Tests.Host.Sampling;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>∂E[B]/∂b is the derivative that it says it is, of every model, where prior and data conflict: there B and its scatter vary together.</summary>
public sealed class OwnInfluenceTests
{
    public static TheoryData<string> Models => ["fitted", "both", "log-t", "known"];

    /// <summary>
    /// The last instrument lies three τ off. Its prior mean is moved by ±h and every mean of B followed, with the same seed; the fits' Monte Carlo
    /// errors, taken as independent, say how well the difference is known.
    /// </summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void It_is_the_finite_difference_of_the_means(string key)
    {
        const double h = 0.02;
        double?[][] y = ReferenceTables.Simulate(seed: 6, instruments: 4, sources: 5, sigma: 0.04);
        y[3] = [.. y[3].Select(value => value - 0.3)];
        Observations data = ReferenceTables.Of(y, [.. y.Select(row => row.Select(_ => (double?)0.0004).ToArray())]);
        Priors priors = Priors.Uniform(4, 0.1, 2, 0.001);
        Fit at = Run(key, data, priors);
        (Fit below, Fit above) = (Run(key, data, priors with { LogArea = [0, 0, 0, -h] }), Run(key, data, priors with { LogArea = [0, 0, 0, h] }));
        for (int i = 0; i < 4; i++)
        {
            double difference = (above.Areas[i].Mean - below.Areas[i].Mean) / (2 * h);
            double error = Math.Sqrt(Math.Pow(above.Areas[i].McseMean, 2) + Math.Pow(below.Areas[i].McseMean, 2)) / (2 * h);
            double own = key is "known" ? 0 : at.PriorInfluenceError![i, 3];
            double allowed = 5 * Math.Sqrt((error * error) + (own * own));
            Assert.True(Math.Abs(at.PriorInfluence[i, 3] - difference) <= allowed, $"{key}, B{i}: {at.PriorInfluence[i, 3]}, expected {difference} ± {allowed / 5}");
            Assert.True(own < 0.02, $"error {own}");
            Assert.Equal(1.0, Enumerable.Range(0, 4).Sum(k => at.PriorInfluence[i, k]), 1e-9);
        }

        Assert.True(key is not "known" || at.PriorInfluenceError!.Cast<double>().All(error => error == 0));
    }

    /// <summary>Thirteen instruments, two lines, one instrument 15 % off: its weight is 1.119 and not the .358 that an average at given variances has.</summary>
    [Fact]
    public void An_instrument_that_its_prior_contradicts_weighs_more_than_one()
    {
        SamplingCase conflict = SamplingCase.Of("e0102_shape");
        Fit fit = Run("fitted", conflict.Observations, conflict.Priors);
        Assert.Equal(1.119, fit.PriorInfluence[12, 12], 0.02);
        Assert.InRange(fit.OwnInfluenceError(12), 0.0005, 0.01);
        string warning = Assert.Single(fit.Warnings, text => text.Contains("own prior", StringComparison.Ordinal));
        Assert.StartsWith("The weight of the own prior (own) is above 100 % for inst13 (112 %). ", warning, StringComparison.Ordinal);
        Assert.Contains("prior and data conflict", warning, StringComparison.Ordinal);

        // An instrument that nothing contradicts weighs what it did.
        Assert.InRange(fit.PriorInfluence[0, 0], 0.1, 0.25);
        double h = 0.01;
        double[] moved = new double[13];
        moved[12] = h;
        Fit above = Run("fitted", conflict.Observations, conflict.Priors with { LogArea = moved });
        moved[12] = -h;
        Fit below = Run("fitted", conflict.Observations, conflict.Priors with { LogArea = [.. moved] });
        double error = Math.Sqrt(Math.Pow(above.Areas[12].McseMean, 2) + Math.Pow(below.Areas[12].McseMean, 2)) / (2 * h);
        Assert.Equal((above.Areas[12].Mean - below.Areas[12].Mean) / (2 * h), fit.PriorInfluence[12, 12], (5 * error) + 0.02);
    }

    /// <summary>A hundred seeds: weights scatter by what their errors say, from the variances alone where data are complete, else from B.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void Its_error_is_the_scatter_between_seeds(double missing)
    {
        Observations data = ReferenceTables.Of(ReferenceTables.Simulate(seed: 9, instruments: 4, sources: 12, sigma: 0.1, missing: missing));
        SweepProblem problem = new() { Data = "test", Observations = data, Priors = Priors.Uniform(4, 0.05, 1.5, 0.01), Label = "" };
        using Device device = Device.OpenSimd();
        SweepPosterior[] found =
        [
            .. Enumerable.Range(1, 100).Select(seed =>
                Sweeping.Run([problem], new SweepOptions { Seed = (ulong)seed }, device, null, TestContext.Current.CancellationToken).Posteriors[0]),
        ];
        for (int i = 0; i < 4; i++)
        {
            double mean = found.Average(one => one.PriorInfluence[i, i]);
            double scatter = Math.Sqrt(found.Sum(one => Math.Pow(one.PriorInfluence[i, i] - mean, 2)) / 99);
            double told = Math.Sqrt(found.Average(one => Math.Pow(one.PriorInfluenceError![i, i], 2)));
            Assert.InRange(scatter / told, 0.75, 1.33);
        }
    }

    private static Fit Run(string key, Observations data, Priors priors)
    {
        using Device device = Device.OpenSimd();
        return Fitting.Run(FitParts.Of(key), data, priors, new() { Chains = 128, Estimates = [] }, device, null, TestContext.Current.CancellationToken);
    }
}
