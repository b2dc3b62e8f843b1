using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Simulation;
using Xunit;

namespace GpuConcord.Tests.Host.Simulation;

public sealed class SimulatorTests
{
    public static TheoryData<ErrorModel> Models => [.. Enum.GetValues<ErrorModel>()];

    internal static SimulationPlan Plan(ErrorModel errors, int sources = 100) => new()
    {
        Instruments = ["pn", "MOS1", "MOS2"],
        Sources = sources,
        Errors = errors,
        Sigma = [0.1, 0.2, 0.3],
        Tau = [0.02, 0.05, 0.1],
        Apertures = errors is ErrorModel.Counts ? new SimulatedApertures { Exposure = [10_000, 20_000, 30_000, 5_000], Background = [1, 2, 3, 4], Leak = 0.1 } : null,
        Seed = 7,
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void The_same_seed_gives_the_same_data_and_another_one_others(ErrorModel errors)
    {
        SimulatedBand first = Simulator.Run(Plan(errors))[0];
        SimulatedBand again = Simulator.Run(Plan(errors))[0];
        SimulatedBand other = Simulator.Run(Plan(errors) with { Seed = 8 })[0];
        Assert.Equal(first.Observations, again.Observations);
        Assert.Equal(first.LogArea, again.LogArea);
        Assert.NotEqual(first.LogArea, other.LogArea);
        Assert.DoesNotContain(first.Observations.Zip(other.Observations), pair => pair.First.Value == pair.Second.Value && errors is not (ErrorModel.Poisson or ErrorModel.Counts));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_larger_table_begins_with_the_smaller_one(ErrorModel errors)
    {
        SimulatedBand small = Simulator.Run(Plan(errors, sources: 10))[0];
        SimulationPlan plan = Plan(errors, sources: 20);
        SimulatedBand large = Simulator.Run(plan with
        {
            Instruments = [.. plan.Instruments, "RGS"],
            Sigma = [.. plan.Sigma, 1],
            Tau = [.. plan.Tau, 1],
            Bands = ["soft", "hard"]
        })[0];
        Assert.Equal(small.Observations, large.Observations.Where(seen => seen.Instrument < 3 && seen.Source < 10));
        Assert.Equal(small.LogArea, large.LogArea[..3]);
        Assert.Equal(small.LogFlux, large.LogFlux[..10]);
    }

    /// <summary>E[c] = A F whatever the scatter is: the half variance is where it belongs.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void The_mean_count_is_area_times_flux(ErrorModel errors)
    {
        SimulatedBand band = Simulator.Run(Plan(errors, sources: 20_000) with { OutlierScale = 3, DegreesOfFreedom = 6 })[0];
        for (int i = 0; i < 3; i++)
        {
            double[] ratio = [.. band.Observations.Where(seen => seen.Instrument == i).Select(seen =>
                Count(seen) / Math.Exp(band.LogArea[i] + band.LogFlux[seen.Source]))];
            double mean = ratio.Average();
            double error = Math.Sqrt(ratio.Average(r => (r - mean) * (r - mean)) / ratio.Length);
            Assert.InRange((mean - 1) / error, -4.5, 4.5);
        }

        // In apertures: the counts less the background, over exposure and PSF fraction.
        double Count(SimulatedObservation seen) => errors switch
        {
            ErrorModel.Poisson => seen.Value,
            ErrorModel.Counts => (seen.Value - (1 + seen.Instrument)) / (0.85 * 10_000 * (1 + seen.Instrument)),
            _ => Math.Exp(seen.Value),
        };
    }

    /// <summary>E[m] = β T A F + r b; ln F is normal about the population's median, and its zeros stay in the table.</summary>
    [Fact]
    public void Counts_in_apertures_leak_into_the_background_and_come_from_a_population()
    {
        SimulationPlan plan = Plan(ErrorModel.Counts, sources: 20_000);
        SimulatedBand band = Simulator.Run(plan)[0];
        Assert.Equal(60_000, band.Observations.Count);
        Assert.Equal(0, band.ZeroCounts);
        Assert.Contains(band.Observations, seen => seen.Value == 0);
        Assert.All(band.Observations, seen => Assert.True(seen.Value == Math.Round(seen.Value) && seen.Background == Math.Round(seen.Background)));
        for (int i = 0; i < 3; i++)
        {
            double[] ratio = [.. band.Observations.Where(seen => seen.Instrument == i).Select(seen =>
                (seen.Background - (16.0 * (1 + i))) / (0.1 * 10_000 * (1 + i)) / Math.Exp(band.LogArea[i] + band.LogFlux[seen.Source]))];
            double mean = ratio.Average();
            double error = Math.Sqrt(ratio.Average(r => (r - mean) * (r - mean)) / ratio.Length);
            Assert.InRange((mean - 1) / error, -4.5, 4.5);
        }

        double[] flux = [.. band.LogFlux.Select(g => g - Math.Log(1e-3))];
        Assert.InRange(flux.Average() * Math.Sqrt(flux.Length), -4.5, 4.5);
        Assert.InRange((flux.Sum(g => g * g) - flux.Length) / Math.Sqrt(2.0 * flux.Length), -4.5, 4.5);
    }

    [Fact]
    public void Counts_beyond_any_sky_are_drawn_all_the_same()
    {
        SimulationPlan plan = Plan(ErrorModel.Counts, sources: 20);
        SimulatedBand band = Simulator.Run(plan with { Apertures = plan.Apertures! with { PopulationMedian = 1e300, PopulationSd = 10 } })[0];
        Assert.All(band.Observations, seen => Assert.Equal(0.85e15, seen.Value, 1e9));
        band = Simulator.Run(plan with { Apertures = plan.Apertures! with { PopulationMedian = 1e6 } })[0];
        Assert.All(band.Observations, seen => Assert.True(seen.Value is > 1e6 and < 1e15 && seen.Value == Math.Round(seen.Value)));
    }

    [Fact]
    public void Apertures_and_counts_come_together()
    {
        Assert.Throws<ArgumentException>(() => Simulator.Run(Plan(ErrorModel.Counts) with { Apertures = null }));
        Assert.Throws<ArgumentException>(() => Simulator.Run(Plan(ErrorModel.Counts) with { Errors = ErrorModel.LogNormal }));
    }

    [Theory]
    [InlineData(ErrorModel.LogNormal)]
    [InlineData(ErrorModel.KnownConstant)]
    public void The_scatter_is_sigma(ErrorModel errors)
    {
        const int Sources = 20_000;
        SimulatedBand band = Simulator.Run(Plan(errors, Sources))[0];
        for (int i = 0; i < 3; i++)
        {
            double sigma = 0.1 * (i + 1);
            double sum = band.Observations.Where(seen => seen.Instrument == i)
                .Sum(seen => Math.Pow((seen.Value - band.LogArea[i] - band.LogFlux[seen.Source] + (0.5 * sigma * sigma)) / sigma, 2));
            Assert.InRange((sum - Sources) / Math.Sqrt(2.0 * Sources), -4.5, 4.5);
        }
    }

    [Fact]
    public void Poisson_counts_are_whole_with_the_variance_of_their_mean()
    {
        SimulatedBand band = Simulator.Run(Plan(ErrorModel.Poisson, sources: 20_000) with { FewestCounts = 2, MostCounts = 50 })[0];
        Assert.All(band.Observations, seen => Assert.Equal(Math.Round(seen.Value), seen.Value));
        Assert.True(band.ZeroCounts > 0);
        Assert.Equal(60_000, band.Observations.Count + band.ZeroCounts);
        double[] squares = [.. band.Observations.Select(seen => (seen.Value, Mean: Math.Exp(band.LogArea[seen.Instrument] + band.LogFlux[seen.Source])))
            .Where(pair => pair.Mean > 20).Select(pair => Math.Pow(pair.Value - pair.Mean, 2) / pair.Mean)];
        Assert.InRange((squares.Average() - 1) / (Math.Sqrt(2.1 / squares.Length)), -4.5, 4.5);
    }

    [Fact]
    public void Outliers_are_as_many_as_asked_for_and_named()
    {
        SimulatedBand band = Simulator.Run(Plan(ErrorModel.Mixed, sources: 10_000))[0];
        int outliers = band.Observations.Count(seen => seen.Outlier);
        Assert.InRange((outliers - 1500) / Math.Sqrt(1500 * 0.95), -4.5, 4.5);
        Assert.Contains(band.Observations, seen => seen.Outlier && Math.Abs(seen.Value - band.LogArea[seen.Instrument] - band.LogFlux[seen.Source]) > 1);
        Assert.DoesNotContain(band.Observations, seen => !seen.Outlier && Math.Abs(seen.Value - band.LogArea[seen.Instrument] - band.LogFlux[seen.Source]) > 2);
    }

    [Fact]
    public void Cells_are_missing_with_the_probability_asked_for()
    {
        SimulatedBand band = Simulator.Run(Plan(ErrorModel.LogNormal, sources: 10_000) with { Missing = 0.3 })[0];
        Assert.InRange((band.Observations.Count - 21_000) / Math.Sqrt(30_000 * 0.21), -4.5, 4.5);
    }

    [Fact]
    public void Stated_errors_are_scaled() => Assert.All(
        Simulator.Run(Plan(ErrorModel.LogNormal) with { StatedErrors = 0.5 })[0].Observations,
        seen => Assert.Equal(0.05 * (seen.Instrument + 1), seen.Error, 1e-15));

    [Theory]
    [InlineData("0.3", 0.3, 0.3)]
    [InlineData("0.3,b=0.2", 0.3, 0.2)]
    [InlineData("b=0.2", 0.1, 0.2)]
    public void Numbers_are_for_all_or_by_name(string text, double a, double b) => Assert.Equal([a, b], PerInstrument.Read("--sigma", [text], ["a", "b"], 0.1));

    [Theory]
    [InlineData("x", "--sigma: found 'x', expected a number greater than 0, or INSTRUMENT=NUMBER")]
    [InlineData("-1", "--sigma: found '-1', expected a number greater than 0")]
    [InlineData("1,2", "--sigma: found two numbers for all instruments, expected one")]
    [InlineData("c=1", "--sigma: found instrument 'c', expected one of a, b")]
    [InlineData("a=1,a=2", "--sigma: found instrument 'a' twice")]
    public void Numbers_at_fault_are_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => PerInstrument.Read("--sigma", [text], ["a", "b"], 0.1)).Message, StringComparison.Ordinal);
}
