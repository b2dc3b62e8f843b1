using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Robust;
using GpuConcord.Tests.Host.Statistics.Robust;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

public sealed class ScatterPriorWarningsTests
{
    private const string Contradict = "contradict each other about σ";

    private static readonly FitOptions Few = new() { Chains = 32, Draws = 25, WarmUp = 60, Estimates = [] };

    /// <summary>The table of a built-in set under the prior that every table had: 10 %, where it scatters by 2.6 % and has two sources.</summary>
    [Fact]
    public void A_prior_that_decides_is_named_with_the_beta_that_the_data_want()
    {
        Observations data = TableReader.Read("e0102-shape").Bands[0];
        string said = Assert.Single(Of(FitParts.Fitted, data, Priors.Uniform(13, 0.05, 1.5, 0.01)), warning => warning.Contains(Contradict, StringComparison.Ordinal));
        Assert.Contains("scatter by about 2.6 %, the prior expects 4.6 to 30 % (95 %, β = 0.01), and 2 sources an instrument", said, StringComparison.Ordinal);
        Assert.Contains("too wide", said, StringComparison.Ordinal);
        Assert.Contains("--beta 0.00068 for 2.6 %", said, StringComparison.Ordinal);

        IReadOnlyList<string> small = Of(FitParts.Fitted, data, Priors.Uniform(13, 0.05, 1.5, 1e-6));
        string narrow = Assert.Single(small, warning => warning.Contains("sources an instrument", StringComparison.Ordinal));
        Assert.Contains("too narrow", narrow, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instrument_that_scatters_as_its_prior_rules_out_is_named()
    {
        Observations data = RobustScatterTests.Normals(new Random(4), 4, 8, i => i == 2 ? 0.6 : 0.01);
        string said = Assert.Single(Of(FitParts.Fitted, data, Priors.Uniform(4, 0.5, 1.5, 1e-4)), warning => warning.Contains(Contradict, StringComparison.Ordinal));
        Assert.StartsWith("Prior and data contradict each other about σ of I2 (", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_sources_are_named_with_what_to_do()
    {
        Observations few = RobustScatterTests.Normals(new Random(4), 3, 4, _ => 0.1);
        Priors priors = Priors.Uniform(3, 0.05, 1.5, 0.01);
        string said = Assert.Single(Of(FitParts.Fitted, few, priors));
        Assert.StartsWith("Every instrument shares 4 sources only: most of what is said of their σ is the prior's", said, StringComparison.Ordinal);
        Assert.Contains("spectral lines", said, StringComparison.Ordinal);
        Assert.Contains("put them into the table", said, StringComparison.Ordinal);
        Observations errors = few with { Variance = [.. few.Y.Select(_ => 0.001)] };
        Assert.Contains("The table has errors: --variances both", Assert.Single(Of(FitParts.Fitted, errors, priors)), StringComparison.Ordinal);
        Assert.DoesNotContain("--variances", Assert.Single(Of(FitParts.Both, errors, priors)), StringComparison.Ordinal);
        Assert.Empty(Of(FitParts.Known, errors, priors));
        Assert.Empty(Of(FitParts.Fitted, RobustScatterTests.Normals(new Random(4), 3, 5, _ => 0.1), priors));

        double?[][] uneven = [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 12).Select(j => i == 1 && j > 1 ? null : (double?)(0.1 * ((i + (3 * j)) % 5))).ToArray())];
        Assert.Contains(Of(FitParts.Fitted, ReferenceTables.Of(uneven), priors), warning => warning.StartsWith("I1 shares 2 sources only", StringComparison.Ordinal));
    }

    /// <summary>Built-in sets under their own priors: only that two sources are few.</summary>
    [Fact]
    public void Of_the_built_in_sets_one_has_few_sources_and_none_contradicts_its_prior()
    {
        foreach (Example example in Examples.All)
        {
            foreach (Observations band in TableReader.Read(example.Name).Bands)
            {
                string[] said = [.. Of(FitParts.Fitted, band, Priors.Uniform(band.InstrumentCount, example.Priors.Tau, example.Priors.Alpha, example.Priors.Beta))];
                Assert.Equal(example.Name is "e0102-shape" ? 1 : 0, said.Length);
                Assert.DoesNotContain(said, warning => warning.Contains(Contradict, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(13, 2)]
    public void Data_from_the_prior_do_not_contradict_it(int instruments, int sources) => Assert.InRange(Contradictions(FitParts.Fitted, instruments, sources, 100), 0, 3);

    /// <summary>Fewer than one fit in a hundred, for every model that fits a variance.</summary>
    [Theory(Explicit = true)]
    [InlineData("fitted", 2, 3)]
    [InlineData("fitted", 3, 4)]
    [InlineData("fitted", 3, 20)]
    [InlineData("fitted", 13, 2)]
    [InlineData("both", 3, 6)]
    [InlineData("log-t", 3, 6)]
    public void Data_from_the_prior_hardly_ever_contradict_it(string key, int instruments, int sources)
    {
        const int Tables = 2000;
        int said = Contradictions(FitParts.Of(key), instruments, sources, Tables);
        TestContext.Current.TestOutputHelper?.WriteLine($"{key} {instruments} × {sources}: {said} of {Tables}");
        Assert.InRange(said, 0, 20);
    }

    private static int Contradictions(IModel model, int instruments, int sources, int tables)
    {
        Observations design = RobustScatterTests.Normals(new Random(1), instruments, sources, _ => 1) with
        {
            Variance = [.. Enumerable.Repeat(0.001, instruments * sources)],
        };
        Priors priors = Priors.Uniform(instruments, 0.05, 1.5, 0.004);
        return Enumerable.Range(0, tables).Count(k =>
            Of(model, model.Simulate(new ReplicateDesign(design, priors, 99), k).Data, priors).Any(warning => warning.Contains(Contradict, StringComparison.Ordinal)));
    }

    private static List<string> Of(IModel model, Observations data, Priors priors)
    {
        using Device device = Device.OpenSimd(cores: 1);
        Fit fit = Fitting.Run(model, data, priors, Few, device, null, CancellationToken.None);
        return [.. ScatterPriorWarnings.Of(model, data, priors, RobustScatter.Of(data), fit.Blocks, fit.ObservationsPerInstrument, areasContradict: false)];
    }
}
