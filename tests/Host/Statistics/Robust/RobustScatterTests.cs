using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Statistics.Robust;
using MathNet.Numerics.Distributions;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics.Robust;

public sealed class RobustScatterTests
{
    // Made with numpy's round(normal, 3); one value is an outlier of + 0.9, five are missing, and one source is seen once.
    private static readonly double?[][] Gaps =
    [
        [0.631, 1.417, -0.175, null, 1.507, null, null],
        [-3.095, -1.912, -3.382, -3.097, -1.981, -2.276, -2.803],
        [0.672, 1.985, 0.183, 1.606, 2, 1.582, 1.115],
        [-1.049, 0.097, -1.897, null, -0.023, null, -0.895],
    ];

    /// <summary>References by numpy: dense design, leverages from its pseudo-inverse, least squares by singular values, 500 rounds.</summary>
    [Fact]
    public void The_scale_is_hubers_second_proposal_with_studentised_residuals()
    {
        RobustScatter gaps = RobustScatter.Of(ReferenceTables.Of(Gaps));
        Assert.Equal(0.123633010503, gaps.Scale, 1e-8);
        Assert.Equal(13, gaps.TotalFreedom);
        ReferenceTables.Close([2.25, 47.0 / 12, 47.0 / 12, 35.0 / 12], gaps.Freedom, 1e-12);
        foreach ((string name, double scale, int freedom) in new[] { ("e0102-shape", 0.0264839634, 12), ("2xmm-shape", 0.113845977, 80), ("xcal-shape", 0.0346115663034, 204) })
        {
            RobustScatter found = RobustScatter.Of(TableReader.Read(name).Bands[0]);
            Assert.Equal(scale, found.Scale, 1e-7 * scale);
            Assert.Equal(freedom, found.TotalFreedom);
        }
    }

    [Fact]
    public void Levels_of_instruments_and_sources_do_not_matter_and_a_factor_is_a_factor()
    {
        double?[][] moved = [.. Gaps.Select((row, i) => row.Select((y, j) => 3 * y + (7 * i * i) - (11 * j)).ToArray())];
        Assert.Equal(3 * RobustScatter.Of(ReferenceTables.Of(Gaps)).Scale, RobustScatter.Of(ReferenceTables.Of(moved)).Scale, 1e-7);
        double?[][] turned = [.. Gaps.Reverse().Select(row => row.Reverse().ToArray())];
        Assert.Equal(RobustScatter.Of(ReferenceTables.Of(Gaps)).Scale, RobustScatter.Of(ReferenceTables.Of(turned)).Scale, 1e-7);
    }

    [Fact]
    public void Groups_of_instruments_count_by_themselves_and_lone_sources_not_at_all()
    {
        // {I0, I1} over three sources, {I2, I3} over two; I4 shares nothing: (6 − 3 − 2 + 1) + (4 − 2 − 2 + 1).
        RobustScatter found = RobustScatter.Of(ReferenceTables.Of(
            [[1, 2, 3.1, null, null, null], [1.1, 2, 3, null, null, null], [null, null, null, 5, 6, null], [null, null, null, 5, 6.2, null], [null, null, null, null, null, 9]]));
        Assert.Equal(3, found.TotalFreedom);
        Assert.Equal(0, found.Freedom[4]);
        Assert.Equal(-1, found.Rows.Component[4]);
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(3, 4)]
    [InlineData(3, 12)]
    [InlineData(13, 2)]
    public void The_degrees_of_freedom_are_right_however_few(int instruments, int sources)
    {
        Random random = new(5);
        double square = Enumerable.Range(0, 400).Average(_ => Math.Pow(RobustScatter.Of(Normals(random, instruments, sources, _ => 0.1)).Scale, 2));
        Assert.InRange(Math.Sqrt(square), 0.085, 0.115);
    }

    /// <summary>Without it the pooled root mean square is 5.8 and 2.9 times the others' scatter.</summary>
    [Theory]
    [InlineData(3, 12, 1.6)]
    [InlineData(13, 4, 1.4)]
    public void One_wild_instrument_does_not_decide(int instruments, int sources, double most)
    {
        Random random = new(6);
        double[] scales = [.. Enumerable.Range(0, 100).Select(_ => RobustScatter.Of(Normals(random, instruments, sources, i => i == 1 ? 0.3 : 0.03)).Scale / 0.03).Order()];
        Assert.InRange(scales[50], 0.7, most);
    }

    [Fact]
    public void The_one_left_out_is_named()
    {
        Assert.Equal(1, RobustScatter.Of(Normals(new Random(7), 3, 40, i => i == 1 ? 0.5 : 0.02)).LeftOut);
        Assert.Equal(-1, RobustScatter.Of(Normals(new Random(7), 3, 40, _ => 0.02)).LeftOut);
    }

    [Fact]
    public void Nothing_left_is_nothing()
    {
        Assert.Equal(0, RobustScatter.Of(ReferenceTables.Of([[1, 2, 3], [2, 3, 4]])).Scale);
        RobustScatter one = RobustScatter.Of(ReferenceTables.Of([[1], [3]]));
        Assert.Equal((0, 0), (one.Scale, one.TotalFreedom));
    }

    [Fact]
    public void A_large_catalogue_is_looked_at_in_part_and_instruments_seen_seldom_are_in_it()
    {
        Random random = new(8);
        double?[][] y = [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 30_000).Select(j =>
            i == 2 && j is < 10_001 or > 10_020 ? (double?)null : Normal.Sample(random, i, 0.05)).ToArray())];
        RobustScatter found = RobustScatter.Of(ReferenceTables.Of(y));
        Assert.InRange(found.Rows.SourceCount, 20_000, 20_420);
        Assert.Equal(20, found.Rows.Instrument.Count(i => i == 2));
        Assert.Equal(0.05, found.Scale, 0.0015);
    }

    internal static Observations Normals(Random random, int instruments, int sources, Func<int, double> sigma) => ReferenceTables.Of(
        [.. Enumerable.Range(0, instruments).Select(i => Enumerable.Range(0, sources).Select(_ => (double?)Normal.Sample(random, 0, sigma(i))).ToArray())]);
}
