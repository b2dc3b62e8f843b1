using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Posteriors;

/// <summary>The exact posterior against 40-digit arithmetic, and the same bits at every width.</summary>
public sealed class ExactPhotometryTests
{
    public static TheoryData<int> Widths => [.. ((int[])[1, 4, 8]).Where(width => width <= Device.WidestLanes)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void ModeAndShortestIntervalAgreeWithTheOracle(int width)
    {
        OracleRow[] rows = OracleRow.Of("exact-hpd");
        PosteriorSummary[] summaries = MadeApertures.Exact([.. rows.Select(row => row.Problem)], width);
        Assert.Equal(87, rows.Length);
        Assert.All(rows.Zip(summaries), pair => Assert.True(pair.First.Difference(pair.Second) < 1e-11, $"{pair.First}: {pair.Second}"));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void EveryWidthGivesTheSameBits(int width)
    {
        ApertureProblem[] problems = MadeApertures.Catalogue(3000, seed: 7);
        Assert.Equal(MadeApertures.Exact(problems, 1), MadeApertures.Exact(problems, width));
    }

    [Fact]
    public void TheCompanyOfASourceDoesNotChangeItsBits()
    {
        ApertureProblem[] problems = MadeApertures.Catalogue(600, seed: 3);
        PosteriorSummary[] together = MadeApertures.Exact(problems);
        for (int i = 0; i < problems.Length; i += 41)
        {
            Assert.Equal(together[i], MadeApertures.Exact([problems[i]])[0]);
        }
    }

    [Fact]
    public void CoresDoNotChangeBits()
    {
        ApertureProblem[] problems = MadeApertures.Catalogue(3000, seed: 5);
        using Device device = Device.OpenSimd(cores: 3);
        using ExactPhotometry exact = new(device);
        PosteriorSummary[] summaries = new PosteriorSummary[problems.Length];
        exact.Solve(problems, summaries, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(MadeApertures.Exact(problems), summaries);
    }

    [Fact]
    public void NoCountsAtAllGiveAnExponential()
    {
        foreach (double confidence in (double[])[0.01, 0.68, 0.9, 0.999])
        {
            PosteriorSummary summary = MadeApertures.Exact([new ApertureProblem(0, 0, 0.9, 0.1, 20, confidence)])[0];
            Assert.True(summary.ModeAtZero);
            Assert.Equal(0.0, summary.Mode);
            Assert.Equal(-Math.Log(1.0 - confidence), summary.High, 1e-14);
            Assert.Equal(1.0, summary.Mean, 1e-15);
            Assert.Equal(1.0, summary.Deviation, 1e-15);
        }
    }

    /// <summary>Without background counts and leakage, and r → ∞, S is Gamma(n + 1): the mode is n/f.</summary>
    [Theory]
    [InlineData(1e5)]
    [InlineData(1e6)]
    [InlineData(3e6)]
    public void HugeCountsMatchTheGammaDensityTheyApproach(double n)
    {
        PosteriorSummary summary = MadeApertures.Exact([new ApertureProblem(n, 0, 1.0, 0.0, 1e12, 0.9)])[0];
        Assert.Equal(1.0, summary.Mode / n, 1e-11);
        Assert.Equal(1.0, summary.Mean / (n + 1.0), 1e-11);
        Assert.Equal(1.0, summary.Deviation / Math.Sqrt(n + 1.0), 1e-9);
        Gamma gamma = new(n + 1.0, 1.0);
        Assert.Equal(0.9, gamma.CumulativeDistribution(summary.High) - gamma.CumulativeDistribution(summary.Low), 1e-8);
    }

    /// <summary>With a million counts on both sides the posterior is a Gaussian of the propagated width to order 1/√n.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    public void AMillionCountsApproachTheAlgebraicSolution(double g)
    {
        const double N = 1e6, M = 1e6, F = 0.9, R = 2.0;
        PosteriorSummary summary = MadeApertures.Exact([new ApertureProblem(N, M, F, g, R, 0.6826894921370859)])[0];
        double solution = ((R * N) - M) / ((R * F) - g);
        double sigma = Math.Sqrt((R * R * N) + M) / ((R * F) - g);
        Assert.Equal(0.0, (summary.Mode - solution) / sigma, 5e-3);
        Assert.Equal(1.0, summary.Deviation / sigma, 5e-3);
        Assert.Equal(1.0, (summary.High - summary.Low) / (2.0 * sigma), 5e-3);
    }
}
