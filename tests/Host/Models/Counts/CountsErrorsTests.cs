using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Models.Counts;

/// <summary>Leave-one-out, residuals, predictive checks and sensitivity of fits to counts.</summary>
public sealed class CountsErrorsTests
{
    private static readonly Priors Prior = Priors.Uniform(3, 0.2, 4, 0.5);

    /// <summary>Sources of one to three observations, some in conflict, against plain sums over fine grids of ln S and G: tests/data/counts/make-leave-out.py.</summary>
    [Fact]
    public void Leave_one_out_under_a_draw_is_a_ratio_of_plain_sums()
    {
        JsonElement cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "counts", "leave-out.json"))).RootElement;
        foreach (JsonElement own in cases.EnumerateArray())
        {
            JsonElement[] members = [.. own.GetProperty("observations").EnumerateArray()];
            double[] Each(string name) => [.. members.Select(member => member.GetProperty(name).GetDouble())];
            double[] Given(string name) => [.. own.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
            Observations data = new()
            {
                Instruments = [.. members.Select((_, i) => $"I{i}")],
                Sources = ["S"],
                First = [0, members.Length],
                Instrument = [.. Enumerable.Range(0, members.Length)],
                Y = new double[members.Length],
                Counts = new ApertureCounts
                {
                    Source = Each("n"),
                    Background = Each("m"),
                    SourceFactor = Each("f"),
                    BackgroundFactor = Each("g"),
                    Ratio = Each("r"),
                    KnownBackground = [.. members.Select(_ => double.NaN)],
                },
            };
            double[][] draws = [Given("B"), Given("v"), [own.GetProperty("mu").GetDouble()], [own.GetProperty("omega2").GetDouble()]];
            CountsModel model = new();
            Block[] blocks = [.. model.Blocks(data).Select((block, k) => block with { Draws = [.. draws[k].Select(value => (double[])[value])] })];
            CountsErrors errors = new(model, new ThinnedDraws(data, blocks, null, new FitOptions { Chains = 1, Draws = 1 }, 1));
            double[] found = new double[members.Length];
            errors.LeaveOut(0, 0, found);
            double[] expected = Given("leave_out");
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 3e-6));
            Assert.Equal(own.GetProperty("together").GetDouble(), errors.Together(0, 0), 2e-6);
        }
    }

    /// <summary>Truths from the prior: residuals under draws from the posterior are then standard normals, and predictive p-values are centred, whatever the data.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    public void Residuals_of_a_sound_model_are_standard_normal(double? sigma)
    {
        const int DataSets = 24;
        double[] share = new double[DataSets], scatter = new double[DataSets], extreme = new double[DataSets];
        for (int seed = 0; seed < DataSets; seed++)
        {
            CountsModel model = Model(sigma);
            ModelChecks checks = FitParts.Checks(Fit(model, Simulate(model, 6, seed), 3, seed), TestContext.Current.CancellationToken);
            share[seed] = checks.Residuals.Together.Beyond2 / checks.Residuals.Together.Count;
            scatter[seed] = checks.Residuals.Together.ScatterPValue;
            extreme[seed] = checks.Residuals.Together.ExtremePValue;
        }

        Expect(2 * Normal.CDF(0, 1, -2), share);
        Expect(0.5, scatter);
        Expect(0.5, extreme);
    }

    /// <summary>The model's own data are unremarkable; an instrument that misses sources, or counts too unevenly, is not.</summary>
    [Fact]
    public void Predictive_checks_find_zeros_and_dispersion_and_nothing_else()
    {
        CountsModel model = Model(0.0);
        Observations data = Simulate(model, 100, 3);
        ModelChecks sound = FitParts.Checks(Fit(model, data, 4, 1), TestContext.Current.CancellationToken);
        Assert.All(sound.Counts!, check =>
        {
            Assert.Equal(100, check.Count);
            Assert.InRange(check.ZerosPValue, 0.01, 0.99);
            Assert.InRange(check.DispersionPValue, 0.01, 0.99);
            Assert.InRange(check.LargestPValue, 0.01, 0.99);
            Assert.InRange(check.Dispersion, 0.6, 1.5);
        });
        Assert.Equal(300, sound.Judged.Length);

        double[] lost = [.. data.Counts!.Source.Select((n, o) => data.Instrument[o] == 1 && o % 7 == 0 ? 0 : n)];
        CountCheck zeros = Checked(model, data, lost)[1];
        Assert.InRange(zeros.ZerosPValue, 0, 0.01);
        Assert.True(zeros.Zeros > zeros.ExpectedZeros + 4);

        double[] uneven = [.. data.Counts!.Source.Select((n, o) => data.Instrument[o] == 2 ? Math.Round(n * (o % 2 == 0 ? 1.8 : 0.3)) : n)];
        CountCheck dispersed = Checked(model, data, uneven)[2];
        Assert.InRange(dispersed.DispersionPValue, 0, 0.01);
        Assert.True(dispersed.Dispersion > 1.2);
    }

    /// <summary>A source that one instrument saw is predicted, by the population.</summary>
    [Fact]
    public void A_source_seen_once_is_judged()
    {
        CountsModel model = Model(null);
        Observations data = Simulate(model, 30, 5);
        int[] kept = [.. Enumerable.Range(0, 90).Where(o => o >= 60 || o % 3 == o / 3 % 3)];
        data = data with
        {
            First = [.. data.First.Select(first => kept.Count(o => o < first))],
            Instrument = [.. kept.Select(o => data.Instrument[o])],
            Y = [.. kept.Select(o => data.Y[o])],
            Counts = data.Counts!.Of(kept),
        };
        ModelChecks checks = FitParts.Checks(Fit(model, data, 5, 2), TestContext.Current.CancellationToken);
        Assert.Equal(50, checks.Judged.Length);
        Assert.Equal(50, checks.Residuals.Together.Count);
        Assert.True(double.IsFinite(checks.LeaveOneOut.Elpd));
    }

    /// <summary>
    /// A prior of the areas to the power α is τ → τ/√α, one of the population InvGamma(α(a + 1) − 1, αb): what importance sampling says of the first order
    /// against fits under the scaled priors, within Monte Carlo errors.
    /// </summary>
    [Fact]
    public void Sensitivity_agrees_with_fits_under_scaled_priors()
    {
        const double Power = 1.5;
        CountsModel model = Model(null);
        Observations data = Simulate(model, 12, 8);
        Sensitivity found = FitParts.Sensitivity(Fit(model, data, 100, 1), TestContext.Current.CancellationToken);
        Assert.True(found.Reliable);
        Assert.NotNull(found.PopulationPrior);

        double[] Sd(Func<double, Fit> fit, double power) => [.. fit(power).Areas.Select(area => area.Sd)];
        Fit Areas(double power) => Fit(model, data, 100, 2, Prior with { Tau = [.. Prior.Tau.Select(tau => tau / Math.Sqrt(power))] });
        Fit Population(double power) => Fit(
            model with { PopulationAlpha = (power * (model.PopulationAlpha + 1)) - 1, PopulationBeta = power * model.PopulationBeta }, data, 100, 3);
        double span = 2 * Math.Log2(Power);
        double[] areas = [.. Sd(Areas, Power).Zip(Sd(Areas, 1 / Power), (more, less) => (more - less) / span)];
        double[] population = [.. Sd(Population, Power).Zip(Sd(Population, 1 / Power), (more, less) => (more - less) / span)];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(areas[i], found.AreaPrior.SdGradient[i], 0.15 * Math.Abs(areas[i]));
            Assert.Equal(population[i], found.PopulationPrior!.SdGradient[i], 0.004);
        }
    }

    private static IReadOnlyList<CountCheck> Checked(CountsModel model, Observations data, double[] n) => FitParts.Checks(
        Fit(model, data with { Counts = data.Counts! with { Source = n } }, 4, 1), TestContext.Current.CancellationToken).Counts!;

    private static CountsModel Model(double? sigma) => (CountsModel)((IModel)new CountsModel(sigma)).Proper;

    private static Observations Simulate(CountsModel model, int sources, int seed) =>
        model.Simulate(new ReplicateDesign(SbcDesign.Of(3, sources, 1, 0, null, 1, counts: true).Table, Prior, (ulong)seed), 0).Data;

    private static void Expect(double expected, double[] values)
    {
        double mean = values.Average();
        Assert.InRange((mean - expected) / Math.Sqrt(Moments.Variance(values, mean) / values.Length), -4.5, 4.5);
    }

    private static Fit Fit(CountsModel model, Observations data, int draws, int seed, Priors? priors = null)
    {
        using Device device = Device.OpenSimd();
        FitOptions options = new() { Chains = 64, WarmUp = 150, Draws = draws, Thin = 4, Seed = (ulong)seed };
        return Fitting.Run(model, data, priors ?? Prior, options, device, null, TestContext.Current.CancellationToken);
    }
}
