using System.Text.Json;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using Xunit;

namespace GpuConcord.Tests.Host.Runs.Fits;

/// <summary>Sensitivities on their way to files, and back.</summary>
public sealed class SensitivityOutputTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Files_hold_every_number_and_the_report_reads_them_back()
    {
        Fit fit = HandMade.Fit(HandMade.Observations(null, ["pn", "MOS"], ["A", "B"]), [0, 0.1], [0.1, 0.2]) with { Sensitivity = Made() };
        using (OutputFolder folder = OutputFolder.Open(scratch["run"], overwrite: false))
        {
            await RunFiles.WriteAsync(HandMade.Run(fit), folder, TestContext.Current.CancellationToken);
        }

        string[] rows = await File.ReadAllLinesAsync(scratch["run/sensitivity.csv"], TestContext.Current.CancellationToken);
        Assert.Equal(1 + (5 * 4), rows.Length);
        Assert.Equal("band,name,component,sensitivity,mean_gradient,sd_gradient,pareto_k,diagnosis", rows[0]);
        Assert.Equal(",B[pn],prior,0.25,0.01,-0.01,0.125,prior and data may conflict", rows[1]);
        Assert.Equal(",B[MOS],likelihood,0.01,0.02,-0.02,0.5,prior decides", rows[8]);

        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(scratch["run/run.json"], TestContext.Current.CancellationToken));
        JsonElement member = json.RootElement.GetProperty("fits")[0].GetProperty("sensitivity");
        Assert.Equal("data decide", member.GetProperty("parameters")[2].GetProperty("diagnosis").GetString());
        Assert.Equal(0.05, member.GetProperty("threshold").GetDouble());

        Sensitivity read = (await RunFolder.ReadAsync(scratch["run"], "0.1.0", null, TestContext.Current.CancellationToken)).Fits[0].Sensitivity!;
        Assert.Equal(Made().Parameters, read.Parameters);
        Assert.Equal(Made().Components.Select(c => c.Name), read.Components.Select(c => c.Name));
        Assert.Equal(Made().VariancePrior!.SdGradient, read.VariancePrior!.SdGradient);
        Assert.Equal(double.PositiveInfinity, read.VariancePrior.ParetoK);
        Assert.False(read.Reliable);
    }

    [Fact]
    public async Task A_fit_without_has_no_file_and_null()
    {
        using (OutputFolder folder = OutputFolder.Open(scratch["run"], overwrite: false))
        {
            await RunFiles.WriteAsync(HandMade.Run(HandMade.Fit(HandMade.Observations(null, ["pn", "MOS"], ["A", "B"]), [0, 0.1], null)), folder,
                TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain("sensitivity.csv", scratch.Entries("run"));
        Assert.Null((await RunFolder.ReadAsync(scratch["run"], "0.1.0", null, TestContext.Current.CancellationToken)).Fits[0].Sensitivity);
    }

    private static Sensitivity Made()
    {
        static PowerScaling Scaling(double[] sensitivity, double k) => new(sensitivity, [0.01, 0.02, 0.03, 0.04, 0.05], [-0.01, -0.02, -0.03, -0.04, -0.05], k);
        return new Sensitivity
        {
            Parameters = [new("B[pn]", 0, 0.5, 0.1), new("B[MOS]", 1, 0.6, 0.1), new("sigma[pn]", 0, 0.1, 0.02), new("sigma[MOS]", 1, 0.2, 0.02), new("level", -1, 0, 0.035)],
            Prior = Scaling([0.25, 0.25, 0.01, 0.25, 0.25], 0.125),
            AreaPrior = Scaling([0.2, 0.2, 0.01, 0.1, 0.2], 0.25),
            VariancePrior = Scaling([0.1, 0.1, 0.01, 0.2, 0.1], double.PositiveInfinity),
            Likelihood = Scaling([0.25, 0.01, 0.25, 0.25, 0.01], 0.5),
            Draws = 4000,
        };
    }
}
