using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Hardness;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Hardness;

/// <summary>The hardness ratio's posterior against integrals, closed forms, symmetry and draws.</summary>
public sealed class HardnessPosteriorTests
{
    public static TheoryData<double[], double[]> Pairs => new()
    {
        // n, m, f, g, r of the soft and the hard band
        { [5, 2, 1, 0, 24], [9, 3, 1, 0, 24] },
        { [0, 0, 0.9, 0.05, 10], [3, 7, 0.8, 0.03, 10] },
        { [0, 5, 0.9, 0, 2], [0, 0, 0.7, 0, 2] },
        { [40, 30, 0.95, 0.1, 3], [2, 30, 0.9, 0.1, 3] },
        { [3, 400, 0.9, 0.02, 50], [150, 60, 300, 20, 5] },
        { [400, 350, 1, 0, 1], [380, 370, 1, 0, 1] },
        { [10_000, 900, 0.9, 0, 9], [9_000, 50, 0.8, 0, 9] },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TheDistributionIsTheIntegralOverTheSoftBand(double[] soft, double[] hard)
    {
        HardnessPosterior posterior = new(Problem(soft), Problem(hard));
        Integral reference = new(Problem(soft), Problem(hard));
        foreach (double probability in (double[])[0.005, 0.16, 0.5, 0.84, 0.995])
        {
            double ratio = posterior.Quantile(probability);
            Assert.Equal(probability, reference.Distribution(ratio), 1e-9);
            Assert.Equal(probability, posterior.Distribution(ratio), 1e-12);
            Assert.Equal(1.0 - probability, posterior.Survival(ratio), 1e-12);
        }
        Assert.Equal((0.0, 1.0, 1.0, 0.0), (posterior.Distribution(-1.0), posterior.Distribution(1.0), posterior.Survival(-1.0), posterior.Survival(1.0)));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TheMeanIsTheIntegralOfTheDistribution(double[] soft, double[] hard)
    {
        // E[HR] = 1 − ∫ P(HR ≤ t) dt; where P is 1 to the last digit the rest is known.
        HardnessPosterior posterior = new(Problem(soft), Problem(hard));
        (double low, double high) = (2.0 * Math.Atanh(posterior.Quantile(1e-13)), 2.0 * Math.Atanh(posterior.Quantile(1.0 - 1e-13)));
        double panels = Math.Ceiling(0.5 * (high - low));
        (double integral, double width) = (1.0 - Math.Tanh(0.5 * high), (high - low) / panels);
        for (int i = 0; i < panels; i++)
        {
            integral += MathNet.Numerics.Integration.GaussLegendreRule.Integrate(
                phi => posterior.Distribution(Math.Tanh(0.5 * phi)) * 0.5 / Math.Pow(Math.Cosh(0.5 * phi), 2), low + (i * width), low + ((i + 1) * width), 48);
        }
        Assert.Equal(1.0 - integral, posterior.Mean(), 1e-9);
    }

    [Theory]
    [InlineData(0.9, 0.9)]
    [InlineData(0.3, 0.9)]
    [InlineData(1.0, 1e-4)]
    public void WithoutCountsTheShareIsUniform(double soft, double hard)
    {
        HardnessPosterior posterior = new(new ApertureProblem(0, 0, soft, 0, 8, 0.9), new ApertureProblem(0, 0, hard, 0, 8, 0.9));
        foreach (double u in (double[])[1e-9, 0.05, 0.5, 0.95])
        {
            Assert.Equal(((u * soft) - ((1.0 - u) * hard)) / ((u * soft) + ((1.0 - u) * hard)), posterior.Quantile(u), 1e-12);
        }

        // E[S/(S + H)] = ∫ (1 − u)/(1 − zu) du
        double z = 1.0 - (soft / hard);
        double share = Math.Abs(z) < 1e-12 ? 0.5 : (1.0 / z) + ((1.0 - z) * Math.Log(1.0 - z) / (z * z));
        Assert.Equal(1.0 - (2.0 * share), posterior.Mean(), 1e-11);
    }

    [Fact]
    public void WithoutBackgroundOneBandOfCountsIsABeta()
    {
        // r → ∞, m = 0: no background to speak of; U ~ Beta(4, 1), P(U ≤ u) = u⁴.
        HardnessPosterior posterior = new(new ApertureProblem(0, 0, 1, 0, 1e14, 0.9), new ApertureProblem(3, 0, 1, 0, 1e14, 0.9));
        foreach (double u in (double[])[0.01, 0.4, 0.9])
        {
            Assert.Equal(Math.Pow(u, 4), posterior.Distribution((2.0 * u) - 1.0), 1e-13);
        }

        Assert.Equal(3.0 / 5.0, posterior.Mean(), 1e-13);
    }

    [Fact]
    public void ExchangingTheBandsTurnsTheSign()
    {
        (ApertureProblem[] soft, ApertureProblem[] hard) = (MadeApertures.Catalogue(40, 1), MadeApertures.Catalogue(40, 2));
        for (int i = 1; i < soft.Length; i++)
        {
            HardnessSummary there = new HardnessPosterior(soft[i], hard[i]).Summary(0.9);
            HardnessSummary back = new HardnessPosterior(hard[i], soft[i]).Summary(0.9);
            Assert.Equal(there.Median, -back.Median, 1e-11);
            Assert.Equal(there.Mean, -back.Mean, 1e-11);
            Assert.Equal(there.Low, -back.High, 1e-11);
            Assert.Equal(there.High, -back.Low, 1e-11);
            Assert.True(-1.0 <= there.Low && there.Low < there.Median && there.Median < there.High && there.High <= 1.0);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public void DrawsOfTheBandsAgree(int pair)
    {
        const int Draws = 100_000;
        TheoryDataRow<double[], double[]> row = Pairs.ElementAt(pair);
        ApertureProblem soft = Problem(row.Data.Item1), hard = Problem(row.Data.Item2);
        HardnessSummary summary = new HardnessPosterior(soft, hard).Summary(0.9);
        Random random = new(11);
        double[] ratios = [.. Enumerable.Range(0, Draws).Select(_ =>
        {
            (double s, double h) = (Draw(soft, random), Draw(hard, random));
            return (h - s) / (h + s);
        })];
        double deviation = Math.Sqrt(MathNet.Numerics.Statistics.Statistics.Variance(ratios));
        Assert.Equal(ratios.Average(), summary.Mean, 4.5 * deviation / Math.Sqrt(Draws));
        foreach ((double bound, double probability) in (ReadOnlySpan<(double, double)>)[(summary.Low, 0.05), (summary.Median, 0.5), (summary.High, 0.95)])
        {
            Assert.Equal(probability, ratios.Count(ratio => ratio <= bound) / (double)Draws, 4.5 * Math.Sqrt(probability * (1.0 - probability) / Draws));
        }
    }

    private static ApertureProblem Problem(double[] p) => new(p[0], p[1], p[2], p[3], p[4], 0.9);

    /// <summary>λ = fS + b and μ = gS + rb are independent Gamma variables, kept where S and b are positive.</summary>
    private static double Draw(ApertureProblem p, Random random)
    {
        while (true)
        {
            (double lambda, double mu) = (Gamma.Sample(random, p.N + 1.0, 1.0), Gamma.Sample(random, p.M + 1.0, 1.0));
            double determinant = (p.R * p.F) - p.G;
            (double s, double b) = (((p.R * lambda) - mu) / determinant, ((p.F * mu) - (p.G * lambda)) / determinant);
            if (s > 0.0 && b > 0.0)
            {
                return s;
            }
        }
    }

    /// <summary>P(H ≤ cS) = ∫ p(s) P(H ≤ cs) ds by the trapezoidal rule in ln s, over the plainest form of either posterior.</summary>
    private sealed class Integral
    {
        private readonly ReferencePosterior hard;
        private readonly (double S, double Mass)[] nodes;

        public Integral(ApertureProblem soft, ApertureProblem hard)
        {
            this.hard = new ReferencePosterior(hard);
            ReferencePosterior reference = new(soft);
            bool large = soft.N > 1000;
            (double low, double high, double step) = large
                ? (Math.Log(soft.N / soft.F) - 0.25, Math.Log(soft.N / soft.F) + 0.15, 0.004)
                : (-30.0, Math.Log((soft.N + 80.0) * 4.0 / soft.F), soft.N > 100 ? 0.02 : 0.05);
            nodes = [.. Enumerable.Range(0, (int)((high - low) / step)).Select(i => Math.Exp(low + (i * step))).Select(s => (s, step * s * reference.Density(s)))
                .Where(node => node.Item2 > 1e-16)];
        }

        public double Distribution(double ratio) => nodes.Sum(node => node.Mass * (1.0 - hard.Survival(node.S * (1.0 + ratio) / (1.0 - ratio))));
    }
}
