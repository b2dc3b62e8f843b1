using System.Globalization;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Hardness;
using GpuConcord.Host.Photometry.Posteriors;
using MathNet.Numerics;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Posteriors;

/// <summary>On and near the surface r f = g, where source and background share out alike between the apertures.</summary>
public sealed class TiltedPosteriorTests
{
    private static readonly ExactOptions Everything = new(Quantiles: [0.5], LogMoments: true);

    /// <summary>tests/data/aprates/surface.csv: 70-digit arithmetic, relative distances from the surface of 0.1 to 1e-16 on both sides.</summary>
    [Fact]
    public void EveryDistanceFromTheSurfaceAsWithSeventyDigits()
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "aprates", "surface.csv")).Skip(1).Select(line => line.Split(','))];
        ApertureProblem[] problems = Array.ConvertAll(rows, row => Source(row).Problem(ApertureQuantity.Counts));
        (PosteriorSummary[] summaries, double[] extras) = Solve(problems);
        Assert.True(rows.Length > 400);
        for (int i = 0; i < rows.Length; i++)
        {
            PosteriorSummary s = summaries[i];
            double[] found = [s.Mode, s.Low, s.High, s.Mean, s.Deviation, extras[3 * i], extras[(3 * i) + 1], extras[(3 * i) + 2]];
            for (int k = 0; k < found.Length; k++)
            {
                double expected = Number(rows[i][7 + k]);
                double difference = double.IsNaN(expected) || double.IsNaN(found[k])
                    ? double.IsNaN(expected) == double.IsNaN(found[k]) ? 0.0 : 1.0
                    : Math.Abs(found[k] - expected) / (expected == 0.0 ? 1.0 : Math.Abs(expected));
                Assert.True(difference < (k < 6 ? 1e-10 : 1e-9), $"{string.Join(',', rows[i])}: column {k} is {found[k]:R}");
            }
        }
    }

    /// <summary>p(x) = Q(N + 1, x)/(N + 1): flat up to N and falling, whatever share of the N counts either aperture has.</summary>
    [Theory]
    [InlineData(0, 1, 0.68)]
    [InlineData(3, 0, 0.9)]
    [InlineData(5, 2, 0.5)]
    [InlineData(30, 40, 0.95)]
    [InlineData(500, 50, 0.999)]
    [InlineData(500, 50, 0.68)]
    public void OnTheSurfaceTheDensityIsAnIncompleteGammaFunction(double n, double m, double confidence)
    {
        PosteriorSummary s = MadeApertures.Exact([new ApertureProblem(n, m, 0.3, 0.15, 0.5, confidence)])[0];
        double total = n + m, x = 0.45 * s.High;
        double below = ((x * SpecialFunctions.GammaUpperRegularized(total + 1.0, x)) + ((total + 1.0) * SpecialFunctions.GammaLowerRegularized(total + 2.0, x))) / (total + 1.0);
        Assert.Equal(confidence, below, 1e-11);
        Assert.Equal((0.0, true), (s.Mode, s.ModeAtZero));
        Assert.Equal((total + 2.0) / 2.0 / 0.45, s.Mean, 1e-12 * total / 0.45);
    }

    /// <summary>A billion counts: nearly uniform from 0 to N/h, so that the bound is conf·(N + 1)/h; no launch of a billion terms.</summary>
    [Theory]
    [InlineData(6e8, 3e8)]
    [InlineData(1e9, 0)]
    [InlineData(0, 1e9)]
    [InlineData(1e9, 1e9)]
    [InlineData(2e6, 1e6)]
    public void BigCountsOnTheSurface(double n, double m)
    {
        ApertureProblem problem = new(n, m, 0.3, 0.15, 0.5, 0.68);
        PosteriorSummary s = MadeApertures.Exact([problem])[0];
        Assert.True(problem.Alike);
        Assert.Equal(0.68 * (n + m + 1.0) / 0.45, s.High, 1e-10 * s.High);
        Assert.Equal((n + m + 2.0) / 0.9, s.Mean, 1e-11 * s.Mean);
        Assert.Equal((n + m) / 0.45 / Math.Sqrt(12.0), s.Deviation, 1e-5 * s.Deviation);
    }

    /// <summary>
    /// Where the mixture has millions of terms and the apertures do tell: n = m = 1e9 and a tilt of 5e-7 leave S₀ = (r n − m)/(r f − g) with its error.
    /// </summary>
    [Fact]
    public void BigCountsBesideTheSurfaceAreNormal()
    {
        // m so that the algebraic solution is half of what all counts would be.
        (double n, double f, double g, double r) = (1e9, 0.3, 0.15 * 1.01, 0.5);
        double m = Math.Round(r * n * 1.005);
        ApertureProblem problem = new(n, m, f, g, r, 0.68);
        PosteriorSummary s = MadeApertures.Exact([problem])[0];
        double solution = ((r * n) - m) / ((r * f) - g);
        double sigma = Math.Sqrt((r * r * n) + m) / Math.Abs((r * f) - g);
        Assert.False(problem.Alike);
        Assert.Equal(solution, s.Mode, 1e-6 * solution);
        Assert.Equal(1.0, s.Deviation / sigma, 1e-3);
        Assert.Equal(1.0, (s.High - s.Low) / (2.0 * 0.99445788 * sigma), 1e-3);
    }

    /// <summary>0.9 · 1 = 0.3 · 3, but not in binary: it is the surface all the same, in counts, rates and fluxes.</summary>
    [Fact]
    public void RoundingToBinaryIsNoDistanceInAnyQuantity()
    {
        ApertureParameters source = MadeApertures.Help with
        {
            N = 40,
            M = 15,
            Alpha = 0.9,
            Beta = 0.3,
            SourceArea = 3.0,
            BackgroundArea = 1.0,
            SourceTime = 5977.74,
            BackgroundTime = 5001.3,
            SourceExposure = 2308338.2013,
            BackgroundExposure = 2058975.0111,
            SourceEnergy = 2.56e-9,
            BackgroundEnergy = 4.27e-9,
            SourceFlux = 9.81e-16,
            BackgroundFlux = 2.23e-15,
        };
        Assert.True(ParameterRules.Allow(source));
        Assert.Null(ParameterRules.FirstFault(source));
        Assert.True(source.Alike);
        foreach (ApertureQuantity quantity in ApertureQuantities.All)
        {
            ApertureProblem problem = source.Problem(quantity);
            PosteriorSummary s = MadeApertures.Exact([problem])[0];
            Assert.Equal((0.0, true), (s.Mode, s.ModeAtZero));
            Assert.Equal(57.0 / 2.0 / (problem.F + problem.G), s.Mean, 1e-12 * s.Mean);
        }
    }

    /// <summary>The kernels' answers, at their last digits before rounding hides the tilt, go over into the others'.</summary>
    [Fact]
    public void BothWaysAgreeWhereTheyMeet()
    {
        foreach ((double n, double m) in (ReadOnlySpan<(double, double)>)[(5, 2), (300, 100), (4000, 900)])
        {
            foreach (double distance in (double[])[0.3, -0.3, 0.03, -0.03])
            {
                ApertureProblem problem = new(n, m, 0.3, 0.15 * (1.0 + distance), 0.5, 0.9);
                (PosteriorSummary one, PosteriorSummary other) = (MadeApertures.Exact([problem])[0], new TiltedPosterior(problem).Summary());
                Assert.Equal(one.ModeAtZero, other.ModeAtZero);
                foreach ((double a, double b) in (ReadOnlySpan<(double, double)>)[(one.Mode, other.Mode), (one.Low, other.Low), (one.High, other.High), (one.Mean, other.Mean)])
                {
                    Assert.True(double.IsNaN(a) == double.IsNaN(b) && !(Math.Abs(a - b) > 1e-10 * Math.Abs(b)), $"{problem}: {a:R} and {b:R}");
                }
            }
        }
    }

    [Theory]
    [InlineData(0.9, 0.02, 100, 1000, 0, 0, false)]
    [InlineData(0.953, 0.029, 196.689, 4720.5, 141, 9, false)]
    [InlineData(0.5, 0.3, 1, 5, 1, 0, false)]
    [InlineData(0.9, 0.0, 1, 1e-9, 1, 0, false)]
    [InlineData(0.3, 0.15, 1, 0.5, 0, 0, true)]
    [InlineData(0.3, 0.15000000015, 1, 0.5, 300, 250, true)]
    [InlineData(0.3, 0.151, 1, 0.5, 300, 250, true)]
    [InlineData(0.3, 0.151, 1, 0.5, 3e6, 2.5e6, false)]
    public void TheFlagKnowsHowManyCountsThereAre(double alpha, double beta, double source, double background, double n, double m, bool alike) =>
        Assert.Equal(alike, (MadeApertures.Help with { N = n, M = m, Alpha = alpha, Beta = beta, SourceArea = source, BackgroundArea = background }).Alike);

    /// <summary>CIAO's grid has σ for a unit, which is infinite on the surface and far beyond the posterior near it: INDEF, and never a fault.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-15)]
    [InlineData(-1e-12)]
    [InlineData(1e-9)]
    [InlineData(-1e-6)]
    public void CiaosGridHasNothingToSay(double distance)
    {
        using Device device = Device.OpenSimd(cores: 1);
        using Photometer photometer = new(device, new PhotometryRequest { Quantities = ApertureQuantities.All, Ciao = new CiaoRule { MaxCounts = double.MaxValue } });
        ApertureParameters source = MadeApertures.Help with { N = 300, M = 250, Alpha = 0.3, Beta = 0.15 * (1.0 + distance), SourceArea = 1.0, BackgroundArea = 0.5 };
        foreach (ApertureQuantity quantity in ApertureQuantities.All)
        {
            PosteriorSummary s = photometer.Measure(source, quantity);
            Assert.True(double.IsNaN(s.Mode) && double.IsNaN(s.Low) && double.IsNaN(s.High), $"{quantity}: {s}");
        }
    }

    /// <summary>Shares uniform in both bands: for many counts the ratio H/S is that of two uniform numbers, P(H/S ≤ c) = 1 − 1/(2c).</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-16)]
    [InlineData(-1e-13)]
    [InlineData(1e-10)]
    public void HardnessOnTheSurface(double distance)
    {
        ApertureProblem band = new(2000, 1000, 0.3, 0.15 * (1.0 + distance), 0.5, 0.68);
        HardnessPosterior posterior = new(band, band);
        HardnessSummary summary = posterior.Summary(0.68);
        Assert.Equal(0.0, summary.Median, 1e-9);
        Assert.Equal(0.0, summary.Mean, 1e-9);
        Assert.Equal(1.0 - (1.0 / 6.0), posterior.Distribution(0.5), 1e-3);
    }

    private static ApertureParameters Source(string[] row) => new()
    {
        N = Number(row[0]),
        M = Number(row[1]),
        SourceArea = Number(row[2]),
        BackgroundArea = Number(row[3]),
        Alpha = Number(row[4]),
        Beta = Number(row[5]),
        Confidence = Number(row[6]),
    };

    private static (PosteriorSummary[] Summaries, double[] Extras) Solve(ApertureProblem[] problems)
    {
        (PosteriorSummary[] summaries, double[] extras) = (new PosteriorSummary[problems.Length], new double[3 * problems.Length]);
        using Device device = Device.OpenSimd();
        using ExactPhotometry exact = new(device, Everything);
        exact.Solve(problems, summaries, extras);
        return (summaries, extras);
    }

    private static double Number(string text) => text is "INDEF" ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);
}
