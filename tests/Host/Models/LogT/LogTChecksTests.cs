using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Statistics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>Leave-one-out and residuals of log-t fits.</summary>
public sealed class LogTChecksTests
{
    private const int Chains = 64;
    private static readonly Priors Prior = Priors.Uniform(3, 0.1, 3, 0.05);

    /// <summary>
    /// Every observation is left out in turn and the rest fitted anew; what that fit predicts for it must be what importance sampling said,
    /// within Monte Carlo errors: of the refit from its chains, of the sampling from fits under other seeds.
    /// </summary>
    [Fact]
    public void Leave_one_out_agrees_with_leaving_out()
    {
        Observations data = Simulate(4, sources: 5, nu: 3);
        double[] y = [.. data.Y];
        y[4] += 0.9;
        data = data with { Y = y };
        ModelChecks[] checks = [.. Enumerable.Range(1, 6).Select(seed => FitParts.Checks(Fit(data, 30, 3, seed), cancellation: TestContext.Current.CancellationToken))];
        double difference = 0, variance = 0;
        for (int k = 0; k < checks[0].Judged.Length; k++)
        {
            double[] found = [.. checks.Select(check => check.LeaveOneOut.LogDensity[k])];
            (double expected, double error) = LeftOut(data, checks[0].Judged[k], checks[0].Source[k]);
            double own = (Moments.Variance(found, found.Average()) / found.Length) + (error * error);
            difference += found.Average() - expected;
            variance += own;

            // Five degrees of freedom of the error from six seeds: t, not normal.
            Assert.InRange((found.Average() - expected) / Math.Sqrt(own), -7.0, 7.0);
            Assert.All(checks, check => Assert.InRange(check.LeaveOneOut.ParetoK[k], double.NegativeInfinity, 0.7));
        }

        Assert.InRange(difference / Math.Sqrt(variance), -4.5, 4.5);
        Assert.True(Math.Sqrt(variance) < 0.3, $"a Monte Carlo error of {Math.Sqrt(variance)} tells nothing");
    }

    /// <summary>Truths from the prior: the score of an error under a draw from the posterior is then a standard normal, whatever the data.</summary>
    [Fact]
    public void Residuals_of_a_sound_model_are_standard_normal()
    {
        const int DataSets = 60;
        double[] share = new double[DataSets], scatter = new double[DataSets], extreme = new double[DataSets];
        for (int seed = 0; seed < DataSets; seed++)
        {
            InstrumentCheck check = FitParts.Checks(
                Fit(Simulate(seed, sources: 8, nu: 3), 2, 3, seed, sigma: 0.3), cancellation: TestContext.Current.CancellationToken).Residuals.Together;
            share[seed] = check.Beyond2 / check.Count;
            scatter[seed] = check.ScatterPValue;
            extreme[seed] = check.ExtremePValue;
        }

        Expect(2 * Normal.CDF(0, 1, -2), share);
        Expect(0.5, scatter);
        Expect(0.5, extreme);
    }

