using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Models.LogNormal;
using GpuConcord.Kernels.Random;
using GpuConcord.Tests.Host.Fits;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling.Independence;

/// <summary>Where proposals fit and where they must not be trusted; that draws depend on neither width nor waves; and that wrong weights show.</summary>
public sealed class IndependenceSamplingTests
{
    private static readonly FitOptions Options = new() { Sampler = Sampler.Independence, Chains = 128, WarmUp = 32, Draws = 300, Thin = 2 };

    /// <summary>
    /// Twenty or thirty instruments, few sources, hardly a prior: no proposal is worth a fifth of a draw, or one seems to be and its chains then show that it is not. Trajectories
    /// take over, and the fit says so.
    /// </summary>
    [Theory]
    [InlineData(20, 3, 1e-8, 0.05)]
    [InlineData(30, 2, 1e-8, 0.5)]
    public void Trajectories_take_over_where_no_proposal_fits(int instruments, int sources, double beta, double tau)
    {
        double?[][] y = ReferenceTables.Simulate(seed: 2, instruments, sources, sigma: 0.1);
        Priors priors = Priors.Uniform(instruments, tau, 0.1, beta);
        using Device device = Device.OpenSimd();
        Fit fit = FitParts.Run(
            ReferenceTables.Of(y), priors, new FitOptions
            {
                Chains = 64,
                WarmUp = 32,
                Draws = 200,
                Target = 10_000,
                MostThin = 4
            }, device, null, TestContext.Current.CancellationToken);
        Assert.Equal(Sampler.Collapsed, fit.Options.Sampler);
        ProposalQuality quality = fit.Tuning!.Proposal!;
        Assert.False(quality.Fits);
        Assert.True(fit.Tuning.Leapfrogs > 0);
    }

    [Theory]
    [InlineData("xcal_shape", 0.8)]
    [InlineData("noisy", 0.8)]
    [InlineData("e0102_shape", 0.4)]
    [InlineData("sparse12", 0.8)]
    public void Proposals_fit_as_well_as_they_should(string name, double least)
    {
        using Device device = Device.OpenSimd();
        ProposalQuality quality = SamplingCase.Of(name).Run(Options with { Draws = 4 }, device).Tuning!.Proposal!;
        Assert.True(quality.Fits);
        Assert.True(quality.Efficiency > least, $"{name}: {quality}");
    }

    [Fact]
    public void Widths_cores_and_waves_change_no_bit()
    {
        SamplingCase problem = SamplingCase.Islands();
        using Device wide = Device.OpenSimd();
        PosteriorDraws expected = problem.Run(Options with { Draws = 20 }, wide);
        using Device narrow = Device.OpenSimd(1, 1);
        Assert.Equal(expected.LogArea, problem.Run(Options with { Draws = 20 }, narrow).LogArea);
        using Device middle = Device.OpenSimd(4, 2);
        Assert.Equal(expected.Variance, problem.Run(Options with { Draws = 20 }, middle).Variance);

        // The first chains are the same however many run beside them.
        PosteriorDraws few = problem.Run(Options with { Draws = 20, Chains = 256 }, wide);
        Assert.Equal(expected.LogArea[0].AsSpan(0, 128 * 20), few.LogArea[0].AsSpan(0, 128 * 20));
    }

    /// <summary>Weights that forget the Jacobian of η = ln v give another posterior, and the shared test sees it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wrong_weights_fail_the_shared_test(bool wrong)
    {
        SamplingCase problem = SamplingCase.Of("noisy");
        PosteriorOracle oracle = PosteriorOracle.Of("noisy");
        PatternStatistics statistics = PatternStatistics.Of(problem.Observations);
        MarginalMode mode = WeighedMode.All(new CollapsedPosterior(statistics, problem.Priors))[0].Mode;
        ProposalStart start = new(mode.LogVariance, mode.LogVarianceCovariance, 1);
        using Device device = Device.OpenSimd();
        using ModelMemory memory = ModelMemory.Complete(device, statistics, problem.Priors);
        (PosteriorDraws? draws, _) = wrong
            ? IndependenceSampling.Run(new WithoutJacobian(memory.CompleteModel), [start], Options, device, null, CancellationToken.None)
            : IndependenceSampling.Run(memory.CompleteModel, [start], Options, device, null, CancellationToken.None);
        Agreement agreement = new();
        for (int i = 0; i < problem.Observations.InstrumentCount; i++)
        {
            string name = $"sigma2[{problem.Observations.Instruments[i]}]";
            agreement.Add(name, draws!.Variance[i], Options.Chains, oracle.Posterior[name]);
        }

        if (wrong)
        {
            Assert.True(Math.Abs(agreement.Worst.Z) > 4 * Agreement.Most, $"only {agreement.Worst}");
        }
        else
        {
            agreement.Require("sound weights");
        }
    }
}

/// <summary>The complete-data model whose proposals are weighed by the density of v in place of that of ln v.</summary>
public readonly struct WithoutJacobian(CompleteModel model) : ICollapsedModel<WithoutJacobian>
{
    private readonly CompleteModel model = model;

    public static int Instruments(in WithoutJacobian model) => CompleteModel.Instruments(model.model);

    public static int Scratch(in WithoutJacobian model) => CompleteModel.Scratch(model.model);

    public static T Evaluate<T>(in WithoutJacobian model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
        where T : unmanaged, ILane<T> => CompleteModel.Evaluate<T>(model.model, problem, eta, gradient, scratch, density);

    public static T Density<T>(in WithoutJacobian model, int problem, in Strip eta, in Strip scratch)
        where T : unmanaged, ILane<T>
    {
        T density = CompleteModel.Density<T>(model.model, problem, eta, scratch);
        for (int i = 0; i < CompleteModel.Instruments(model.model); i++)
        {
            density -= T.Load(eta, i * Tiles.Width);
        }

        return density;
    }

    public static void DrawAreas<T>(in WithoutJacobian model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T> => CompleteModel.DrawAreas(model.model, problem, eta, scratch, stream, site, areas);

    public static void AreaMoments<T>(in WithoutJacobian model, int problem, in Strip eta, in Strip scratch, in Strip means, in Strip variances)
        where T : unmanaged, ILane<T> => CompleteModel.AreaMoments<T>(model.model, problem, eta, scratch, means, variances);
}
