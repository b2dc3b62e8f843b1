using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Summaries;

namespace GpuConcord.Host.Summaries;

/// <summary>
/// Summaries of parameters computed on a device: their draws go there, and a few numbers a chain come back. The figures are those of
/// <see cref="ParameterSummary.Of"/> and <see cref="SuperchainRhat"/>, within rounding.
/// </summary>
/// <remarks>
/// One sort of the draws serves quantiles and ranks, one of their distances from the median the folded ranks; ranks are looked up in the sorted numbers, so that ties
/// are what they are on the host. A parameter with draws that are not finite, or with correlations over more than <see cref="DeviceAutocovariance.Limit"/> lags,
/// is summarised on the host.
/// </remarks>
internal sealed class DrawSummaries : IDisposable
{
    /// <summary>The probabilities whose indicators have series, in this order.</summary>
    private static readonly double[] Probabilities = [0.025, 0.5, 0.975, 0.05, 0.95];

    private readonly Device device;
    private readonly int chains;
    private readonly int length;
    private readonly SplitLayout layout;
    private readonly List<IDisposable> owned = [];
    private readonly RowTable chainRows;
    private readonly RowTable seriesRows;
    private readonly DeviceOrder order;
    private readonly DeviceAutocovariance autocovariance;
    private readonly Memory draws;
    private readonly Memory sorted;
    private readonly Memory distances;
    private readonly Memory middles;
    private readonly Memory quantiles;
    private readonly Memory series;
    private readonly double[] middleDraws;

