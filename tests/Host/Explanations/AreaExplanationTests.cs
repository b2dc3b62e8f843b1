using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Explanations;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Explanations;

/// <summary>What is said of an area without some sources is what a fit without them says; and what is planted is found.</summary>
public sealed class AreaExplanationTests
{
    private const int Sources = 24;
    private const int Odd = 3;

    private static readonly Priors Prior = Priors.Uniform(3, 0.1, 3, 0.05);

    /// <summary>Two roads to one number: weights on the draws of all, and a fit of the others; single sources, and two groups.</summary>
    [Theory]
    [InlineData("known")]
    [InlineData("fitted")]
    [InlineData("both")]
    [InlineData("log-t")]
    [InlineData("counts")]
    public void Without_a_source_is_a_fit_of_the_others(string kind)
    {
        IModel model = Model(kind);
        Observations data = kind is "counts" ? Counts((CountsModel)model) : Normal(kind is "known" or "both", slope: 0);
        Fit fit = Run(model, data, 1);
        SourceGrouping pairs = new("number", ["first four", "others"], [.. Enumerable.Range(0, data.SourceCount).Select(j => j < 4 ? 0 : -1)]);
        AreaExplanation found = AreaExplanation.Of(fit, 0, [pairs], null, TestContext.Current.CancellationToken);
        Assert.Equal(data.SourceCount, found.Sources.Count);
        SourceShare most = found.Sources.First(source => source.Without.IsTold);
        Assert.True(most.Without.IsSeen, $"k {most.Without.ParetoK}");
        if (kind is "fitted" or "known")
        {
            Assert.Equal($"S{Odd}", most.Name);
        }

        Agree(Omission.WithoutSource(data, Array.IndexOf(data.Sources, most.Name)), most.Without);
        Agree(Omission.WithoutSource(data, data.SourceCount - 1), found.Sources.Single(source => source.Name.Equals(data.Sources[^1], StringComparison.Ordinal)).Without);
        LeftOut four = found.Groups.Single(groups => groups.Title is "number").Groups.Single().Without;
        Assert.True(four.IsTold, $"k {four.ParetoK}");
        Agree(Enumerable.Range(0, 4).Aggregate(data, (kept, _) => Omission.WithoutSource(kept, 0)), four);

        void Agree(Observations others, LeftOut told)
        {
            Fit without = Run(model, others, 2);
            double change = without.Areas[0].Mean - fit.Areas[0].Mean;
            double error = Math.Sqrt(Math.Pow(told.Error, 2) + Math.Pow(without.Areas[0].McseMean, 2) + Math.Pow(fit.Areas[0].McseMean, 2));
            Assert.InRange((told.Change - change) / error, -4.5, 4.5);
            Assert.InRange(told.Median - without.Areas[0].Median, -0.15 * fit.Areas[0].Sd, 0.15 * fit.Areas[0].Sd);
            Assert.InRange(told.Low - without.Areas[0].Q2_5, -0.3 * fit.Areas[0].Sd, 0.3 * fit.Areas[0].Sd);
            Assert.InRange(told.High - without.Areas[0].Q97_5, -0.3 * fit.Areas[0].Sd, 0.3 * fit.Areas[0].Sd);
        }
    }

    /// <summary>ln p(y_j | B, v) against a plain sum over a grid of G, up to the constant that a flat prior has.</summary>
    [Theory]
    [InlineData("known")]
    [InlineData("fitted")]
    [InlineData("both")]
    [InlineData("log-t")]
    public void A_source_s_density_is_an_integral_over_its_flux(string kind)
    {
        IModel model = Model(kind);
        Observations data = Normal(true, slope: 0);
        Fit fit = Run(model, data, 1, draws: 2);
        ThinnedDraws draws = new(data, fit.Blocks, fit.KnownVariance, fit.Options, 3);
        ISourceErrors errors = model.Errors(draws);
        foreach (int source in (int[])[0, Odd])
        {
            Assert.Equal(Plain(source, 1) - Plain(source, 0), errors.Together(source, 1) - errors.Together(source, 0), 1e-6);
            Assert.Equal(Plain(source, 2) - Plain(source, 0), errors.Together(source, 2) - errors.Together(source, 0), 1e-6);
        }

        double Plain(int source, int s)
        {
            const double Step = 1e-4;
            Func<double, double, double> density = model.LogDensity();
            double sum = 0;
            for (double flux = -12; flux < 12; flux += Step)
            {
                double log = 0;
                for (int o = data.First[source]; o < data.First[source + 1]; o++)
                {
                    log += density(data.Y[o] - draws.Area(data.Instrument[o], s) - flux, draws.Variance(source, o, s));
                }

                sum += Math.Exp(log) * Step;
            }

            return Math.Log(sum);
        }
    }

    [Fact]
    public void A_source_that_one_instrument_saw_changes_nothing()
    {
        Observations data = ReferenceTables.Of([[0, 0.1, 0.2, 0.9], [0.1, 0.3, 0.2, null]]);
        AreaExplanation found = AreaExplanation.Of(Run(FitParts.Fitted, data, 1, Priors.Uniform(2, 0.1, 3, 0.05)), 0, [], null, TestContext.Current.CancellationToken);
        Assert.Equal((3, 3), (found.Bearing, found.Seen));
        Assert.DoesNotContain(found.Sources, source => source.Name is "S3");
        Assert.Empty(found.Groups);
    }

