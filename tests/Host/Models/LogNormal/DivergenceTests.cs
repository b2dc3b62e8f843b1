using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogNormal;

/// <summary>
/// The E0102 shape under narrow priors: one instrument is off by 15 %, so that its variance has two modes, and trajectories now and then
/// run against the wall before σ² = 0. Pilots are too few to see it.
/// </summary>
public sealed class DivergenceTests
{
    [Fact]
    public void A_problem_that_diverges_is_drawn_anew_with_smaller_steps_alone_as_in_company()
    {
        SweepPosterior[] together = Run(0.01, 0.015, 0.02, 0.025, 0.03);
        Assert.All(together, posterior => Assert.True(posterior.Converged, $"{posterior.Tuning}"));
        SweepPosterior alone = Assert.Single(Run(0.02));
        Assert.Equal(together[2].Areas, alone.Areas);
        Assert.Equal(together[2].Tuning.StepSize, alone.Tuning.StepSize);
        // Its neighbours, which do not diverge, keep their steps: nearly twice as long.
        Assert.InRange(alone.Tuning.StepSize, 0.3 * together[3].Tuning.StepSize, 0.7 * together[3].Tuning.StepSize);
    }

    private static SweepPosterior[] Run(params double[] taus)
    {
        DataSet data = TableReader.Read("e0102-shape", new ReadOptions());
        Observations band = data.Bands[0];
        using Device device = Device.OpenSimd(cores: 1);
        return [.. Sweeping.Run(
            [.. taus.Select(tau => new SweepProblem
            {
                Data = data.Name,
                Observations = band,
                Priors = Priors.Uniform(band.InstrumentCount, tau, data.Example!.Priors.Alpha, data.Example.Priors.Beta),
                Label = $"τ = {tau}",
            })],
            new SweepOptions(), device, null, TestContext.Current.CancellationToken).Posteriors];
    }
}
