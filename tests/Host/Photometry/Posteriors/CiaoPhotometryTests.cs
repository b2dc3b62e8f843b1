using System.Globalization;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Posteriors;

/// <summary>The inferred grid against the numbers CIAO prints and against a numpy implementation of the same inference.</summary>
public sealed class CiaoPhotometryTests
{
    private static readonly ApertureParameters Fluxes = MadeApertures.Help with
    {
        SourceTime = 5977.74,
        BackgroundTime = 5977.74,
        SourceExposure = 2308338.2013,
        BackgroundExposure = 2058975.0111,
        SourceEnergy = 2.56e-9,
        BackgroundEnergy = 4.27e-9,
        SourceFlux = 9.81e-16,
        BackgroundFlux = 2.23e-15,
    };

    /// <summary>Examples 1–5 of the help page (CIAO 4.7), printed with the digits given there.</summary>
    public static TheoryData<ApertureQuantity, string, string[]> Printed => new()
    {
        { ApertureQuantity.Counts, "g6", ["147.748", "135.396", "160.224"] },
        { ApertureQuantity.Rate, "g6", ["0.0247163", "0.02265", "0.0268035"] },
        { ApertureQuantity.PhotonFlux, "0.00e-0", ["6.40e-5", "5.86e-5", "6.94e-5"] },
        { ApertureQuantity.EnergyFlux, "0.00e-0", ["1.63e-13", "1.50e-13", "1.77e-13"] },
        // The page prints 1.28e-13 for the lower bound, which contradicts its own inputs: whatever their rounding, they give 1.32e-13.
        { ApertureQuantity.EventFlux, "0.00e-0", ["1.44e-13", "1.32e-13", "1.57e-13"] },
    };

    [Theory]
    [MemberData(nameof(Printed))]
    public void TheHelpPagesExamplesInEveryDigit(ApertureQuantity quantity, string format, string[] printed)
    {
        using Device device = Device.OpenSimd(cores: 1);
        using Photometer photometer = new(device, new PhotometryRequest { Quantities = [quantity], Ciao = new CiaoRule() });
        PosteriorSummary s = photometer.Measure(Fluxes, quantity);
        Assert.Equal(printed, Array.ConvertAll([s.Mode, s.Low, s.High], value => value.ToString(format, CultureInfo.InvariantCulture)), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Printed))]
    public void TheExactAnswersAreNear(ApertureQuantity quantity, string format, string[] printed)
    {
        _ = format;
        using Device device = Device.OpenSimd(cores: 1);
        using Photometer photometer = new(device, new PhotometryRequest { Quantities = [quantity] });
        PosteriorSummary s = photometer.Measure(Fluxes, quantity);
        double[] expected = Array.ConvertAll(printed, text => double.Parse(text, CultureInfo.InvariantCulture));

        // The Gaussian stands in for a posterior of relative width 0.085: they differ by a few per cent of that.
        Assert.Equal(1.0, s.Mode / expected[0], 0.004);
        Assert.Equal(1.0, s.Low / expected[1], 0.005);
        Assert.Equal(1.0, s.High / expected[2], 0.004);
    }

    [Theory]
    [InlineData("ciao-grid", 1)]
    [InlineData("ciao-gauss", 1)]
    [InlineData("ciao-grid", null)]
    [InlineData("ciao-gauss", null)]
    public void TheSameGridPointsAsTheReference(string method, int? width)
    {
        // On one lane the rows of 300,000 counts would take long; the widest registers do them.
        OracleRow[] rows = [.. OracleRow.Of(method).Where(row => width is null || row.Problem.N + row.Problem.M < 1e4)];
        CiaoRule rule = new() { MaxCounts = double.MaxValue, Gaussian = method is "ciao-gauss" };
        PosteriorSummary[] summaries = MadeApertures.Ciao([.. rows.Select(row => row.Problem)], rule, width);

        // A grid point is 1e-4 to 1e-2 of the value away from the next; the reference has 12 digits.
        Assert.All(rows.Zip(summaries), pair => Assert.True(pair.First.Difference(pair.Second) < 2e-11, $"{pair.First}: {pair.Second}"));
    }

    [Fact]
    public void TheGaussianTakesOverAboveMaxCounts()
    {
        ApertureProblem problem = MadeApertures.Help.Problem(ApertureQuantity.Counts);
        PosteriorSummary[] alternate = MadeApertures.Ciao([problem], new CiaoRule { MaxCounts = 147.0 });
        Assert.Equal(MadeApertures.Ciao([problem], new CiaoRule { Gaussian = true }), alternate);
        Assert.NotEqual(MadeApertures.Ciao([problem], new CiaoRule { MaxCounts = 148.0 }), alternate);
    }

    [Fact]
    public void MaxCountsMeansCountsInEveryUnit()
    {
        using Device device = Device.OpenSimd(cores: 1);
        using Photometer photometer = new(device, new PhotometryRequest { Quantities = ApertureQuantities.All, Ciao = new CiaoRule { MaxCounts = 1e3 } });
        PosteriorSummary counts = photometer.Measure(Fluxes, ApertureQuantity.Counts);
        PosteriorSummary rate = photometer.Measure(Fluxes, ApertureQuantity.Rate);
        Assert.Equal(counts.High, rate.High * 5977.74, 1e-9);
    }

    [Fact]
    public void WithoutCountsThereIsNoGrid()
    {
        PosteriorSummary summary = MadeApertures.Ciao([new ApertureProblem(0, 0, 0.9, 0.0, 20, 0.68)], new CiaoRule())[0];
        Assert.True(double.IsNaN(summary.Mode) && double.IsNaN(summary.Low) && double.IsNaN(summary.High));
    }

    /// <summary>σ is 0.001, the posterior's width 1: the grid must grow for long; 100 × 5 σ is where the rule stops.</summary>
    [Fact]
    public void AGridThatCannotGrowEnoughStopsWhereTheRuleSays()
    {
        PosteriorSummary summary = MadeApertures.Ciao([new ApertureProblem(0, 1, 1.0, 0.0, 1000, 0.9)], new CiaoRule())[0];
        Assert.True(summary.ModeAtZero);
        Assert.InRange(summary.High, 0.4, 0.5);
    }
}