    /// <param name="device">Where.</param>
    /// <param name="chains">Chains of every parameter.</param>
    /// <param name="length">Draws of a chain, 2 or more.</param>
    /// <exception cref="DeviceMemoryException">The device has not that much memory left.</exception>
    public DrawSummaries(Device device, int chains, int length)
    {
        (this.device, this.chains, this.length) = (device, chains, length);
        int half = length / 2;
        layout = new SplitLayout(2 * chains, 2, length, half, Tiles.RoundUp(half));
        middleDraws = new double[length % 2 * chains];
        try
        {
            order = Owned(new DeviceOrder(device, chains * length));
            draws = Owned(device.Allocate((long)order.Size + Tiles.Width));
            sorted = Owned(device.Allocate(order.Size));
            distances = Owned(device.Allocate(order.Size));
            middles = Owned(device.Allocate(DeviceOrder.SizeOf(middleDraws.Length)));
            quantiles = Owned(device.Allocate(Probabilities.Length));
            series = Owned(device.Allocate((SplitSeries.Count * layout.Size) + Tiles.Width));
            chainRows = Owned(new RowTable(device, chains, length, length));
            seriesRows = Owned(new RowTable(device, SplitSeries.Count * layout.Rows, half, layout.Stride));
            autocovariance = Owned(new DeviceAutocovariance(device, SplitSeries.FoldedScores, layout));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Summarises one parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Draws without warm-up, chain-major.</param>
    /// <param name="superchainSize">Chains of a superchain.</param>
    /// <returns>The summary, and nested R̂ as <see cref="SuperchainRhat"/> has it.</returns>
    public (ParameterSummary Summary, double NestedRhat) Of(string name, ReadOnlySpan<double> values, int superchainSize)
    {
        if (values.Length != chains * length)
        {
            throw new ArgumentException($"{name}: found {values.Length} draws, expected {chains} chains of {length}.", nameof(values));
        }

        draws.CopyFrom(values);
        RowFigures chain = chainRows.Of(draws);
        try
        {
            return chain.AreFinite ? (Finite(name, values, chain), Nested(chain, superchainSize)) : OnHost(name, values, superchainSize);
        }
        catch (SlowChainException)
        {
            return OnHost(name, values, superchainSize);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable one in owned)
        {
            one.Dispose();
        }
    }

    private (ParameterSummary Summary, double NestedRhat) OnHost(string name, ReadOnlySpan<double> values, int superchainSize) =>
        (ParameterSummary.Of(name, values, chains), SuperchainRhat.Of(values, chains, superchainSize));

    private ParameterSummary Finite(string name, ReadOnlySpan<double> values, RowFigures chain)
    {
        int count = values.Length;
        double mean = Moments.Mean(chain.Means);
        (double second, double fourth) = chainRows.About(draws, mean);
        double sd = Math.Sqrt(second / (count - 1));
        order.Sort(draws, sorted, null);
        double[] found = [.. Probabilities.Select(QuantileOf)];
        double median = count % 2 == 1 ? OrderStatistic(count / 2) : (OrderStatistic((count / 2) - 1) + OrderStatistic(count / 2)) / 2;
        WriteSeries(values, mean, median, found);
        RowFigures halves = seriesRows.Of(series);
        autocovariance.Clear();
        double[] effective = [.. Enumerable.Range(0, SplitSeries.FoldedScores).Select(one => Effective(halves, one))];
        return new ParameterSummary(
            name,
            mean,
            sd,
            found[0],
            median,
            found[2],
            sd / Math.Sqrt(effective[0]),
            MonteCarloError.Sd(second / count, fourth / count, effective[SplitSeries.Squares]),
            QuantileError(effective, 0),
            QuantileError(effective, 1),
            QuantileError(effective, 2),
            Math.Max(SplitRhat(halves, SplitSeries.Scores), SplitRhat(halves, SplitSeries.FoldedScores)),
            effective[SplitSeries.Scores],
            Math.Min(effective[SplitSeries.Indicators + 3], effective[SplitSeries.Indicators + 4]));
    }

    private void WriteSeries(ReadOnlySpan<double> values, double mean, double median, double[] found)
    {
        quantiles.CopyFrom(found);
        device.Launch<SplitSeries, SplitSeriesArguments>((int)layout.Size, new SplitSeriesArguments(draws.View, series.View, quantiles.View, layout, mean));
        WriteMiddles(values, null);
        Score(sorted, SplitSeries.Scores, null);
        order.Sort(draws, distances, median);
        WriteMiddles(values, median);
        Score(distances, SplitSeries.FoldedScores, median);
    }

    /// <summary>Draws that belong to no half, a few, are put in order here.</summary>
    private void WriteMiddles(ReadOnlySpan<double> values, double? median)
    {
        for (int chain = 0; chain < middleDraws.Length; chain++)
        {
            double draw = values[(chain * length) + (length / 2)];
            middleDraws[chain] = median is { } centre ? Math.Abs(draw - centre) : draw;
        }

        Array.Sort(middleDraws);
        middles.CopyFrom([.. middleDraws, .. Enumerable.Repeat(double.PositiveInfinity, (int)middles.Length - middleDraws.Length)]);
    }

    private void Score(Memory ascending, int one, double? median) => device.Launch<RankScores, RankScoresArguments>(
        (int)layout.Size,
        new RankScoresArguments(
            series.View,
            ascending.View,
            middles.View,
            series.View.SubView(one * layout.Size, layout.Size),
            order.Size,
            middles.Length,
            median is null ? 0 : 1,
            (double)layout.Rows * layout.Length,
            median ?? 0.0));

    private double OrderStatistic(int index)
    {
        double value = 0.0;
        sorted.CopyTo(new Span<double>(ref value), index);
        return value;
    }

    private double QuantileOf(double probability)
    {
        (int index, double fraction) = Quantile.Place(chains * length, probability);
        double value = OrderStatistic(index);
        return fraction > 0 ? Quantile.Between(value, OrderStatistic(index + 1), fraction) : value;
    }

    private double QuantileError(double[] effective, int one)
    {
        double own = effective[SplitSeries.Indicators + one];
        if (double.IsNaN(own))
        {
            return double.NaN;
        }

        (int lower, int upper) = MonteCarloError.OrderStatistics(chains * length, own, Probabilities[one]);
        return (OrderStatistic(upper) - OrderStatistic(lower)) / 2;
    }

    private double Effective(RowFigures halves, int one)
    {
        RowFigures own = halves.Of(one * layout.Rows, layout.Rows);
        return layout.Length < 3 || !own.AreFinite || Moments.AreEqual(own.Least.Min(), own.Most.Max())
            ? double.NaN
            : EffectiveSampleSize.Of(
                new MultiChainCorrelation(own.Means, layout.Length, lag => autocovariance.At(series, seriesRows.Figures, one, lag)), (double)layout.Rows * layout.Length);
    }

    private double SplitRhat(RowFigures halves, int one)
    {
        RowFigures own = halves.Of(one * layout.Rows, layout.Rows);
        return layout.Length < 2 || Moments.AreEqual(own.Least.Min(), own.Most.Max()) ? double.NaN : Rhat.Basic(own.Means, own.Variances, layout.Length);
    }

    private double Nested(RowFigures chain, int superchainSize)
    {
        int used = SuperchainRhat.Used(chains, superchainSize);
        RowFigures own = chain.Of(0, used);
        return used == 0 || Moments.AreEqual(own.Least.Min(), own.Most.Max()) ? double.NaN : NestedRhat.Of(own.Means, own.Variances, superchainSize);
    }

    private T Owned<T>(T one)
        where T : IDisposable
    {
        owned.Add(one);
        return one;
    }
}