    /// <summary>An instrument whose area falls with flux, and one whose does not.</summary>
    [Fact]
    public void A_dependence_on_flux_is_found_where_there_is_one()
    {
        Observations sloped = Normal(true, slope: 0.2, odd: 0), level = Normal(true, slope: 0, odd: 0);
        GroupShares found = Flux(sloped), none = Flux(level);
        Assert.Equal(4, found.Groups.Count);
        Assert.InRange(found.PValue, 0, 1e-4);
        Assert.True(found.Groups[0].Voice.Value < found.Groups[3].Voice.Value);
        Assert.InRange(none.PValue, 0.01, 1);
        Assert.Contains("It depends on flux (χ² = ", string.Join('\n', ExplanationWords.Of(Explained(sloped))), StringComparison.Ordinal);
        Assert.Contains("Whatever the flux, sources say the same (χ² = ", string.Join('\n', ExplanationWords.Of(Explained(level))), StringComparison.Ordinal);

        GroupShares Flux(Observations data) => Explained(data).Groups.Single();

        static AreaExplanation Explained(Observations data) => AreaExplanation.Of(Run(FitParts.Known, data, 1), 0, [], null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_sources_say_averages_to_what_the_posterior_says_where_the_prior_says_nothing()
    {
        Priors loose = new([0, 0, 0], [10, 1e-3, 1e-3], [3, 3, 3], [0.05, 0.05, 0.05]);
        Fit fit = Run(FitParts.Known, Normal(true, slope: 0), 1, loose);
        SourceVoice all = SourceVoice.Together(SourceVoice.Of(fit, 0));
        Assert.Equal(fit.Areas[0].Mean, all.Value, 0.02 * fit.Areas[0].Sd + (4 * fit.Areas[0].McseMean));
        Assert.Equal(fit.Areas[0].Sd, all.Sd, 0.03 * all.Sd);
    }

    /// <summary>Many sources are screened: those that are looked at are those that matter.</summary>
    [Fact]
    public void The_screen_of_many_misses_none_that_matters()
    {
        Observations data = Normal(true, slope: 0, sources: 900);
        Fit fit = Run(FitParts.Known, data, 1);
        AreaExplanation found = AreaExplanation.Of(fit, 0, [], null, TestContext.Current.CancellationToken);
        Assert.InRange(found.Weighed, 60, 120);
        Assert.True(found.Sources[0].Name.Equals($"S{Odd}", StringComparison.Ordinal), string.Join('\n', found.Sources.Take(5)));
        SourceVoice[] voices = SourceVoice.Of(fit, 0);
        int[] loudest = [.. Enumerable.Range(0, 900).OrderByDescending(j => Math.Abs(voices[j].Value - fit.Areas[0].Mean) / (voices[j].Sd * voices[j].Sd)).Take(10)];
        Assert.All(loudest, j => Assert.Contains(found.Sources, source => source.Name.Equals(data.Sources[j], StringComparison.Ordinal)));
    }

    private static IModel Model(string kind) => kind switch
    {
        "known" => FitParts.Known,
        "both" => FitParts.Both,
        "log-t" => FitParts.LogT,
        "counts" => ((IModel)new CountsModel()).Proper,
        _ => FitParts.Fitted,
    };

    private static Fit Run(IModel model, Observations data, int seed, Priors? priors = null, int draws = 125)
    {
        using Device device = Device.OpenSimd(cores: 1);
        Sampler sampler = model.UsualSampler(data);
        int warmUp = model.Can.WarmUp ?? FitOptions.UsualWarmUp(sampler);
        FitOptions options = new() { Sampler = sampler, Chains = 64, WarmUp = warmUp, Draws = draws, Seed = (ulong)seed, Estimates = [] };
        return Fitting.Run(model, data, priors ?? Prior, options, device, null, TestContext.Current.CancellationToken);
    }

    private static Observations Counts(CountsModel model) =>
        model.Simulate(new ReplicateDesign(SbcDesign.Of(3, 12, 1, 0, null, 1, counts: true).Table, Prior, 5), 0).Data;

    /// <summary>Three instruments, errors of 10 %; the first's area grows by <paramref name="slope"/> a factor e of flux, and one source has it wrong.</summary>
    private static Observations Normal(bool errors, double slope, double odd = 0.5, int sources = Sources)
    {
        Random random = new(7);
        double?[][] y = [.. Enumerable.Range(0, 3).Select(_ => new double?[sources])];
        for (int j = 0; j < sources; j++)
        {
            double flux = MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
            for (int i = 0; i < 3; i++)
            {
                y[i][j] = MathNet.Numerics.Distributions.Normal.Sample(random, flux + (0.05 * i) + (i == 0 ? slope * flux : 0) + (i == 0 && j == Odd ? odd : 0), 0.1);
            }
        }

        double?[][] variance = [.. y.Select(row => Array.ConvertAll(row, _ => (double?)0.01))];
        return ReferenceTables.Of(y, errors ? variance : null);
    }
}
