using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>A fit whose chains fall short goes on, as far as it may, and says so in its options.</summary>
public sealed class GoingOnTests
{
    private static readonly FitOptions Slow = new() { Sampler = Sampler.BlockGibbs, Chains = 128, WarmUp = 100, Draws = 250 };

    [Fact]
    public void Two_instruments_by_block_gibbs_fall_short_and_go_on_until_they_converge()
    {
        Assert.False(Run(Slow).Converged);
        Fit fit = Run(Slow with { MostThin = 32 });
        Assert.True(fit.Converged);
        Assert.InRange(fit.Options.Thin, 4, 32);
        Assert.Equal(250, fit.Options.Draws);
        PosteriorOracle oracle = PosteriorOracle.Of("pair");
        foreach (GpuConcord.Host.Diagnostics.ParameterSummary found in fit.Parameters)
        {
            OracleParameter expected = oracle.Posterior[found.Name];
            double error = Math.Sqrt((found.McseMean * found.McseMean) + (expected.McseMean * expected.McseMean));
            Assert.InRange((found.Mean - expected.Mean) / error, -4.5, 4.5);
        }
    }

    [Fact]
    public void It_stops_where_it_was_told_to_and_is_not_converged()
    {
        Fit fit = Run(Slow with { MostThin = 2 });
        Assert.False(fit.Converged);
        Assert.Equal((350, 2, false), (fit.Options.WarmUp, fit.Options.Thin, fit.Options.MayGoOn));
    }

    [Fact]
    public void What_it_ends_with_is_the_fit_of_those_options_from_the_beginning_at_any_width()
    {
        Fit went = Run(Slow with { MostThin = 4 });
        using Device narrow = Device.OpenSimd(1, 1);
        FitOptions same = Slow with { WarmUp = went.Options.WarmUp, Thin = went.Options.Thin };
        Assert.Equal(went.LogArea, Run(same, narrow).LogArea);
    }

    [Fact]
    public void Chains_that_converge_are_left_alone()
    {
        FitOptions options = new() { Chains = 128, WarmUp = 100, Draws = 250, MostThin = 16 };
        Fit fit = Run(options);
        Assert.True(fit.Converged);
        Assert.Equal(1, fit.Options.Thin);
        Assert.Equal(Run(options with { MostThin = 1 }).LogArea, fit.LogArea);
    }

    private static Fit Run(FitOptions options, Device? on = null)
    {
        SamplingCase pair = SamplingCase.Of("pair");
        using Device? own = on is null ? Device.OpenSimd() : null;
        return FitParts.Run(pair.Observations, pair.Priors, options, on ?? own!, null, TestContext.Current.CancellationToken);
    }
}