    /// <summary>Tails as heavy as ν = 1.5, fitted as nearly normal ones of the same core: outliers stand out, and leave-one-out prefers the truth.</summary>
    [Fact]
    public void Tails_that_are_too_light_are_found()
    {
        Observations data = Simulate(11, sources: 40, nu: 1.5);
        ModelChecks heavy = FitParts.Checks(Fit(data, 20, 1.5, 1), cancellation: TestContext.Current.CancellationToken);
        ModelChecks light = FitParts.Checks(Fit(data, 20, 40, 1), cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(light.Residuals.Together.ExtremePValue, 0, 0.01);
        Assert.InRange(heavy.Residuals.Together.ExtremePValue, 0.02, 1);
        ElpdDifference difference = ElpdDifference.Of(heavy.LeaveOneOut.LogDensity, light.LeaveOneOut.LogDensity);
        Assert.True(difference is { IsClear: true, Value: > 0 }, $"{difference}");
    }

    /// <summary>Against the log-Normal model on the same data: with very many degrees of freedom and σ² = νv the two are one.</summary>
    [Fact]
    public void Many_degrees_of_freedom_make_the_log_normal_checks()
    {
        const double Nu = 1e5, Variance = 0.04;
        Observations data = Simulate(2, sources: 12, nu: Nu) with { Variance = [.. Enumerable.Repeat(Variance, 36)] };
        ModelChecks t = FitParts.Checks(Fit(data, 60, Nu, 1, Math.Sqrt(Nu * Variance)), cancellation: TestContext.Current.CancellationToken);
        using Device device = Device.OpenSimd(cores: 1);
        Fit known = FitParts.Run(
            data, Prior, new FitOptions { Sampler = Sampler.Exact, Chains = Chains, WarmUp = 0, Draws = 60, Estimates = [] }, device, null, TestContext.Current.CancellationToken);
        ModelChecks normal = FitParts.Checks(known, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(normal.LeaveOneOut.Elpd, t.LeaveOneOut.Elpd, 0.3);
        Assert.Equal(normal.Residuals.Together.ScatterPValue, t.Residuals.Together.ScatterPValue, 0.05);
    }

    /// <summary>ln p(y | the others) from a fit without it, and its Monte Carlo error from the chains' own means.</summary>
    private static (double Value, double Error) LeftOut(Observations data, int observation, int source)
    {
        int[] kept = [.. Enumerable.Range(0, data.Count).Where(o => o != observation)];
        Fit fit = Fit(
            data with
            {
                First = [.. data.First.Select((first, j) => j > source ? first - 1 : first)],
                Instrument = [.. kept.Select(o => data.Instrument[o])],
                Y = [.. kept.Select(o => data.Y[o])],
            },
            100, 3, 77);
        ThinnedDraws draws = new(data, fit.Blocks, fit.KnownVariance, fit.Options, Chains * 100);
        LogTErrors errors = new(draws, 3);
        int first = data.First[source], count = data.First[source + 1] - first;
        double[] means = new double[Chains];
        double[] density = new double[count];
        for (int s = 0; s < draws.Count; s++)
        {
            errors.LeaveOut(source, s, density);
            means[s / 100] += Math.Exp(density[observation - first]) / 100;
        }

        double mean = means.Average();
        return (Math.Log(mean), Math.Sqrt(Moments.Variance(means, mean) / Chains) / mean);
    }

    private static void Expect(double expected, double[] values)
    {
        double mean = values.Average();
        Assert.InRange((mean - expected) / Math.Sqrt(Moments.Variance(values, mean) / values.Length), -4.5, 4.5);
    }

    private static Fit Fit(Observations data, int draws, double nu, int seed, double? sigma = null)
    {
        using Device device = Device.OpenSimd();
        return Fitting.Run(
            new LogTModel { Nu = nu, Sigma = sigma },
            data,
            Prior,
            new FitOptions
            {
                Chains = Chains,
                WarmUp = 100,
                Draws = draws,
                Thin = 4,
                Seed = (ulong)seed,
            },
            device,
            null,
            TestContext.Current.CancellationToken);
    }

    /// <summary>Areas from the prior; σ = 0.3, or the same scatter where ν is very large.</summary>
    private static Observations Simulate(int seed, int sources, double nu)
    {
        System.Random random = new(seed);
        double?[][] y = [.. Enumerable.Range(0, 3).Select(_ => new double?[sources])];
        for (int i = 0; i < 3; i++)
        {
            double area = Normal.Sample(random, 0, Prior.Tau[i]);
            for (int j = 0; j < sources; j++)
            {
                double variance = nu > 1000 ? 0.04 : 0.09 / ChiSquared.Sample(random, nu);
                y[i][j] = Normal.Sample(random, area + j - (0.5 * variance), Math.Sqrt(variance));
            }
        }

        return ReferenceTables.Of(y);
    }
}
