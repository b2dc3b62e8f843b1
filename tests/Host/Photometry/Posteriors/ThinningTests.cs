using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Posteriors;

/// <summary>Every s-th term of a mixture against all those that matter, and which mixtures that is done with.</summary>
public sealed class ThinningTests
{
    /// <summary>A quantile so far out that no mixture is thinned.</summary>
    private static readonly ExactOptions Whole = new(EqualTail: true, Quantiles: [1.0 - 5e-7]);

    [Fact]
    public void ThinnedAndWholeMixturesGiveTheSame()
    {
        ApertureProblem[] problems = Made(900);
        Assert.True(problems.Count(p => Thinning.Stride(p, WorkPlan.WindowOf(p)) > 0) > 400);
        Assert.True(problems.Count(p => Thinning.Stride(p, WorkPlan.WindowOf(p)) > 1) > 150);
        (PosteriorSummary[] whole, double[] wholeTails) = MadeApertures.Exact(problems, Whole);
        (PosteriorSummary[] thinned, double[] tails) = MadeApertures.Exact(problems, Whole with { Quantiles = [0.5] });
        for (int i = 0; i < problems.Length; i++)
        {
            double close = 2e-11 * whole[i].High;
            Assert.Equal(whole[i].Mode, thinned[i].Mode, close);
            Assert.Equal(whole[i].Low, thinned[i].Low, close);
            Assert.Equal(whole[i].High, thinned[i].High, close);
            Assert.Equal(wholeTails[3 * i], tails[3 * i], close);
            Assert.Equal(wholeTails[(3 * i) + 1], tails[(3 * i) + 1], close);
        }
    }

    [Fact]
    public void MixturesThatReachZeroOrEndAbruptlyAreNotThinned()
    {
        static int Stride(ApertureProblem problem) => Thinning.Stride(problem, WorkPlan.WindowOf(problem));
        Assert.Equal(0, Stride(new ApertureProblem(1000, 10_000, 0.9, 0.0, 10.0, 0.9)));
        Assert.Equal(0, Stride(new ApertureProblem(1000, 20_000, 0.9, 0.0, 10.0, 0.9)));
        Assert.Equal(1, Stride(new ApertureProblem(1000, 0, 0.9, 0.0, 10.0, 0.9)));
        Assert.Equal(1, Stride(new ApertureProblem(1000, 30, 0.9, 0.0, 10.0, 0.9)));
        Assert.InRange(Stride(new ApertureProblem(1_000_000, 300_000, 0.9, 0.02, 10.0, 0.9)), 32, 256);
        Assert.Equal(0, Stride(new ApertureProblem(1_000_000, 300_000, 0.9, 0.02, 10.0, 1.0 - 1e-9)));
    }

    /// <summary>The thinned kernel proves its sums: where a stride of one would be too long already, the source is done the other way.</summary>
    [Fact]
    public void LongLowerTailsAreSolvedTheOtherWay()
    {
        // One count in a small background aperture: what is taken off is known to its own size.
        ApertureProblem[] problems = [.. Enumerable.Range(0, 40).Select(i => new ApertureProblem(400 + (50 * i), 1 + (i % 3), 0.9, i % 2 * 1e-4, 0.04 + (0.002 * i), 0.9))];
        (PosteriorSummary[] whole, _) = MadeApertures.Exact(problems, Whole);
        PosteriorSummary[] found = MadeApertures.Exact(problems);
        Assert.All(whole.Zip(found), pair => Assert.Equal(pair.First.Low, pair.Second.Low, 2e-11 * pair.First.High));
    }

    private static ApertureProblem[] Made(int count)
    {
        Random random = new(8);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double n = Math.Floor(Math.Pow(10.0, 2.2 + (2.3 * random.NextDouble()))), r = Math.Pow(10.0, (2.0 * random.NextDouble()) - 0.5);
            double m = Math.Floor(r * n * Math.Pow(random.NextDouble(), 2.0));
            double g = i % 2 == 0 ? 0.0 : 0.2 * random.NextDouble() * Math.Min(r, 1.0);
            return new ApertureProblem(n, m, 0.5 + (0.5 * random.NextDouble()), g, r, 0.3 + (0.69 * random.NextDouble()));
        })];
    }
}
