using GpuConcord.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Diagnostics;

public class BriefSummaryTests
{
    private static readonly int[] Superchains = [.. Enumerable.Range(0, 32).Select(chain => chain / 8)];

    [Fact]
    public void Holds_the_numbers_of_the_full_summary()
    {
        double[] draws = Draws(shift: 0);
        ParameterSummary full = ParameterSummary.Of("x", draws, 32);
        BriefSummary brief = BriefSummary.Of(draws, 32, Superchains);
        Assert.Equal((full.Mean, full.Sd, full.Q2_5, full.Median, full.Q97_5), (brief.Mean, brief.Sd, brief.Q2_5, brief.Median, brief.Q97_5));
        Assert.Equal(EffectiveSampleSize.Mean(draws, 32), brief.Ess);
        Assert.Equal(NestedRhat.Of(draws, Superchains), brief.Rhat);
        Assert.Equal(full.McseMean, brief.McseMean);
        Assert.Equal(full.Rhat, BriefSummary.Of(draws, 32, []).Rhat);
    }

    [Fact]
    public void Superchains_that_disagree_show()
    {
        Assert.True(BriefSummary.Of(Draws(shift: 0), 32, Superchains).Rhat < 1.01);
        Assert.True(BriefSummary.Of(Draws(shift: 1), 32, Superchains).Rhat > 1.05);
    }

    /// <summary>Independent normals, the first superchain moved.</summary>
    private static double[] Draws(double shift)
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, 32 * 64).Select(d =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) + (d < 8 * 64 ? shift : 0))];
    }
}
