using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using Xunit;

namespace GpuConcord.Tests.Host.Data;

public sealed class ExamplesTests
{
    public static TheoryData<string> Names => [.. Examples.All.Select(example => example.Name)];

    [Fact]
    public void Lists_the_real_set_first_and_says_what_is_simulated()
    {
        Assert.Equal(["epic-hmxb", "e0102-shape", "2xmm-shape", "xcal-shape"], Examples.All.Select(example => example.Name).ToArray());
        Assert.Equal([false, true, true, true], Examples.All.Select(example => example.Simulated));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_without_an_option_and_without_a_fault(string name)
    {
        DataSet data = TableReader.Read(name);
        Assert.Equal(name, data.Example!.Name);
        Assert.Equal(name, data.Name);
        Assert.NotEmpty(data.Example.Description);
        Assert.NotEmpty(data.Example.Citation);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Simulated_numbers_cannot_be_taken_for_real_ones(string name)
    {
        Example example = Examples.Find(name)!;
        using StreamReader reader = new(example.Open());
        bool simulated = reader.ReadLine()!.StartsWith("# SIMULATED", StringComparison.Ordinal);
        Assert.Equal(example.Simulated, simulated);
        Assert.Equal(example.Simulated, example.Title.StartsWith("SIMULATED", StringComparison.Ordinal));
        Assert.Equal(example.Simulated, example.Description.StartsWith("SIMULATED", StringComparison.Ordinal));
        Assert.Equal(example.Simulated, example.Citation.StartsWith("none (simulated)", StringComparison.Ordinal));
        Assert.Equal(example.Simulated, TableReader.Read(name).Instruments.All(instrument => instrument.StartsWith("inst", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("epic-hmxb", 3, "1.0-2.0 17 51, 2.0-4.5 16 48, 4.5-12.0 15 45", 0.05, 1.5, 0.01)]
    [InlineData("e0102-shape", 13, " 2 26", 0.05, 1.5, 0.000196)]
    [InlineData("2xmm-shape", 3, " 41 123", 0.05, 1.5, 0.0144)]
    [InlineData("xcal-shape", 3, " 103 309", 0.05, 1.5, 0.008649)]
    public void Has_the_promised_shape_and_priors(string name, int instruments, string bands, double tau, double alpha, double beta)
    {
        DataSet data = TableReader.Read(name);
        Assert.Equal(instruments, data.Instruments.Count);
        Assert.Equal(bands, string.Join(", ", data.Bands.Select(band => $"{band.Band} {band.SourceCount} {band.Count}")));
        Assert.Equal(new PriorDefaults(tau, alpha, beta), data.Example!.Priors);
    }

    [Fact]
    public void The_EPIC_fluxes_are_the_catalogues_digit_for_digit()
    {
        DataSet data = TableReader.Read("epic-hmxb");
        Assert.Equal("88b24f3bf8b823a47c5fbfd8b918476c8b5a488843ab0e960ec509beab743c5c", data.Sha256);
        Observations band = data.Bands[0];
        Assert.Equal(["pn", "MOS1", "MOS2"], band.Instruments);
        Assert.Equal("1A 0535+262", band.Sources[0]);
        Assert.Equal([Math.Log(2.238796e-12), Math.Log(2.4907043e-12), Math.Log(2.4384726e-12)], band.Y[..3]);
        Assert.Equal(Math.Log(1 + Math.Pow(1.1256172e-14 / 2.238796e-12, 2)), band.Variance![0], 1e-16);
        Assert.Equal(("flux", "erg/cm2/s"), (band.Quantity, band.Unit));
        Assert.Equal("columns not used: 'pileup_level'", Assert.Single(data.Notes));
    }

    [Fact]
    public void The_2xmm_shape_has_the_shifts_and_scatter_its_comments_state()
    {
        using StreamReader reader = new(Examples.Find("2xmm-shape")!.Open());
        string truth = reader.ReadToEnd().Split('\n')[1];
        Assert.Equal("# Truth: sigma = 0.12, B = 0.0263, -0.0366, -0.0287 (drawn with tau = 0.05).", truth);
        double[] y = TableReader.Read("2xmm-shape").Bands[0].Y;
        double[] shifts = [0.0263, -0.0366, -0.0287];
        const double Sigma = 0.12;
        for (int i = 1; i < 3; i++)
        {
            double[] differences = Enumerable.Range(0, 41).Select(j => y[3 * j] - y[3 * j + i]).ToArray();
            double mean = differences.Average();
            double variance = differences.Sum(d => (d - mean) * (d - mean)) / 40;

            // The difference of two instruments has variance 2 sigma^2; its mean over 41 sources a 41st of that; its sample variance sd 2 sigma^2 sqrt(2/40).
            Assert.Equal(shifts[0] - shifts[i], mean, 4 * Math.Sqrt(2 * Sigma * Sigma / 41));
            Assert.Equal(2 * Sigma * Sigma, variance, 4 * 2 * Sigma * Sigma * Math.Sqrt(2.0 / 40));
        }
    }

    [Fact]
    public void A_resource_that_was_not_embedded_is_a_fault_of_the_program() =>
        Assert.Throws<InvalidOperationException>(() => Example.Open("no-such.csv"));
}
