using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Inference;
using GpuConcord.Host.Inference.Calibration;
using Xunit;

namespace GpuConcord.Tests.Host.Inference.Calibration;

/// <summary>The calibration that users run, on the samplers that they use: sound ones pass, a wrong prior is caught, no device matters.</summary>
public sealed class SimulationBasedCalibrationTests
{
    private static readonly CalibrationOptions Options = new()
    {
        Priors = Priors.Uniform(3, 0.2, 4, 0.5),
        Replicates = 400,
        Sources = 8,
        WarmUp = 60,
        Level = 1e-4,
    };

    public static TheoryData<ScatterModel> Models => [ScatterModel.FittedVariances, ScatterModel.KnownVariances];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_sound_sampler_passes(ScatterModel model)
    {
        CalibrationResult result = Run(Options with { Model = model });
        Assert.True(result.Passed, string.Join(", ", result.Quantities.Select(q => $"{q.Name}: {q.ChiSquared:G2}, {q.Envelope:G2}")));
        Assert.Null(result.Warning);
        Assert.Equal(model is ScatterModel.FittedVariances ? 9 : 6, result.Quantities.Count);
        Assert.Equal(1e-4 / (2 * result.Quantities.Count), result.Threshold, 1e-18);
        Assert.All(result.Quantities, quantity => Assert.Equal(400, quantity.Histogram.Sum()));
    }

    [Fact]
    public void A_wrong_prior_of_the_variances_shows_in_their_ranks()
    {
        CalibrationResult result = Run(Options with { Believed = Priors.Uniform(3, 0.2, 4, 1.0) });
        Assert.False(result.Passed);
        Assert.All(result.Quantities.Where(q => q.Name.StartsWith("sigma2", StringComparison.Ordinal)), q => Assert.True(q.Fails(result.Threshold), q.Name));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_wrong_prior_of_the_areas_shows_in_their_ranks(ScatterModel model)
    {
        CalibrationResult result = Run(Options with { Model = model, Believed = Priors.Uniform(3, 0.4, 4, 0.5) });
        Assert.All(result.Quantities.Where(q => q.Name.StartsWith("B[", StringComparison.Ordinal)), q => Assert.True(q.Fails(result.Threshold), q.Name));
    }

    [Fact]
    public void Ranks_do_not_depend_on_width_cores_or_how_many_replicates_run_beside()
    {
        CalibrationOptions few = Options with { Replicates = 30 };
        int[][] all = Ranks(few, laneWidth: null, cores: null);
        Assert.Equal(all, Ranks(few, laneWidth: 1, cores: 1));
        Assert.Equal(all.Select(ranks => ranks[..20]), Ranks(few with { Replicates = 20 }, laneWidth: null, cores: 1));
        Assert.NotEqual(all, Ranks(few with { Seed = 2 }, laneWidth: null, cores: null));
    }

    [Fact]
    public void Draws_that_are_not_independent_are_reported()
    {
        // Two instruments: only v₁ + v₂ is well determined, and every iteration kept.
        CalibrationResult result = Run(Options with { Priors = Priors.Uniform(2, 0.2, 1.5, 0.01), Replicates = 40, Sources = 100, Draws = 50, Thin = 1 });
        Assert.Contains("--thin", result.Warning, StringComparison.Ordinal);
    }

    private static CalibrationResult Run(CalibrationOptions options)
    {
        using Device device = Device.OpenSimd();
        return SimulationBasedCalibration.Run(options, device, null, TestContext.Current.CancellationToken);
    }

    private static int[][] Ranks(CalibrationOptions options, int? laneWidth, int? cores)
    {
        using Device device = Device.OpenSimd(laneWidth, cores);
        return [.. SimulationBasedCalibration.Run(options, device, null, TestContext.Current.CancellationToken).Quantities.Select(quantity => quantity.Ranks)];
    }
}
