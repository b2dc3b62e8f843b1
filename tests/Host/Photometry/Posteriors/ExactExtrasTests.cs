using System.Globalization;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Posteriors;

/// <summary>Moments, quantiles and background probabilities against exact rational arithmetic (tests/data/aprates/make.py).</summary>
public sealed class ExactExtrasTests
{
    private static readonly double[] Probabilities = [0.001, 0.05, 0.5, 0.9, 0.999];

    private static readonly double[][] Reference =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "aprates", "reference.csv")).Skip(1)
            .Select(line => Array.ConvertAll(line.Split(','), cell => double.Parse(cell, CultureInfo.InvariantCulture))),
    ];

    private static ApertureProblem[] Problems => [.. Reference.Select(row => new ApertureProblem(row[0], row[1], row[2], row[3], row[4], 0.9))];

    [Fact]
    public void MeansAndDeviations()
    {
        PosteriorSummary[] summaries = MadeApertures.Exact(Problems);
        Assert.All(Reference.Zip(summaries), pair =>
        {
            Assert.Equal(1.0, pair.Second.Mean / pair.First[5], 1e-12);
            Assert.Equal(1.0, pair.Second.Deviation / pair.First[6], 1e-12);
        });
    }

    [Fact]
    public void LogarithmsAndQuantiles()
    {
        ExactOptions options = new(EqualTail: true, Bound: true, Quantiles: Probabilities, LogMoments: true);
        (_, double[] extras) = MadeApertures.Exact(Problems, options);
        for (int i = 0; i < Reference.Length; i++)
        {
            (double[] row, double[] found) = (Reference[i], extras.AsSpan(i * options.ExtraCount, options.ExtraCount).ToArray());
            Assert.Equal(1.0, found[0] / row[10], 1e-11);
            Assert.Equal(row[12], found[2], row[12] * 1e-11);
            for (int k = 0; k < Probabilities.Length; k++)
            {
                Assert.Equal(1.0, found[3 + k] / row[9 + k], 1e-11);
            }

            Assert.Equal(row[7], found[^2], 1e-12);
            Assert.Equal(1.0, found[^1] / row[8], 1e-11);
        }
    }

    [Fact]
    public void BackgroundProbabilities() => Assert.All(Reference, row =>
        Assert.Equal(1.0, DetectionSignificance.Probability(row[0], row[1], row[4]) / row[14], 1e-12));

    [Theory]
    [InlineData(1e6, 2e7, 20.0)]
    [InlineData(1.002e6, 2e7, 20.0)]
    public void BackgroundProbabilitiesOfHugeCountsAgreeWithTheNormalLimit(double n, double m, double r)
    {
        double sigma = Math.Sqrt((m / r) * (1.0 + (1.0 / r)));
        double z = (n - 0.5 - ((m + 1.0) / r)) / sigma;
        double normal = 1.0 - MathNet.Numerics.Distributions.Normal.CDF(0.0, 1.0, z);
        Assert.Equal(1.0, DetectionSignificance.Probability(n, m, r) / normal, 2e-3);
    }
}
