using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sbc;
using Xunit;

namespace GpuConcord.Tests.Host.Sbc;

/// <summary>The calibration that users run, on the samplers that they use: sound ones pass, every wrong model is caught, no device matters.</summary>
public sealed class SimulationBasedCalibrationTests
{
    private static readonly SbcOptions Options = new()
    {
        Model = FitParts.Fitted,
        Design = SbcDesign.Complete(3, 8),
        Priors = Priors.Uniform(3, 0.2, 4, 0.5),
        Replicates = 300,
        WarmUp = 60,
        Level = 1e-4,
    };

    private static readonly SbcOptions LogT = Options with { Model = FitParts.LogT };

    private static readonly SbcOptions Both = Options with
    {
        Model = FitParts.Both,
        Design = SbcDesign.Of(3, 8, 1, 0, 0.3, 1),
        Replicates = 150,
    };

    private static readonly SbcOptions Joint = Options with
    {
        Design = SbcDesign.Of(2, 6, 2, 0, null, 1),
        Priors = Priors.Uniform(4, 0.2, 4, 0.5) with { Correlation = SbcDesign.Correlation(2, 2, 0.9) },
    };

    public static TheoryData<string> Models => ["fitted", "known", "log-t", "both"];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_sound_sampler_passes(string model)
    {
        SbcResult result = Run(Of(model));
        Assert.True(result.Passed, Text(result));
        Assert.Null(result.Warning);
        Assert.Equal(0, result.Unmixed);
        Assert.Equal(model is "known" ? 7 : 10, result.Quantities.Count);
        Assert.Equal(1e-4 / (2 * result.Quantities.Count), result.Threshold, 1e-18);
        Assert.All(result.Quantities, quantity => Assert.Equal(Of(model).Replicates, quantity.Histogram.Sum()));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_sound_sampler_passes_with_missing_data(string model)
    {
        SbcOptions options = Of(model) with { Design = SbcDesign.Of(3, 8, 1, 0.3, Error(model), 5), Replicates = 100 };
        Assert.InRange(options.Design.Table.Count, 16, 23);
        SbcResult result = Run(options);
        Assert.True(result.Passed, Text(result));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Bands_fitted_together_pass(string model)
    {
        SbcResult result = Run(JointOf(model));
        Assert.True(result.Passed, Text(result));
        Assert.Contains(result.Quantities, quantity => string.Equals(quantity.Name, "B[I1:b2] - B[I1:b1]", StringComparison.Ordinal));
    }

    /// <summary>One σ² for all, and one that is known, have fewer quantities.</summary>
    [Fact]
    public void Log_t_passes_with_a_common_and_with_a_known_scale()
    {
        SbcResult common = Run(LogT with { Model = new LogTModel { CommonSigma = true }, Replicates = 100 });
        Assert.True(common.Passed, Text(common));
        Assert.Single(common.Quantities, quantity => string.Equals(quantity.Name, "sigma2", StringComparison.Ordinal));
        SbcResult known = Run(LogT with { Model = new LogTModel { Sigma = 0.4, Nu = 4.5 }, Replicates = 100 });
        Assert.True(known.Passed, Text(known));
        Assert.DoesNotContain(known.Quantities, quantity => quantity.Name.StartsWith("sigma2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_prior_of_the_variances_shows_in_their_ranks()
    {
        SbcResult result = Run(Options with { Believed = Priors.Uniform(3, 0.2, 4, 1.0) });
        Assert.False(result.Passed);
        Assert.All(result.Quantities.Where(q => q.Name.StartsWith("sigma2", StringComparison.Ordinal)), q => Assert.True(q.Fails(result.Threshold), q.Name));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_wrong_prior_of_the_areas_shows_in_their_ranks(string model)
    {
        SbcResult result = Run(Of(model) with { Replicates = 300, Believed = Priors.Uniform(3, 0.4, 4, 0.5) });
        Assert.All(result.Quantities.Where(q => q.Name.StartsWith("B[", StringComparison.Ordinal)), q => Assert.True(q.Fails(result.Threshold), q.Name));
    }

    [Fact]
    public void A_wrong_number_of_degrees_of_freedom_is_caught() => Assert.False(Run(LogT with { BelievedModel = new LogTModel { Nu = 4 } }).Passed);

    /// <summary>Data that scatter 1.2 times as far as their σ says, in any model.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void A_wrong_scatter_is_caught(string model) => Assert.False(Run(Of(model) with { Replicates = 300, ScatterFactor = 1.2 }).Passed);

    /// <summary>The areas' own ranks stay uniform when a fit ignores that bands correlate: it only learns less. Their difference tells.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void A_wrong_correlation_between_bands_is_caught(string model)
    {
        SbcResult result = Run(JointOf(model) with { Believed = Joint.Priors with { Correlation = null } });
        Assert.All(
            result.Quantities.Where(q => q.Name.StartsWith("B[", StringComparison.Ordinal)),
            q => Assert.Equal(q.Name.Contains(" - ", StringComparison.Ordinal), q.Fails(result.Threshold)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Ranks_do_not_depend_on_width_cores_or_how_many_replicates_run_beside(string model)
    {
        SbcOptions few = Of(model) with { Replicates = 12 };
        int[][] all = Ranks(few, laneWidth: null, cores: null);
        Assert.Equal(all, Ranks(few, laneWidth: 1, cores: 1));
        Assert.Equal(all.Select(ranks => ranks[..8]), Ranks(few with { Replicates = 8 }, laneWidth: null, cores: 1));
        Assert.NotEqual(all, Ranks(few with { Seed = 2 }, laneWidth: null, cores: null));
    }

    [Fact]
    public void Draws_that_are_not_independent_are_reported()
    {
        // Two instruments: only v₁ + v₂ is well determined, and every iteration kept.
        SbcResult result = Run(Options with
        {
            Design = SbcDesign.Complete(2, 100),
            Priors = Priors.Uniform(2, 0.2, 1.5, 0.01),
            Replicates = 40,
            Draws = 50,
            Thin = 1,
        });
        Assert.Contains("--thin", result.Warning, StringComparison.Ordinal);
    }

    /// <summary>What "must be shown": 1,000 replicates of 5 × 20 of every model.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Models))]
    public void A_thousand_replicates_pass(string model)
    {
        SbcResult result = Run(Of(model) with
        {
            Design = SbcDesign.Of(5, 20, 1, 0.1, Error(model), 1),
            Priors = Priors.Uniform(5, 0.2, 4, 0.5),
            Replicates = 1000,
            WarmUp = 100,
        });
        Assert.True(result.Passed, Text(result));
        Assert.Equal(0, result.Unmixed);
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Models))]
    public void A_thousand_replicates_of_joint_bands_pass(string model)
    {
        SbcResult result = Run(Joint with
        {
            Model = FitParts.Of(model),
            Design = SbcDesign.Of(5, 20, 2, 0, Error(model), 1),
            Priors = Priors.Uniform(10, 0.2, 4, 0.5) with { Correlation = SbcDesign.Correlation(5, 2, 0.8) },
            Replicates = 1000,
            WarmUp = 100,
        });
        TestContext.Current.TestOutputHelper?.WriteLine(Text(result));
        Assert.True(result.Passed, Text(result));
    }

    private static SbcOptions Of(string model) =>
        model is "both" ? Both : Options with { Model = FitParts.Of(model) };

    private static SbcOptions JointOf(string model) =>
        Joint with { Model = FitParts.Of(model), Design = SbcDesign.Of(2, 6, 2, 0, Error(model), 1) };

    /// <summary>The typical known error of a model that has one beside what it fits.</summary>
    private static double? Error(string model) => model is "both" ? 0.3 : null;

    private static string Text(SbcResult result) => string.Join(", ", result.Quantities.Select(q => $"{q.Name}: {q.ChiSquared:G2}, {q.Envelope:G2}"));

    private static SbcResult Run(SbcOptions options)
    {
        using Device device = Device.OpenSimd();
        return SimulationBasedCalibration.Run(options, device, null, TestContext.Current.CancellationToken);
    }

    private static int[][] Ranks(SbcOptions options, int? laneWidth, int? cores)
    {
        using Device device = Device.OpenSimd(laneWidth, cores);
        return [.. SimulationBasedCalibration.Run(options, device, null, TestContext.Current.CancellationToken).Quantities.Select(quantity => quantity.Ranks)];
    }
}
