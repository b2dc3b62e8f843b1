using System.Text.Json;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Models.Counts;

/// <summary>The counts model against long runs of a plain numpy sampler, which was checked against Stan.</summary>
public sealed class CountsFitTests
{
    // Bonferroni over some 60 means and as many quantiles would do with 3.6.
    private const double Limit = 4.5;

    [Theory]
    [InlineData("counts_small", 64, 2000)]
    [InlineData("counts_mixed", 64, 1000)]
    [InlineData("counts_faint", 64, 1000)]
    public void EveryMeanAgreesWithTheReference(string name, int chains, int draws)
    {
        CountsOracle oracle = CountsOracle.Read(name);
        string[] fluxes = [.. oracle.Posterior.EnumerateObject().Select(own => own.Name).Where(own => own[0] == 'G').Select(own => own[2..^1])];
        using Device device = Device.OpenSimd();
        FitOptions options = new() { Chains = chains, Draws = draws, WarmUp = 300, FluxDraws = fluxes };
        Fit fit = Fitting.Run(new CountsModel(), oracle.Data, oracle.Priors, options, device, null, CancellationToken.None);
        double worst = 0;
        foreach (ParameterSummary own in fit.Parameters.Concat(fluxes.Select((source, k) => ParameterSummary.Of($"G[{source}]", fit.LogFlux[k], chains))))
        {
            JsonElement theirs = oracle.Posterior.GetProperty(own.Name);
            double z = (own.Mean - theirs.GetProperty("mean").GetDouble())
                / Math.Sqrt(Math.Pow(own.McseMean, 2) + Math.Pow(theirs.GetProperty("mcse_mean").GetDouble(), 2));
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{own.Name,-14} {own.Mean:F5} ± {own.McseMean:F5} z {z:F2} sd {own.Sd:F5} {theirs.GetProperty("sd").GetDouble():F5} ess {own.EssBulk:F0} iat "
                    + $"{chains * draws / own.EssBulk:F1} rhat {own.Rhat:F4}");
            worst = Math.Max(worst, Math.Abs(z));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seconds {fit.Timing.WarmUp} {fit.Timing.Sampling} {fit.Timing.Summary} {string.Join(" | ", fit.Warnings)}");
        Assert.True(worst < Limit, $"{worst}");
    }

    /// <summary>After m counts the flat prior expects (m + 1)/r of background, b^(−½) half a count less: so much more is the source's.</summary>
    [Fact]
    public void A_steeper_prior_of_the_background_leaves_more_to_the_source()
    {
        CountsOracle oracle = CountsOracle.Read("counts_faint");
        using Device device = Device.OpenSimd();
        double Mean(double shape) => Fitting.Run(
            new CountsModel(BackgroundShape: shape), oracle.Data, oracle.Priors, new FitOptions { Chains = 32, Draws = 500, WarmUp = 300 }, device, null, CancellationToken.None)
            .Parameters.Single(own => own.Name is "mu").Mean;
        double ratio = oracle.Data.Counts!.Ratio.Average(), net = oracle.Data.Counts.Source.Average() - (oracle.Data.Counts.Background.Average() / ratio);
        double expected = 0.5 / ratio / net;
        Assert.InRange(Mean(0.5) - Mean(1), 0.3 * expected, 3 * expected);
    }
}
