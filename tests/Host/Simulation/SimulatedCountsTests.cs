using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Simulation;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Simulation;

/// <summary>A table of simulated counts, written, read and fitted: the posterior holds the truth.</summary>
public sealed class SimulatedCountsTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>One table, fixed: 8 parameters and 60 fluxes, within 4 sd of the truth each and the fluxes by and large as often in their intervals as these say.</summary>
    [Fact]
    public async Task The_posterior_of_a_faint_catalogue_holds_the_truth()
    {
        SimulationPlan plan = new()
        {
            Instruments = ["pn", "MOS1", "MOS2"],
            Sources = 60,
            Errors = ErrorModel.Counts,
            Sigma = [0.1, 0.1, 0.1],
            Tau = [0.1, 0.1, 0.1],
            Missing = 0.1,
            Apertures = new SimulatedApertures { Exposure = [20_000, 10_000, 10_000], Background = [1, 0.5, 0.5] },
            Seed = 11,
        };
        IReadOnlyList<SimulatedBand> bands = Simulator.Run(plan);
        await using (FileStream stream = File.Create(scratch["s.csv"]))
        {
            await SimulationFiles.WriteTableAsync(plan, bands, "1.2.3", TableFormats.Standard.Text, stream, TestContext.Current.CancellationToken);
        }

        Observations data = TableReader.Read(scratch["s.csv"], new ReadOptions(CountsBecause: "--model counts")).Bands[0];
        Assert.Equal(bands[0].Observations.Count, data.Count);
        Assert.Equal("counts/s", data.Unit);
        using Device device = Device.OpenSimd();
        Fit fit = Fitting.Run(
            new CountsModel(), data, new Priors(new double[3], [.. plan.Tau], [1.5, 1.5, 1.5], [0.01, 0.01, 0.01]),
            new FitOptions { Chains = 32, WarmUp = 200, Draws = 300 }, device, null, CancellationToken.None);
        for (int i = 0; i < 3; i++)
        {
            Near(fit.Areas[i], bands[0].LogArea[Array.IndexOf([.. plan.Instruments], data.Instruments[i])]);
        }

        Population population = Population.Of(fit)!;
        Near(population.Mu, Math.Log(1e-3));
        Near(population.Omega2, 1.0);
        int held = 0;
        for (int j = 0; j < data.SourceCount; j++)
        {
            double truth = bands[0].LogFlux[int.Parse(data.Sources[j][1..]) - 1];
            Assert.True(Math.Abs(fit.Fluxes.Mean[j] - truth) < 5 * fit.Fluxes.Sd[j], data.Sources[j]);
            held += fit.Fluxes.Q2_5[j] < truth && truth < fit.Fluxes.Q97_5[j] ? 1 : 0;
        }

        // Sixty intervals of 95 %: fewer than 50 is one in ten thousand.
        Assert.InRange(held, 50, data.SourceCount);
    }

    private static void Near(ParameterSummary summary, double truth) => Assert.InRange((summary.Mean - truth) / summary.Sd, -4.0, 4.0);
}
