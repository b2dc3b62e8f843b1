using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public sealed class CrossPredictionTests
{
    [Fact]
    public void One_draw_gives_the_Gaussian_prediction()
    {
        Observations data = Data([[0.3, 0.1, double.NaN], [double.NaN, 0.7, double.NaN]]);
        double[] z = CrossPrediction.Residuals(data, [[0.05], [-0.02], [0]], [[0.04], [0.01], [0.02]], null);
        // a from b: G ~ N(0.1 + 0.005 + 0.02, 0.01); then y ~ N(0.05 + G − 0.02, 0.04 + 0.01).
        Assert.Equal((0.3 - (0.05 + 0.125 - 0.02)) / Math.Sqrt(0.05), z[0], 1e-12);
        Assert.Equal((0.1 - (-0.02 + (0.3 + 0.02 - 0.05) - 0.005)) / Math.Sqrt(0.05), z[1], 1e-12);
        Assert.True(double.IsNaN(z[2]));
    }

    [Fact]
    public void The_spread_of_the_draws_widens_the_prediction()
    {
        Observations data = Data([[0.0, 0.0]]);
        // B_a − B_b is ±0.3 in the two draws: predictive variance 0.01 + 0.01 + 0.09.
        double[] z = CrossPrediction.Residuals(data, [[0.4, -0.2], [0, 0]], [[0.01, 0.01], [0.01, 0.01]], null);
        Assert.Equal(-0.1 / Math.Sqrt(0.11), z[0], 1e-12);
    }

    [Fact]
    public void Known_variances_stand_alone_or_add()
    {
        Observations data = Data([[0.3, 0.1]]);
        double[] alone = CrossPrediction.Residuals(data, [[0], [0]], [], [0.02, 0.03]);
        double[] added = CrossPrediction.Residuals(data, [[0], [0]], [[0.01], [0.01]], [0.01, 0.02]);
        Assert.Equal(alone, added);
    }

    [Fact]
    public void When_the_model_holds_the_residuals_have_standard_deviation_one()
    {
        const int sources = 4000;
        double[] sd = [0.1, 0.3, 0.2], area = [0.05, -0.1, 0];
        Random random = new(11);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        Observations data = Data([.. Enumerable.Range(0, sources).Select(j => sd.Select((s, i) => area[i] + j - (s * s / 2) + (s * Normal())).ToArray())]);
        double[] z = CrossPrediction.Residuals(data, [.. area.Select(a => new[] { a })], [.. sd.Select(s => new[] { s * s })], null);
        for (int i = 0; i < 3; i++)
        {
            double[] own = [.. z.Where((_, o) => o % 3 == i)];
            // Four standard errors of a mean and of a mean square of independent unit normals.
            Assert.InRange(own.Average(), -4 / Math.Sqrt(sources), 4 / Math.Sqrt(sources));
            Assert.InRange(own.Average(x => x * x), 1 - (4 * Math.Sqrt(2.0 / sources)), 1 + (4 * Math.Sqrt(2.0 / sources)));
        }
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Observations data = Data([[0.3, 0.1]]);
        Assert.Throws<ArgumentException>(() => CrossPrediction.Residuals(data, [[0]], [[1]], null));
        Assert.Throws<ArgumentException>(() => CrossPrediction.Residuals(data, [[0], [0]], [], null));
        Assert.Throws<ArgumentException>(() => CrossPrediction.Residuals(data, [[0], [0]], [], [1]));
    }

    /// <summary>One row a source, one column an instrument, NaN where it was not seen.</summary>
    private static Observations Data(double[][] rows)
    {
        List<int> first = new() { 0 };
        List<int> instrument = new();
        List<double> y = new();
        foreach (double[] row in rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (double.IsNaN(row[i]))
                {
                    continue;
                }

                instrument.Add(i);
                y.Add(row[i]);
            }
            first.Add(y.Count);
        }
        return new Observations
        {
            Instruments = [.. Enumerable.Range(0, rows[0].Length).Select(i => $"i{i}")],
            Sources = [.. Enumerable.Range(0, rows.Length).Select(j => $"s{j}")],
            First = [.. first],
            Instrument = [.. instrument],
            Y = [.. y],
        };
    }
}
