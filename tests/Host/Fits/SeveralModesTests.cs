using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>
/// Posteriors of several modes, whose shares chains that do not cross cannot know: the default sampler's do, and what they report is the posterior by a grid (three
/// instruments, 91³ points) or by a long tempered run (eight instruments).
/// </summary>
public sealed class SeveralModesTests
{
    [Theory]
    [InlineData("two_modes", 1)]
    [InlineData("two_modes", 2)]
    [InlineData("two_modes", 3)]
    [InlineData("two_modes", 4)]
    [InlineData("two_modes", 5)]
    [InlineData("eight", 1)]
    [InlineData("eight", 2)]
    [InlineData("eight", 3)]
    [InlineData("eight", 4)]
    [InlineData("eight", 5)]
    public void Are_visited_in_proportion(string name, ulong seed)
    {
        SamplingCase problem = SamplingCase.Of(name);
        PosteriorOracle oracle = PosteriorOracle.Of(name);
        using Device device = Device.OpenSimd();
        FitOptions options = new() { Chains = 64, WarmUp = 32, Draws = 400, Target = 10_000, MostThin = 64, Seed = seed };
        Fit fit = FitParts.Run(problem.Observations, problem.Priors, options, device, null, TestContext.Current.CancellationToken);
        Assert.Equal(Sampler.Independence, fit.Options.Sampler);
        Assert.True(fit.Converged, string.Join(' ', fit.Warnings));
        Assert.Empty(fit.Modes);
        Assert.Contains(fit.Warnings, warning => warning.StartsWith($"The posterior has {fit.Tuning!.Proposal!.Components} modes, and the chains visit them",
            StringComparison.Ordinal));
        Agreement agreement = new();
        for (int i = 0; i < problem.Observations.InstrumentCount; i++)
        {
            string instrument = problem.Observations.Instruments[i];
            OracleParameter area = oracle.Posterior[$"B[{instrument}]"];
            if (area.Ess > 0)
            {
                agreement.Add($"B[{instrument}]", fit.LogArea[i], fit.Options.Chains, area);
                agreement.Add($"sigma2[{instrument}]", fit.Scatter!.Draws[i], fit.Options.Chains, oracle.Posterior[$"sigma2[{instrument}]"]);
            }
            else
            {
                // A grid has no Monte Carlo error, and its quantiles are as coarse as its steps.
                agreement.Add($"mean of B[{instrument}]", fit.Areas[i].Mean, fit.Areas[i].McseMean, area.Mean);
                agreement.Add($"sd of B[{instrument}]", fit.Areas[i].Sd, fit.Areas[i].McseSd, area.Sd);
            }
        }

        agreement.Require($"{name}, seed {seed}");
    }
}
