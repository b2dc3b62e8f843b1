using CsCheck;
using GpuConcord.Host.Photometry.Apertures;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Posteriors;

/// <summary>What holds for every aperture, whatever the counts.</summary>
public sealed class ExactPropertyTests
{
    private static readonly Gen<double> Counts = Gen.Frequency(
        (30, Gen.Int[0, 40].Select(count => (double)count)), (10, Gen.Int[0, 200].Select(count => (double)count)), (1, Gen.Int[0, 1000].Select(count => (double)count)));

    private static readonly Gen<double> Leak = Gen.Frequency((1, Gen.Const(0.0)), (2, Gen.Double[0.001, 0.9]));

    /// <summary>All shapes: r f above and below g, from no background to much, narrow and wide intervals.</summary>
    private static readonly Gen<ApertureProblem> Problem =
        Gen.Select(Counts, Counts, Gen.Double[0.05, 1.0], Leak, Gen.Double[-1.5, 3.0], Gen.Double[0.05, 0.999])
            .Select(t => new ApertureProblem(t.Item1, t.Item2, t.Item3, t.Item4, Math.Pow(10.0, t.Item5), t.Item6))
            .Where(p => Math.Abs((p.R * p.F) - p.G) > 1e-3 * p.R * p.F);

    private static readonly Gen<ApertureProblem[]> Problems = Problem.Array[32];

    private static void Holds(Action<ApertureProblem[]> property) => Problems.Sample(property, iter: 12, threads: 1);

    [Fact]
    public void TheIntervalHasItsProbabilityAndContainsTheMode() => Holds(problems =>
    {
        PosteriorSummary[] summaries = MadeApertures.Exact(problems);
        for (int i = 0; i < problems.Length; i++)
        {
            (ReferencePosterior p, PosteriorSummary s) = (new ReferencePosterior(problems[i]), summaries[i]);
            double low = double.IsNaN(s.Low) ? 0.0 : s.Low;
            Assert.True(low <= s.Mode && s.Mode < s.High, $"{problems[i]}: {s}");
            Assert.True(Math.Abs(p.Survival(low) - p.Survival(s.High) - problems[i].Confidence) < 1e-9, $"{problems[i]}: {s}");
        }
    });

    [Fact]
    public void TheDensityIsHigherInsideThanOutside() => Holds(problems =>
    {
        PosteriorSummary[] summaries = MadeApertures.Exact(problems);
        for (int i = 0; i < problems.Length; i++)
        {
            (ReferencePosterior p, PosteriorSummary s) = (new ReferencePosterior(problems[i]), summaries[i]);
            Assert.Equal(problems[i].ModeAtZero, s.Mode == 0.0);
            if (s.Low > 0.0)
            {
                Assert.True(Math.Abs(Math.Log(p.Density(s.Low) / p.Density(s.High))) < 1e-8, $"{problems[i]}: {s}");
            }
            else
            {
                Assert.True(p.Density(0.0) >= p.Density(s.High) * (1.0 - 1e-9), $"{problems[i]}: {s}");
            }
            Assert.True(p.Density(s.Mode) >= p.Density(s.Mode * 1.01) && p.Density(s.Mode) >= p.Density(s.Mode * 0.99), $"{problems[i]}: {s}");
        }
    });

    [Fact]
    public void UnitsOnlyScale() => Holds(problems =>
    {
        const double Factor = 3.7e15;
        PosteriorSummary[] counts = MadeApertures.Exact(problems);
        PosteriorSummary[] scaled = MadeApertures.Exact([.. problems.Select(p => p with { F = p.F * Factor, G = p.G * Factor })]);
        for (int i = 0; i < problems.Length; i++)
        {
            Assert.Equal(counts[i].High, scaled[i].High * Factor, 1e-11 * counts[i].High);
            Assert.Equal(counts[i].Mode, scaled[i].Mode * Factor, 1e-9 * counts[i].High);
        }
    });

    [Fact]
    public void MoreConfidenceIsAWiderInterval() => Holds(problems =>
    {
        PosteriorSummary[] narrow = MadeApertures.Exact(problems);
        PosteriorSummary[] wide = MadeApertures.Exact([.. problems.Select(p => p with { Confidence = p.Confidence + (0.3 * (1.0 - p.Confidence)) })]);
        for (int i = 0; i < problems.Length; i++)
        {
            Assert.True(wide[i].High > narrow[i].High, $"{problems[i]}");
            Assert.True(double.IsNaN(narrow[i].Low) || wide[i].Low <= narrow[i].Low, $"{problems[i]}");
        }
    });

    [Fact]
    public void MoreCountsAreMoreSource()
    {
        ApertureProblem[] problems = Enumerable.Range(0, 500).Select(n => new ApertureProblem(n, 60, 0.9, 0.03, 10.0, 0.9)).ToArray();
        PosteriorSummary[] summaries = MadeApertures.Exact(problems);
        for (int n = 1; n < problems.Length; n++)
        {
            Assert.True(summaries[n].Mean > summaries[n - 1].Mean && summaries[n].High > summaries[n - 1].High, $"n = {n}");

            // The bounds are smooth in n: third differences vanish as n^(−5/2), also at n = 91, where another kernel takes over.
            if (n > 60)
            {
                Assert.Equal(0.0, summaries[n].High - (3.0 * summaries[n - 1].High) + (3.0 * summaries[n - 2].High) - summaries[n - 3].High, 2.0 * Math.Pow(n - 3, -2.5));
            }
        }
    }

    [Fact]
    public void VanishingLeakageIsNoLeakage() => Holds(problems =>
    {
        // Made anew: a copy would keep the tilt of the leakage that it had.
        PosteriorSummary[] without = MadeApertures.Exact([.. problems.Select(p => new ApertureProblem(p.N, p.M, p.F, 0.0, p.R, p.Confidence))]);
        PosteriorSummary[] with = MadeApertures.Exact([.. problems.Select(p => new ApertureProblem(p.N, p.M, p.F, 1e-13 * p.F * Math.Min(1.0, p.R), p.R, p.Confidence))]);
        for (int i = 0; i < problems.Length; i++)
        {
            Assert.Equal(without[i].High, with[i].High, 1e-8 * without[i].High);
            Assert.Equal(without[i].Mean, with[i].Mean, 1e-8 * without[i].Mean);
        }
    });
}
