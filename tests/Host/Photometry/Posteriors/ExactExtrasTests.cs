using System.Globalization;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using Xunit;

namespace GpuConcord.Tests.Host.Photometry.Posteriors;

/// <summary>Moments, quantiles and background probabilities against exact rational arithmetic (tests/data/aprates/make.py).</summary>
public sealed class ExactExtrasTests
{
    private static readonly double[] _probabilities = [0.001, 0.05, 0.5, 0.9, 0.999];

    private static readonly double[][] _reference =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "aprates", "reference.csv")).Skip(1)
            .Select(line => Array.ConvertAll(line.Split(','), cell => double.Parse(cell, CultureInfo.InvariantCulture))),
    ];

    private static ApertureProblem[] Problems => [.. _reference.Select(row => new ApertureProblem(row[0], row[1], row[2], row[3], row[4], 0.9))];

    [Fact]
    public void MeansAndDeviations()
    {
        var summaries = MadeApertures.Exact(Problems);
        Assert.All(_reference.Zip(summaries), pair =>
        {
            Assert.Equal(1.0, pair.Second.Mean / pair.First[5], 1e-12);
            Assert.Equal(1.0, pair.Second.Deviation / pair.First[6], 1e-12);
        });
    }

    [Fact]
    public void LogarithmsAndQuantiles()
    {
        var options = new ExactOptions(EqualTail: true, Bound: true, Quantiles: _probabilities, LogMoments: true);
        var (_, extras) = MadeApertures.Exact(Problems, options);
        for (var i = 0; i < _reference.Length; i++)
        {
            var (row, found) = (_reference[i], extras.AsSpan(i * options.ExtraCount, options.ExtraCount).ToArray());
            Assert.Equal(1.0, found[0] / row[10], 1e-11);
            Assert.Equal(row[12], found[2], row[12] * 1e-11);
            for (var k = 0; k < _probabilities.Length; k++)
                Assert.Equal(1.0, found[3 + k] / row[9 + k], 1e-11);
            Assert.Equal(row[7], found[^2], 1e-12);
            Assert.Equal(1.0, found[^1] / row[8], 1e-11);
        }
    }

    [Fact]
    public void BackgroundProbabilities() => Assert.All(_reference, row =>
        Assert.Equal(1.0, DetectionSignificance.Probability(row[0], row[1], row[4]) / row[14], 1e-12));

    [Theory]
    [InlineData(1e6, 2e7, 20.0)]
    [InlineData(1.002e6, 2e7, 20.0)]
    public void BackgroundProbabilitiesOfHugeCountsAgreeWithTheNormalLimit(double n, double m, double r)
    {
        var sigma = Math.Sqrt((m / r) * (1.0 + (1.0 / r)));
        var z = (n - 0.5 - ((m + 1.0) / r)) / sigma;
        var normal = 1.0 - MathNet.Numerics.Distributions.Normal.CDF(0.0, 1.0, z);
        Assert.Equal(1.0, DetectionSignificance.Probability(n, m, r) / normal, 2e-3);
    }
}
