using System.Text;
using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Tests.Host.Draws;
using GpuConcord.Tests.Host.Statistics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Checks;

/// <summary>Checks of many observations from a sample of them: what they say agrees with the whole within their own errors, and nothing conspicuous is missed.</summary>
public sealed class SampledChecksTests
{
    // So slow a likelihood that few hundred observations of a few thousand are looked at.
    private const long Slow = 1 << 18;
    private const int Samples = 40;

    private static readonly Priors Prior = Priors.Uniform(3, 0.1, 1.5, 0.01);

    /// <summary>
    /// Forty samples of the same observations under the same draws, against all of them: the differences are what the standard errors say, and would not be had these half
    /// the size.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sample_agrees_with_all_observations_within_its_error(bool known)
    {
        Fit fit = Fit(Simulate(3, sources: 1500), draws: 32, seed: 1, known ? FitParts.Known : FitParts.Fitted);
        (ModelChecks Checks, LeaveOneOut Full)[] pairs = [.. Enumerable.Range(1, Samples).Select(seed => Both(fit, (ulong)seed))];
        Assert.All(pairs, pair => Assert.InRange(pair.Checks.Sample!.Observations, 300, 600));
        Band(pairs.Select(pair => (pair.Checks.LeaveOneOut.Elpd - pair.Full.Elpd) / pair.Checks.Sample!.ElpdError));
        Band(pairs.Select(pair => (pair.Checks.LeaveOneOut.EffectiveParameters - pair.Full.EffectiveParameters) / pair.Checks.Sample!.ParametersError));
        Assert.NotEqual(pairs[0].Checks.LeaveOneOut.Elpd, pairs[1].Checks.LeaveOneOut.Elpd);

        // All share the draws, hence their error too.
        LeaveOneOut full = pairs[0].Full;
        Assert.All(pairs, pair => Assert.InRange(pair.Checks.LeaveOneOut.ElpdMonteCarloError / full.ElpdMonteCarloError, 0.8, 1.25));
    }

    /// <summary>Other draws and other samples of the same posterior: elpd differs by what both errors together say.</summary>
    [Fact]
    public void The_whole_error_is_what_other_draws_and_samples_change_elpd_by()
    {
        Observations data = Simulate(14, sources: 1500);
        ModelChecks[] checks = [.. Enumerable.Range(101, Samples).Select(seed => Sampled(Fit(data, draws: 16, seed, FitParts.Known)))];
        double mean = checks.Average(check => check.LeaveOneOut.Elpd);
        double freedom = Math.Sqrt(Samples / (Samples - 1.0));
        Band(checks.Select(check => freedom * (check.LeaveOneOut.Elpd - mean) / check.Sample!.WholeElpdError(check.LeaveOneOut.ElpdMonteCarloError)));
    }

    /// <summary>One flux that is off by twelve σ, and an instrument seen by so few that its observations move the fit, among ten thousand sources.</summary>
    [Fact]
    public void What_stands_out_of_many_is_found()
    {
        const int Planted = 7777, Sources = 10_000;
        Observations data = Simulate(5, Sources, rare: j => j % 4000 == 17);
        double[] y = [.. data.Y];
        int outlier = data.First[Planted] + 1, lever = data.First[17] + 2;
        y[outlier] += 12 * Math.Sqrt(data.Variance![outlier]);
        y[lever] += 1.5;
        data = data with { Y = y };
        Fit fit = Fit(data, draws: 32, seed: 1, FitParts.Known);
        ModelChecks checks = Sampled(fit);
        Assert.InRange(checks.Sample!.Observations, 300, 1500);
        Assert.Equal(checks.Residuals.Mean.Max(), checks.Residuals.Mean[outlier]);
        Assert.InRange(checks.Residuals.Together.ExtremePValue, 0, 1e-4);
        Assert.Contains(CheckWords.Sentences(fit, checks), text => text.StartsWith($"Outliers: I1 of S{Planted} (+", StringComparison.Ordinal));

        // Whatever weights of all observations have a tail to speak of was looked at.
        (_, LeaveOneOut full) = Both(fit, fit.Options.Seed);
        int[] heavy = [.. Enumerable.Range(0, full.ParetoK.Length).Where(k => full.ParetoK[k] > full.Threshold)];
        Assert.Contains(Array.IndexOf(checks.Judged, lever), heavy);
        Assert.All(heavy, k => Assert.Equal(full.ParetoK[k], checks.LeaveOneOut.ParetoK[k], 1e-9));
        Assert.Equal(full.Unreliable, checks.LeaveOneOut.Unreliable);
        Assert.Contains(CheckWords.Sentences(fit, checks), text => text.Contains("do not trust elpd", StringComparison.Ordinal));
    }

