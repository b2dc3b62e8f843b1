using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Simulation;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Host.Simulation;

/// <summary>From plan to file, back through the reader of <c>fit</c>, and into a posterior that must cover the truth.</summary>
public sealed class SimulationFilesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_table_reads_back_with_names_bands_and_errors_in_order()
    {
        SimulationPlan plan = SimulatorTests.Plan(ErrorModel.LogNormal) with { Bands = ["soft", "hard"], Missing = 0.2 };
        (DataSet data, IReadOnlyList<SimulatedBand> bands) = await WriteAsync(plan);
        Assert.Equal(["soft", "hard"], data.Bands.Select(band => band.Band));
        Assert.Equal(plan.Instruments, data.Instruments);
        Assert.Empty(data.Notes);
        for (int k = 0; k < 2; k++)
        {
            Observations read = data.Bands[k];
            Assert.Equal(bands[k].Observations.Count, read.Count);
            Dictionary<(string, string), SimulatedObservation> seen = bands[k].Observations.ToDictionary(o => (plan.Instruments[o.Instrument], plan.SourceName(o.Source)));
            for (int j = 0; j < read.SourceCount; j++)
            {
                for (int o = read.First[j]; o < read.First[j + 1]; o++)
                {
                    SimulatedObservation expected = seen[(read.Instruments[read.Instrument[o]], read.Sources[j])];
                    Assert.Equal(expected.Value, read.Y[o]);
                    Assert.Equal(expected.Error * expected.Error, read.Variance![o], 1e-15);
                }
            }
        }
    }

    [Fact]
    public async Task Counts_read_back_as_counts()
    {
        (DataSet data, IReadOnlyList<SimulatedBand> bands) = await WriteAsync(SimulatorTests.Plan(ErrorModel.Poisson));
        Assert.Equal("counts", data.Bands[0].Quantity);
        Assert.Equal(bands[0].Observations.Sum(seen => seen.Value), data.Bands[0].Y.Sum(Math.Exp), 1e-6);
    }

    [Fact]
    public void The_truth_is_complete_and_the_same_every_time()
    {
        SimulationPlan plan = SimulatorTests.Plan(ErrorModel.Mixed);
        IReadOnlyList<SimulatedBand> bands = Simulator.Run(plan);
        using MemoryStream first = new();
        using MemoryStream again = new();
        SimulationFiles.WriteTruth(plan, bands, "1.2.3", first);
        SimulationFiles.WriteTruth(plan, Simulator.Run(plan), "1.2.3", again);
        Assert.Equal(first.ToArray(), again.ToArray());
        using JsonDocument json = JsonDocument.Parse(first.ToArray());
        JsonElement truth = json.RootElement;
        Assert.Equal(("mixed", 7ul, true), (truth.GetProperty("model").GetString(), truth.GetProperty("seed").GetUInt64(), truth.GetProperty("simulated").GetBoolean()));
        Assert.Equal(plan.Sigma, truth.GetProperty("sigma").EnumerateArray().Select(value => value.GetDouble()));
        JsonElement band = truth.GetProperty("bands")[0];
        Assert.Equal(bands[0].LogArea, band.GetProperty("B").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(bands[0].LogFlux, band.GetProperty("G").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(bands[0].Observations.Count(seen => seen.Outlier), band.GetProperty("outliers").GetArrayLength());
    }

    /// <summary>
    /// Known variances, truths from the prior: 95 % intervals of every B and G cover with probability 0.95 exactly. Coverage is counted for
    /// one B and one G a data set, so that the count is binomial; the bounds are exceeded once in a million.
    /// </summary>
    [Fact]
    public async Task Exact_intervals_cover_the_truth_at_their_nominal_rate()
    {
        const int DataSets = 200;
        int areas = 0;
        int fluxes = 0;
        for (ulong seed = 0; seed < DataSets; seed++)
        {
            SimulationPlan plan = SimulatorTests.Plan(ErrorModel.LogNormal, sources: 12) with { Seed = seed, Missing = 0.1 };
            (DataSet written, IReadOnlyList<SimulatedBand> bands) = await WriteAsync(plan);
            Observations data = written.Bands[0];
            KnownVariancePosterior posterior = KnownVariancePosterior.Of(data, AreaPrior.Independent(new Priors(new double[3], [.. plan.Tau], [1, 1, 1], [1, 1, 1])));
            int pn = Array.IndexOf(data.Instruments, "pn");
            int source = Array.IndexOf(data.Sources, data.Sources.Contains(plan.SourceName(3)) ? plan.SourceName(3) : plan.SourceName(4));
            double truth = bands[0].LogFlux[int.Parse(data.Sources[source][1..]) - 1];
            areas += Math.Abs(posterior.AreaMean[pn] - bands[0].LogArea[0]) < 1.959964 * Math.Sqrt(posterior.AreaCovariance[pn, pn]) ? 1 : 0;
            fluxes += Math.Abs(posterior.FluxMean[source] - truth) < 1.959964 * posterior.FluxSd[source] ? 1 : 0;
        }

        Covers(areas, DataSets);
        Covers(fluxes, DataSets);
    }

    /// <summary>Fitted variances: σ is not drawn from its prior, but forty sources decide it; B is.</summary>
    [Fact]
    public async Task Sampled_intervals_cover_the_truth_at_their_nominal_rate()
    {
        const int DataSets = 60;
        int areas = 0;
        int variances = 0;
        using Device device = Device.OpenSimd();
        for (ulong seed = 0; seed < DataSets; seed++)
        {
            SimulationPlan plan = SimulatorTests.Plan(ErrorModel.LogNormal, sources: 40) with { Seed = seed };
            (DataSet written, IReadOnlyList<SimulatedBand> bands) = await WriteAsync(plan);
            Observations data = written.Bands[0];
            Fit fit = FitParts.Run(
                data, new Priors(new double[3], [.. plan.Tau], [1, 1, 1], [0.02, 0.02, 0.02]), new FitOptions { Chains = 32, WarmUp = 100, Draws = 50, Estimates = [] },
                device, null, CancellationToken.None);
            areas += fit.Areas[0].Q2_5 < bands[0].LogArea[0] && bands[0].LogArea[0] < fit.Areas[0].Q97_5 ? 1 : 0;
            variances += fit.Variances[2].Q2_5 < 0.09 && 0.09 < fit.Variances[2].Q97_5 ? 1 : 0;
        }

        Covers(areas, DataSets);
        Covers(variances, DataSets);
    }

    private static void Covers(int covered, int dataSets)
    {
        MathNet.Numerics.Distributions.Binomial binomial = new(0.95, dataSets);
        Assert.True(binomial.CumulativeDistribution(covered) > 5e-7, $"{covered} of {dataSets} intervals cover the truth, expected about {0.95 * dataSets}");
        Assert.True(1 - binomial.CumulativeDistribution(covered - 1) > 5e-7, $"{covered} of {dataSets} intervals cover the truth, expected about {0.95 * dataSets}");
    }

    private async Task<(DataSet Data, IReadOnlyList<SimulatedBand> Bands)> WriteAsync(SimulationPlan plan)
    {
        IReadOnlyList<SimulatedBand> bands = Simulator.Run(plan);
        await using (FileStream stream = File.Create(scratch["simulated.csv"]))
        {
            await SimulationFiles.WriteTableAsync(plan, bands, "1.2.3", TableFormats.Standard.Text, stream, TestContext.Current.CancellationToken);
        }

        return (TableReader.Read(scratch["simulated.csv"], default), bands);
    }
}
