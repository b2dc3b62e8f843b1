using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Statistics.Robust;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

public sealed class PriorConflictTests
{
    public static TheoryData<string> Keys => [.. ModelCatalogue.Standard.Kinds.Where(kind => !kind.Make(SettingValues.None).Can.Counts).Select(kind => kind.Key)];

    private static readonly FitOptions Few = new() { Chains = 8, Draws = 20, WarmUp = 20, Estimates = [] };

    /// <summary>Counts of a large and a small instrument, no areas: whatever the model, the first warning says so.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void Forgotten_areas_come_first_whatever_the_model(string key)
    {
        Fit fit = Fit(key, Tenfold(), Priors.Uniform(3, 0.05, 1.5, 0.01));
        Assert.Equal(fit.PriorConflict!.Warning, fit.Warnings[0]);
        Assert.Matches("^PRIOR AND DATA CONTRADICT EACH OTHER: of the same sources I2 measures (9\\.\\d|1[01]) times what I0 does", fit.PriorConflict.Finding);
        Assert.Contains("times what I0 does; the prior expects the same to 7.3 %", fit.PriorConflict.Finding, StringComparison.Ordinal);
        Assert.Contains("--priors FILE", fit.PriorConflict.Cure, StringComparison.Ordinal);
        Assert.DoesNotContain(fit.PriorConflict.Warning, fit.WarningsBelow);

        // A σ of a hundred percent only makes up for the areas.
        Assert.DoesNotContain(fit.Warnings, warning => warning.Contains("about σ of", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void With_their_areas_nothing_is_said(string key) =>
        Assert.Null(Fit(key, Tenfold(), Priors.Uniform(3, 0.05, 1.5, 0.01) with { LogArea = [0, Math.Log(3), Math.Log(10)] }).PriorConflict);

    [Fact]
    public void The_advised_tau_fits()
    {
        Observations data = Tenfold();
        string cure = PriorConflict.Of(data, Priors.Uniform(3, 0.05, 1.5, 0.01))!.Cure;
        // I0 and I1 differ threefold besides: to let I2 alone go free would not do.
        Assert.Contains("allow it: --tau 2 (in the file, where --priors gives tau).", cure, StringComparison.Ordinal);
        Assert.Null(PriorConflict.Of(data, Priors.Uniform(3, 2, 1.5, 0.01)));
    }

    [Fact]
    public void Given_areas_are_what_is_to_be_checked()
    {
        Priors swapped = Priors.Uniform(3, 0.05, 1.5, 0.01) with { LogArea = [Math.Log(10), Math.Log(3), 0] };
        PriorConflict found = PriorConflict.Of(Tenfold(), swapped)!;
        Assert.Contains("the prior expects 0.10 times, to 7.3 % (1 sd)", found.Finding, StringComparison.Ordinal);
        Assert.StartsWith("Check the areas of --priors", found.Cure, StringComparison.Ordinal);
    }

    /// <summary>The built-in sets, one of them with an instrument 15 % off, do not contradict their priors.</summary>
    [Fact]
    public void Nothing_is_said_of_the_built_in_sets()
    {
        foreach (Example example in Examples.All)
        {
            foreach (Observations band in TableReader.Read(example.Name).Bands)
            {
                Assert.Null(PriorConflict.Of(band, Priors.Uniform(band.InstrumentCount, example.Priors.Tau, example.Priors.Alpha, example.Priors.Beta)));
            }
        }
    }

    private static Fit Fit(string key, Observations data, Priors priors)
    {
        using Device device = Device.OpenSimd(cores: 1);
        return Fitting.Run(FitParts.Of(key), data, priors, Few, device, null, CancellationToken.None);
    }

    private static Observations Tenfold()
    {
        Observations data = RobustScatterTests.Normals(new Random(2), 3, 12, _ => 0.1);
        double[] area = [0, Math.Log(3), Math.Log(10)];
        return data with { Y = [.. data.Y.Select((y, o) => y + area[data.Instrument[o]])], Variance = [.. data.Y.Select(_ => 0.01)] };
    }
}
