using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Tests.Host.Statistics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Checks;

/// <summary>Leave-one-out and residuals of fits with known variances, where both have exact answers.</summary>
public sealed class ModelChecksTests
{
    private static readonly Priors Prior = Priors.Uniform(3, 0.1, 1.5, 0.01);

    /// <summary>The fit without an observation is exact, and so is what it predicts; importance sampling must agree within its own error.</summary>
    [Fact]
    public void Leave_one_out_agrees_with_leaving_out()
    {
        Observations data = Simulate(3, sources: 15, missing: 0.15);
        ModelChecks checks = FitParts.Checks(Fit(data, draws: 125), cancellation: TestContext.Current.CancellationToken);
        Assert.All(checks.LeaveOneOut.ParetoK, k => Assert.InRange(k, double.NegativeInfinity, 0.5));
        double exact = 0;
        for (int k = 0; k < checks.Judged.Length; k++)
        {
            double expected = ExactlyLeftOut(data, checks.Judged[k], checks.Source[k]);
            exact += expected;

            // Of 4000 draws: the weights vary by less than their own size, so that the relative error of the density is at most about 1/√4000.
            Assert.Equal(expected, checks.LeaveOneOut.LogDensity[k], 0.1);
        }

        Assert.Equal(exact, checks.LeaveOneOut.Elpd, 0.3);
    }

