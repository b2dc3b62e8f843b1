using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Fluxes;

/// <summary>
/// Printed quantiles lie from the true ones as far as their own Monte Carlo errors say. The truth: ln v has a normal law, over which the mixture is
/// integrated on a grid; the draws are autoregressive chains of that law.
/// </summary>
public sealed class FluxQuantileErrorTests
{
    private const int Seeds = 40;

    // So that a thousand of a chain's draws are worth about four hundred.
    private const double Correlation = 0.4;
    private const double Spread = 0.35;
    private static readonly FitOptions Options = new() { Chains = 16, Draws = 256, WarmUp = 10 };
    private static readonly Observations Data = Tabulate();
    private static readonly AreaPrior Prior = AreaPrior.Independent(ReferenceTables.UnequalPriors(2));
    private static readonly PatternStatistics Statistics = PatternStatistics.Of(Data);

    /// <param name="representatives">Of 4096 draws; all of them, a sixteenth, or as few as nearly normal sources of large catalogues get.</param>
    [Theory]
    [InlineData(4096)]
    [InlineData(256)]
    [InlineData(32)]
    public void Quantiles_are_as_far_off_as_they_claim(int representatives)
    {
        using Device device = Device.OpenSimd();
        (double Low, double Middle, double High)[] truth = [.. Enumerable.Range(0, Data.SourceCount).Select(Truth)];
        double[] sums = new double[3];
        double mean = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            FluxTable table = FluxPosterior.Of(
                Data, Statistics, Prior, Draws(seed), Options, device, new FluxBudget { DiagnosticDraws = 0, MostRepresentatives = representatives },
                cancellation: TestContext.Current.CancellationToken).Table;
            for (int j = 0; j < Data.SourceCount; j++)
            {
                sums[0] += Square((table.Q2_5[j] - truth[j].Low) / table.McseQ2_5[j]);
                sums[1] += Square((table.Median[j] - truth[j].Middle) / table.McseMedian[j]);
                sums[2] += Square((table.Q97_5[j] - truth[j].High) / table.McseQ97_5[j]);

                // The probability below the printed 2.5 %, in units of what as many independent draws of G would leave.
                mean += Square(table.McseQ2_5[j] / table.Sd[j] * 0.05845 / Math.Sqrt(0.025 * 0.975 / 4096)) / (Seeds * Data.SourceCount);
            }
        }

        double[] rms = [.. sums.Select(sum => Math.Sqrt(sum / (Seeds * Data.SourceCount)))];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{representatives}: rms {string.Join(" ", rms.Select(value => $"{value:F3}"))}; claimed error of 2.5 % is {Math.Sqrt(mean):F2} of independent draws'");
        Assert.All(rms, value => Assert.InRange(value, 0.7, 1.3));
        if (representatives == 4096)
        {
            // Integrating areas and fluxes out more than makes up for the correlation of the draws.
            Assert.InRange(mean, 0, 1);
        }
    }

    private static double Square(double value) => value * value;

    private static (double Low, double Middle, double High) Truth(int source)
    {
        const int Nodes = 61;
        List<(double Weight, double Mean, double Sd)> mixture = [];
        for (int a = 0; a < Nodes; a++)
        {
            for (int b = 0; b < Nodes; b++)
            {
                (double first, double second) = (6.0 * ((2.0 * a / (Nodes - 1)) - 1), 6.0 * ((2.0 * b / (Nodes - 1)) - 1));
                double[] v = [Variance(0, first), Variance(1, second)];
                (double mean, double sd) = Given(source, v);
                mixture.Add((Math.Exp(-0.5 * ((first * first) + (second * second))), mean, sd));
            }
        }

        double total = mixture.Sum(component => component.Weight);
        return (Quantile(0.025), Quantile(0.5), Quantile(0.975));

        double Quantile(double probability)
        {
            (double low, double high) = (mixture.Min(c => c.Mean - (8 * c.Sd)), mixture.Max(c => c.Mean + (8 * c.Sd)));
            for (int halving = 0; halving < 60; halving++)
            {
                double middle = 0.5 * (low + high);
                (low, high) = mixture.Sum(c => c.Weight * Normal.CDF(c.Mean, c.Sd, middle)) < probability * total ? (middle, high) : (low, middle);
            }

            return 0.5 * (low + high);
        }
    }

    /// <summary>G of a source given v, areas integrated out, from the joint normal law of (B, y) and with no help from the program.</summary>
    private static (double Mean, double Sd) Given(int source, double[] v)
    {
        // Two instruments see every source: D = B₁ − B₂ is learned from the m differences, the sum from nothing but the prior.
        int m = Data.SourceCount;
        double sum = 0;
        for (int j = 0; j < m; j++)
        {
            sum += Data.Y[2 * j] + (0.5 * v[0]) - Data.Y[(2 * j) + 1] - (0.5 * v[1]);
        }

        (double t0, double t1) = (Prior.Precision[0, 0], Prior.Precision[1, 1]);
        double noise = (v[0] + v[1]) / m;
        double between = (1 / t0) + (1 / t1);
        double residual = (sum / m) - (Prior.Mean[0] - Prior.Mean[1]);
        double[] gain = [1 / t0 / (between + noise), -1 / t1 / (between + noise)];
        double[] area = [Prior.Mean[0] + (gain[0] * residual), Prior.Mean[1] + (gain[1] * residual)];
        double omega = v[1] / (v[0] + v[1]);
        double mean = (omega * (Data.Y[2 * source] + (0.5 * v[0]) - area[0])) + ((1 - omega) * (Data.Y[(2 * source) + 1] + (0.5 * v[1]) - area[1]));
        double prior = (omega * omega / t0) + ((1 - omega) * (1 - omega) / t1);
        double learned = (omega / t0) - ((1 - omega) / t1);
        double variance = (v[0] * v[1] / (v[0] + v[1])) + prior - (learned * learned / (between + noise));
        return (mean, Math.Sqrt(variance));
    }

    private static double Variance(int instrument, double score) => 0.01 * (1 + instrument) * Math.Exp(Spread * (1 + instrument) * score);

    private static PosteriorDraws Draws(int seed)
    {
        Random random = new(1000 + seed);
        double[][] variance = PosteriorDraws.Arrays(2, Options.Chains * Options.Draws);
        for (int i = 0; i < 2; i++)
        {
            for (int chain = 0; chain < Options.Chains; chain++)
            {
                double score = ReferenceTables.Normal(random);
                for (int draw = 0; draw < Options.Draws; draw++)
                {
                    variance[i][(chain * Options.Draws) + draw] = Variance(i, score);
                    score = (Correlation * score) + (Math.Sqrt(1 - (Correlation * Correlation)) * ReferenceTables.Normal(random));
                }
            }
        }

        return new PosteriorDraws(PosteriorDraws.Arrays(2, Options.Chains * Options.Draws), variance, null, 0, 0);
    }

    /// <summary>Twelve sources that disagree between the instruments by up to several σ.</summary>
    private static Observations Tabulate() => ReferenceTables.Of(
    [
        [.. Enumerable.Range(0, 12).Select(j => (double?)(j + (0.05 * (j % 4))))],
        [.. Enumerable.Range(0, 12).Select(j => (double?)(j - (0.06 * (j % 3)) + 0.1))],
    ]);
}
