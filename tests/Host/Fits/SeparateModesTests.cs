using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>
/// A posterior with two modes, 37 and 63 %, by a grid of 91³ points: chains that start about the higher one alone agree on B[I0] = 0.976, where
/// the truth is 0.858.
/// </summary>
public sealed class SeparateModesTests
{
    private static readonly SamplingCase Case = SamplingCase.Of("two_modes");
    private static readonly PosteriorOracle Oracle = PosteriorOracle.Of("two_modes");

    public static TheoryData<Sampler, ulong> Seeds => [.. new[] { Sampler.Collapsed, Sampler.BlockGibbs, Sampler.Gibbs }
        .SelectMany(sampler => Enumerable.Range(1, 5), (sampler, seed) => (sampler, (ulong)seed))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Both_are_found_and_named_and_the_fit_is_not_converged(Sampler sampler, ulong seed)
    {
        Fit fit = Run(new FitOptions { Sampler = sampler, Chains = 128, WarmUp = 300, Draws = 200, Seed = seed });
        Assert.False(fit.Converged);
        Assert.Equal(2, fit.Modes.Count);
        Assert.InRange(fit.Modes[0].Weight, 0.58, 0.68);
        Assert.Equal(1.0, fit.Modes.Sum(mode => mode.Weight), 12);
        Assert.Equal(128, fit.Modes.Sum(mode => mode.Chains));

        // I2 is noisy and I0 agrees with I1, or I2 is right and the others are noisy.
        Assert.InRange(fit.Modes[0].LogArea[0], 0.75, 0.82);
        Assert.InRange(fit.Modes[1].LogArea[0], 0.94, 1.01);
        string modes = Assert.Single(fit.Warnings, warning => warning.StartsWith("The posterior has 2 modes", StringComparison.Ordinal));
        Assert.Contains("Mode 1, about 63 % of the posterior", modes, StringComparison.Ordinal);
        Assert.Contains("B[I0] 0.9", modes, StringComparison.Ordinal);
        Assert.StartsWith("PRIOR AND DATA CONTRADICT EACH OTHER", fit.Warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain(fit.Warnings, warning => warning.Contains("warm up longer", StringComparison.Ordinal));
    }

    /// <summary>Weighed by Laplace's approximation, the means of the modes give the truth within a hundredth.</summary>
    [Fact]
    public void The_modes_make_up_the_posterior()
    {
        Fit fit = Run(new FitOptions { Sampler = Sampler.Collapsed, Chains = 256, WarmUp = 300, Draws = 400 });
        for (int i = 0; i < 3; i++)
        {
            double expected = Oracle.Posterior[$"B[{Case.Observations.Instruments[i]}]"].Mean;
            Assert.InRange(fit.Modes.Sum(mode => mode.Weight * mode.LogArea[i]) - expected, -0.01, 0.01);
            Assert.InRange(fit.Areas[i].Mean - expected, -0.02, 0.02);
        }
    }

    /// <summary>Chains that are too few for every mode must not hide that there is another.</summary>
    [Fact]
    public void A_mode_without_chains_is_named()
    {
        Fit fit = Run(new FitOptions { Sampler = Sampler.Collapsed, Chains = 4, WarmUp = 300, Draws = 2000 });
        Assert.False(fit.Converged);
        Assert.Equal([4, 0], fit.Modes.Select(mode => mode.Chains));
        Assert.Contains(fit.Warnings, warning => warning.Contains("no chain started there", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_width_draws_the_same()
    {
        FitOptions options = new() { Sampler = Sampler.Collapsed, Chains = 128, WarmUp = 40, Draws = 20 };
        Fit wide = Run(options);
        using Device narrow = Device.OpenSimd(1, 1);
        Assert.Equal(wide.LogArea, FitParts.Run(Case.Observations, Case.Priors, options, narrow, null, TestContext.Current.CancellationToken).LogArea);
    }

    [Fact]
    public void A_sweep_says_which_problems_have_several_modes()
    {
        SweepProblem[] problems = [.. new[] { 0.1, 2.0 }.Select(tau => new SweepProblem
        {
            Data = "two",
            Observations = Case.Observations,
            Priors = Case.Priors with { Tau = [tau, tau, tau] },
            Label = $"τ = {tau}",
        })];
        using Device device = Device.OpenSimd();
        IReadOnlyList<SweepPosterior> swept = Sweep(new SweepOptions { Tuning = SweepTuning.Quick });
        Assert.Equal((2, false), (swept[0].Modes, swept[0].Converged));
        Assert.InRange(swept[0].Areas[0].Mean, 0.80, 0.92);
        Assert.Equal((1, true), (swept[1].Modes, swept[1].Converged));

        // A mixture about both modes has their shares: those of a long fit.
        IReadOnlyList<SweepPosterior> weighted = Sweep(new SweepOptions());
        Fit fit = FitParts.Run(problems[0].Observations, problems[0].Priors, new FitOptions { Chains = 64, WarmUp = 32, Draws = 1000 }, device, null,
            TestContext.Current.CancellationToken);
        Assert.Equal((2, true, true), (weighted[0].Modes, weighted[0].Converged, weighted[0].IsWeighted));
        Assert.True(fit.Converged);
        for (int i = 0; i < 3; i++)
        {
            (BriefSummary found, ParameterSummary expected) = (weighted[0].Areas[i], fit.Areas[i]);
            Assert.Equal(expected.Mean, found.Mean, 4.5 * Math.Sqrt(Math.Pow(expected.McseMean, 2) + Math.Pow(found.McseMean, 2)));
        }

        IReadOnlyList<SweepPosterior> Sweep(SweepOptions options) =>
            ((IBatchModel)FitParts.Fitted).Sweep(problems, options, device, null, TestContext.Current.CancellationToken).Posteriors;
    }

    private static Fit Run(FitOptions options)
    {
        using Device device = Device.OpenSimd();
        return FitParts.Run(Case.Observations, Case.Priors, options, device, null, TestContext.Current.CancellationToken);
    }
}