    [Fact]
    public void Sources_seen_once_are_not_judged()
    {
        Observations data = ReferenceTables.Of([[0.0, 1.0, 2.0], [0.1, 1.1, null], [0.0, 1.0, null]], [[0.1, 0.1, 0.1], [0.1, 0.1, null], [0.1, 0.1, null]]);
        ModelChecks checks = FitParts.Checks(Fit(data, draws: 20), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(6, checks.Judged.Length);
        Assert.DoesNotContain(2, checks.Source);
        Assert.Equal([2, 2, 2], checks.Residuals.Instruments.Select(check => check.Count));
    }

    /// <summary>Truths from the prior: a residual under a draw from the posterior is then a standard normal, whatever the data.</summary>
    [Fact]
    public void Residuals_of_a_sound_model_are_standard_normal()
    {
        const int DataSets = 150;
        double[] share = new double[DataSets];
        double[] scatter = new double[DataSets];
        double[] extreme = new double[DataSets];
        for (int seed = 0; seed < DataSets; seed++)
        {
            InstrumentCheck check = FitParts.Checks(Fit(Simulate(seed, sources: 20, missing: 0), draws: 4), cancellation: TestContext.Current.CancellationToken).Residuals.Together;
            share[seed] = check.Beyond2 / check.Count;
            scatter[seed] = check.ScatterPValue;
            extreme[seed] = check.ExtremePValue;
        }

        Expect(2 * Normal.CDF(0, 1, -2), share);
        Expect(0.5, scatter);
        Expect(0.5, extreme);
    }

    [Fact]
    public void Errors_that_are_too_small_and_outliers_are_found()
    {
        Observations data = Simulate(1, sources: 60, missing: 0);
        ModelChecks optimistic = FitParts.Checks(Fit(data with { Variance = [.. data.Variance!.Select(s => s / 4)] }, draws: 20),
            cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(optimistic.Residuals.Together.ScatterPValue, 0, 1e-4);
        ModelChecks pessimistic = FitParts.Checks(Fit(data with { Variance = [.. data.Variance!.Select(s => s * 4)] }, draws: 20),
            cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(pessimistic.Residuals.Together.ScatterPValue, 0.99, 1);

        double[] y = [.. data.Y];
        y[3 * 7] += 4;
        ModelChecks outlying = FitParts.Checks(Fit(data with { Y = y }, draws: 20), cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(outlying.Residuals.Instruments[0].ExtremePValue, 0, 1e-3);
        Assert.Equal(outlying.Residuals.Mean.Max(), outlying.Residuals.Mean[3 * 7]);
        Assert.True(outlying.Residuals.Mean[3 * 7] > 3);
    }

    /// <summary>p(y_j | B, v) factors into each leave-out density and the density of the others: checked through the source's own likelihood.</summary>
    [Fact]
    public void The_leave_out_density_is_what_the_sources_likelihood_loses()
    {
        Observations data = Simulate(5, sources: 4, missing: 0);
        Fit fit = Fit(data, draws: 2);
        ThinnedDraws draws = new(data, fit.Blocks, fit.KnownVariance, fit.Options, 10);
        LeaveOutDensity density = new(data, new NormalErrors(draws), draws.Count);
        double[] found = new double[10];
        density.Fill(4, found);
        for (int s = 0; s < found.Length; s++)
        {
            Assert.Equal(Marginal(data, draws, s, 1, -1) - Marginal(data, draws, s, 1, 4), found[s], 1e-12);
        }
    }

    /// <summary>A part beyond the known errors that its prior makes negligible changes nothing.</summary>
    [Fact]
    public void Known_plus_fitted_variances_are_checked_with_their_sum()
    {
        Observations data = Simulate(3, sources: 15, missing: 0);
        using Device device = Device.OpenSimd(cores: 1);
        Fit both = Fitting.Run(
            FitParts.Both,
            data,
            Prior with { Alpha = [3, 3, 3], Beta = [1e-9, 1e-9, 1e-9] },
            new FitOptions { Chains = 32, WarmUp = 100, Draws = 125 },
            device,
            null,
            TestContext.Current.CancellationToken);
        ModelChecks checks = FitParts.Checks(both, cancellation: TestContext.Current.CancellationToken);
        double exact = checks.Judged.Select((o, k) => ExactlyLeftOut(data, o, checks.Source[k])).Sum();
        Assert.Equal(exact, checks.LeaveOneOut.Elpd, 0.3);
        Assert.InRange(checks.Residuals.Together.ScatterPValue, 0.01, 0.99);
    }

    [Theory]
    [InlineData(3.0, 1, 0.0026997960632601866)]
    [InlineData(3.0, 100, 0.23689)]
    public void The_largest_of_many_normals(double size, int count, double expected) => Assert.Equal(expected, RealizedResiduals.ExtremeTail(size, count), 1e-5);

    /// <summary>The same data under other draws: elpd differs from the exact one by what its Monte Carlo error says, though all observations share the draws.</summary>
    [Fact]
    public void The_monte_carlo_error_of_elpd_is_what_other_draws_change_it_by()
    {
        const int Seeds = 60;
        Observations data = Simulate(3, sources: 25, missing: 0.15);
        double[] scores = new double[Seeds];
        double exact = double.NaN;
        for (int seed = 0; seed < Seeds; seed++)
        {
            ModelChecks checks = FitParts.Checks(Fit(data, draws: 25, seed), cancellation: TestContext.Current.CancellationToken);
            if (seed == 0)
            {
                exact = checks.Judged.Select((o, k) => ExactlyLeftOut(data, o, checks.Source[k])).Sum();
            }

            Assert.Equal(800, checks.Draws);
            scores[seed] = (checks.LeaveOneOut.Elpd - exact) / checks.LeaveOneOut.ElpdMonteCarloError;
        }

        double rms = Math.Sqrt(scores.Average(z => z * z));
        TestContext.Current.TestOutputHelper?.WriteLine($"rms {rms:F3}");
        Assert.InRange(rms, 0.75, 1.3);
    }

    [Theory]
    [InlineData(1L << 27, 30, 4000)]
    [InlineData(1L << 27, 33_000, 4000)]
    [InlineData(1L << 27, 100_002, 1342)]
    [InlineData(1L << 27, 268_435, 500)]
    [InlineData(1L << 27, 500_000, 500)]
    [InlineData(1L << 27, 1_000_002, 268)]
    [InlineData(1L << 27, 10_000_000, 200)]
    [InlineData(1L << 20, 200, 4000)]
    [InlineData(1L << 20, 4000, 500)]
    [InlineData(1L << 20, 6000, 348)]
    [InlineData(1L << 20, 1_000_000, 200)]
    public void Many_observations_are_looked_at_under_fewer_draws(long budget, int observations, int draws) =>
        Assert.Equal(draws, ModelChecks.Affordable(budget, observations));

    /// <summary>Wherever the interruption comes, before, between or within loops on all cores, it is one.</summary>
    [Theory]
    [InlineData("checks, residuals", 1)]
    [InlineData("checks, residuals", 2)]
    [InlineData("checks, residuals", 40)]
    [InlineData("checks, leave-one-out", 1)]
    [InlineData("checks, leave-one-out", 50)]
    public void An_interruption_stops_the_checks(string stage, int report)
    {
        Fit fit = Fit(Simulate(3, sources: 60, missing: 0), draws: 25);
        using CancellationTokenSource source = new();
        int seen = 0;
        Interrupting progress = new(value =>
        {
            if (string.Equals(value.Stage, stage, StringComparison.Ordinal) && Interlocked.Increment(ref seen) == report)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => FitChecks.Checked(fit, progress, null, source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => FitChecks.Sensitive(fit, null, source.Token));
    }

    [Fact]
    public void Progress_is_the_share_that_is_done()
    {
        Fit fit = Fit(Simulate(3, sources: 60, missing: 0), draws: 25);
        List<FitProgress> reports = [];
        Lock gate = new();
        FitChecks.Checked(fit, new Interrupting(value => { lock (gate) { reports.Add(value); } }), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["checks, residuals", "checks, leave-one-out"], reports.Select(report => report.Stage).Distinct());

        // Every draw, and every observation.
        Assert.Equal(1 + 800, reports.Count(report => report.Stage.EndsWith("residuals", StringComparison.Ordinal)));
        Assert.Equal(
            [.. Enumerable.Range(1, 180).Select(k => k / 180.0)],
            reports.Where(report => report.Stage.EndsWith("out", StringComparison.Ordinal)).Select(report => report.Fraction).Order());
    }

    private static void Expect(double expected, double[] values)
    {
        double mean = values.Average();
        double error = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) / values.Length);
        Assert.InRange((mean - expected) / error, -4.5, 4.5);
    }

    /// <summary>ln ∫ p(y_j | B, v, G) dG of a source, an observation left out.</summary>
    private static double Marginal(Observations data, ThinnedDraws draws, int s, int source, int without)
    {
        double total = 0, sum = 0, squares = 0, logs = 0;
        int count = 0;
        for (int o = data.First[source]; o < data.First[source + 1]; o++)
        {
            if (o == without)
            {
                continue;
            }

            double weight = 1 / draws.Variance(source, o, s), offset = draws.Offset(source, o, s);
            total += weight;
            sum += weight * offset;
            squares += weight * offset * offset;
            logs += Math.Log(weight);
            count++;
        }

        return 0.5 * (logs - ((count - 1) * Math.Log(2 * Math.PI)) - Math.Log(total) - squares + (sum * sum / total));
    }

    /// <summary>ln p(y | the other observations), from the exact posterior of the data without it.</summary>
    private static double ExactlyLeftOut(Observations data, int observation, int source)
    {
        int[] kept = [.. Enumerable.Range(0, data.Count).Where(o => o != observation)];
        Observations rest = data with
        {
            First = [.. data.First.Select((first, j) => j > source ? first - 1 : first)],
            Instrument = [.. kept.Select(o => data.Instrument[o])],
            Y = [.. kept.Select(o => data.Y[o])],
            Variance = [.. kept.Select(o => data.Variance![o])],
        };
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(rest, AreaPrior.Independent(Prior));
        double total = 0;
        double constant = 0;
        double[] slope = new double[data.InstrumentCount];
        for (int o = rest.First[source]; o < rest.First[source + 1]; o++)
        {
            total += 1 / rest.Variance![o];
        }

        for (int o = rest.First[source]; o < rest.First[source + 1]; o++)
        {
            double omega = 1 / (rest.Variance![o] * total);
            constant += omega * (rest.Y[o] + (0.5 * rest.Variance[o]));
            slope[rest.Instrument[o]] -= omega;
        }

        int i = data.Instrument[observation];
        slope[i] += 1;
        double own = data.Variance![observation];
        double mean = constant - (0.5 * own);
        double variance = own + (1 / total);
        for (int a = 0; a < slope.Length; a++)
        {
            mean += slope[a] * posterior.AreaMean[a];
            for (int b = 0; b < slope.Length; b++)
            {
                variance += slope[a] * slope[b] * posterior.AreaCovariance[a, b];
            }
        }

        return Normal.PDFLn(mean, Math.Sqrt(variance), data.Y[observation]);
    }

    private static Fit Fit(Observations data, int draws, int seed = 20190601)
    {
        using Device device = Device.OpenSimd(cores: 1);
        return FitParts.Run(data, Prior, new FitOptions { Sampler = Sampler.Exact, Chains = 32, WarmUp = 0, Draws = draws, Seed = (ulong)seed, Estimates = [] }, device, null,
            CancellationToken.None);
    }

    /// <summary>Areas from the prior, σ = 0.2, 0.3, 0.4.</summary>
    private static Observations Simulate(int seed, int sources, double missing)
    {
        System.Random random = new(seed);
        double?[][] y = [.. Enumerable.Range(0, 3).Select(_ => new double?[sources])];
        double?[][] s = [.. Enumerable.Range(0, 3).Select(_ => new double?[sources])];
        for (int i = 0; i < 3; i++)
        {
            double area = Normal.Sample(random, 0, Prior.Tau[i]);
            double variance = Math.Pow(0.1 * (i + 2), 2);
            for (int j = 0; j < sources; j++)
            {
                double value = Normal.Sample(random, area + j - (0.5 * variance), Math.Sqrt(variance));
                bool seen = random.NextDouble() >= missing;
                y[i][j] = seen ? value : null;
                s[i][j] = seen ? variance : null;
            }
        }

        return ReferenceTables.Of(y, s);
    }

    private sealed class Interrupting(Action<FitProgress> told) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => told(value);
    }
}