    /// <summary>Residuals of all observations under few draws say what they say under all, within the errors beside them.</summary>
    [Fact]
    public void Residuals_under_few_draws_agree_with_those_under_all()
    {
        Fit fit = Fit(Simulate(6, sources: 1500), draws: 32, seed: 1, FitParts.Known);
        ModelChecks few = Sampled(fit);
        ThinnedDraws draws = new(fit.Observations, fit.Blocks, fit.KnownVariance, fit.Options, few.Draws);
        ResidualChecks all = RealizedResiduals.Of(fit.Observations, new NormalErrors(draws), draws.Count, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(CheckPlan.FewestResidualDraws, few.Sample!.ResidualDraws);
        foreach ((InstrumentCheck a, InstrumentCheck b) in few.Residuals.Instruments.Append(few.Residuals.Together).Zip(all.Instruments.Append(all.Together)))
        {
            Assert.InRange((a.Beyond2 - b.Beyond2) / a.Errors!.Beyond2, -4.5, 4.5);
            Assert.InRange((a.Beyond3 - b.Beyond3) / a.Errors!.Beyond3, -4.5, 4.5);
            Assert.InRange((a.ScatterPValue - b.ScatterPValue) / a.Errors!.ScatterPValue, -4.5, 4.5);
            Assert.InRange((a.ExtremePValue - b.ExtremePValue) / a.Errors!.ExtremePValue, -4.5, 4.5);
            Assert.Null(b.Errors);
        }

        // Those that may lie beyond 3 were looked at under all.
        for (int o = 0; o < all.Mean.Length; o++)
        {
            Assert.Equal(all.Mean[o], few.Residuals.Mean[o], Math.Abs(few.Residuals.Mean[o]) > 2.5 ? 1e-9 : 1);
        }
    }

    [Theory]
    [InlineData(2000, false)]
    [InlineData(5001, true)]
    public void Few_observations_are_all_looked_at(int observations, bool sampled)
    {
        Block[] blocks = [Areas(1000)];
        Assert.Equal(sampled, CheckPlan.Of(1L << 27, observations, observations / 3, blocks) is not null);
        Assert.Null(CheckPlan.Of(1L << 27, observations, observations / 3, [.. blocks, Block.Scatter(Axis.Source, []) with { Draws = [new double[1000]] }]));
        Assert.Null(CheckPlan.Of(1L << 27, observations, observations / 3, [Areas(100)]));
    }

    /// <summary>A population of known differences: the error is that of repeated samples, and one that forgets that most of it was drawn is not.</summary>
    [Fact]
    public void The_difference_estimator_knows_its_error()
    {
        const int Population = 200, Drawn = 150, Repeats = 1000;
        System.Random random = new(1);
        double[] values = [.. Enumerable.Range(0, Population).Select(_ => Math.Exp(Normal.Sample(random, 0, 0.5)))];
        double truth = values.Sum();
        double squares = 0, forgetful = 0;
        for (int k = 0; k < Repeats; k++)
        {
            int[] drawn = DifferenceEstimate.Draw([.. Enumerable.Range(0, Population)], Drawn, random);
            Assert.Equal(Drawn, drawn.Distinct().Count());
            DifferenceEstimate estimate = DifferenceEstimate.Of([.. drawn.Select(j => values[j])], Population);
            double z = (estimate.Total - truth) / estimate.Error;
            squares += z * z / Repeats;
            forgetful += z * z * (1 - ((double)Drawn / Population)) / Repeats;
        }

        Assert.InRange(squares, 0.8, 1.25);
        Assert.NotInRange(forgetful, 0.8, 1.25);
        Assert.Equal(new DifferenceEstimate(2, 6, 0), DifferenceEstimate.Of([1, 2, 3], 3));
        Assert.Equal(default, DifferenceEstimate.Of([], 0));
    }

    /// <summary>What is read back from run.json and the table of observations is what was written, with every error.</summary>
    [Fact]
    public void A_sample_comes_back_as_it_was_written()
    {
        Fit fit = Fit(Simulate(7, sources: 1500), draws: 16, seed: 2, FitParts.Known);
        ModelChecks made = Sampled(fit);
        CountCheck count = new(5, 1, 2, 0.5, 1, 0.25, 7, 0.125) { Errors = new CountCheckErrors(0.5, 0.25, 0.125, 0.0625, 0.03125) };
        fit = fit with { Checks = made with { Counts = [count, count, count] } };
        string written = Written(fit);
        Observations data = fit.Observations;
        ModelChecks read = CheckJson.Read(
            JsonDocument.Parse(written).RootElement, data,
            [
                .. made.Judged.Select((o, k) => new CheckedObservation(
                    "", data.Instruments[data.Instrument[o]], data.Sources[data.SourceOf(o)], data.Y[o], made.Residuals.Mean[o], made.LeaveOneOut.LogDensity[k],
                    made.LeaveOneOut.Optimism[k], made.LeaveOneOut.ParetoK[k])),
            ])!;
        Assert.Equal(made.Sample, read.Sample);
        Assert.Equal(made.Residuals.Together, read.Residuals.Together);
        Assert.Equal(count, read.Counts![2]);
        Assert.Equal(written, Written(fit with { Checks = read }));
    }

    private static string Written(Fit fit)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            CheckJson.Write(writer, fit);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Band(IEnumerable<double> scores)
    {
        double[] z = [.. scores];
        double square = z.Average(own => own * own);
        TestContext.Current.TestOutputHelper?.WriteLine($"mean z² {square:F3}");

        // χ² of 40: within three standard deviations, √(2/40) each; four times that, of an error half the size, is not.
        Assert.InRange(square, 0.4, 1.7);
        Assert.NotInRange(4 * square, 0.4, 1.55);
    }

    private static Block Areas(int draws) => Block.Areas(Simulate(1, 2)) with { Draws = [new double[draws], new double[draws], new double[draws]] };

    private static ModelChecks Sampled(Fit fit) =>
        ModelChecks.Of(new Narrow(fit.Model, Slow), fit.Observations, fit.Blocks, fit.Options, cancellation: TestContext.Current.CancellationToken);

    private readonly Dictionary<int, LeaveOneOut> fulls = [];

    /// <summary>A sample by a seed, and all observations under the same draws.</summary>
    private (ModelChecks Checks, LeaveOneOut Full) Both(Fit fit, ulong seed)
    {
        ModelChecks checks = ModelChecks.Of(
            new Narrow(fit.Model, Slow), fit.Observations, fit.Blocks, fit.Options with { Seed = seed }, cancellation: TestContext.Current.CancellationToken);
        if (!fulls.TryGetValue(checks.Draws, out LeaveOneOut? full))
        {
            ThinnedDraws draws = new(fit.Observations, fit.Blocks, fit.KnownVariance, fit.Options, checks.Draws);
            LeaveOutDensity density = new(fit.Observations, new NormalErrors(draws), draws.Count);
            fulls.Add(checks.Draws, full = LeaveOneOut.Of(density.Judged.Length, draws.Count, density.Fill, cancellation: TestContext.Current.CancellationToken));
        }

        return (checks, full);
    }

    private static Fit Fit(Observations data, int draws, int seed, IModel model)
    {
        using Device device = Device.OpenSimd(cores: 1);
        Sampler sampler = model.Can.Samplers[0];
        return Fitting.Run(
            model, data, Prior,
            new FitOptions { Sampler = sampler, Chains = 32, WarmUp = FitOptions.UsualWarmUp(sampler), Draws = draws, Seed = (ulong)seed, Estimates = [] },
            device, null, TestContext.Current.CancellationToken);
    }

    /// <summary>Areas from the prior, σ = 0.2, 0.3, 0.4; the third instrument sees every source, or some.</summary>
    private static Observations Simulate(int seed, int sources, Func<int, bool>? rare = null)
    {
        System.Random random = new(seed);
        double?[][] y = [.. Enumerable.Range(0, 3).Select(_ => new double?[sources])];
        double?[][] s = [.. Enumerable.Range(0, 3).Select(_ => new double?[sources])];
        for (int i = 0; i < 3; i++)
        {
            double area = Normal.Sample(random, 0, Prior.Tau[i]);
            double variance = rare is not null && i == 2 ? 1e-3 : Math.Pow(0.1 * (i + 2), 2);
            for (int j = 0; j < sources; j++)
            {
                double value = Normal.Sample(random, area + (j % 10) - (0.5 * variance), Math.Sqrt(variance));
                bool seen = i < 2 || rare is null || rare(j);
                y[i][j] = seen ? value : null;
                s[i][j] = seen ? variance : null;
            }
        }

        return ReferenceTables.Of(y, s);
    }
}
