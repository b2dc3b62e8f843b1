using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Summaries;

namespace GpuConcord.Host.Summaries;

/// <summary>
/// Autocovariances of the series of one parameter about the mean of each half of a chain, averaged over the halves, with the half's length as divisor at every
/// lag; computed for all series together, more lags at a time the more are asked for.
/// </summary>
internal sealed class DeviceAutocovariance : IDisposable
{
    private const int FirstLags = 8;
    private const int MostLags = 64;

    /// <summary>Lanes that fill a large card.</summary>
    private const int ManyLanes = 1 << 18;

    private readonly Device device;
    private readonly int series;
    private readonly SplitLayout layout;
    private readonly Memory partials;
    private readonly Memory sums;
    private readonly List<double>[] found;

    /// <param name="device">Whose memory.</param>
    /// <param name="series">How many series, from the first on.</param>
    /// <param name="layout">How the halves lie.</param>
    /// <exception cref="DeviceMemoryException">The device has not that much memory left.</exception>
    public DeviceAutocovariance(Device device, int series, SplitLayout layout)
    {
        (this.device, this.series, this.layout) = (device, series, layout);
        partials = device.Allocate(Math.Max(ManyLanes, (long)series * MostLags * Tiles.Width));
        sums = device.Allocate((long)series * MostLags * Tiles.Width);
        found = [.. Enumerable.Range(0, series).Select(_ => new List<double>())];
    }

    /// <summary>Lags beyond which the host's Fourier transform is the better way.</summary>
    public static int Limit => 1024;

    /// <summary>Forgets the parameter before.</summary>
    public void Clear()
    {
        foreach (List<double> lags in found)
        {
            lags.Clear();
        }
    }

    /// <summary>The autocovariance of a series at a lag.</summary>
    /// <param name="values">All series.</param>
    /// <param name="means">Mean of every half of every series.</param>
    /// <param name="one">Which series.</param>
    /// <param name="lag">From 0 to the half's length − 1.</param>
    /// <exception cref="SlowChainException">The lag is <see cref="Limit"/> or more.</exception>
    public double At(Memory values, Memory means, int one, int lag)
    {
        while (found[one].Count <= lag)
        {
            Extend(values, means);
        }

        return found[one][lag];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        partials.Dispose();
        sums.Dispose();
    }

    private void Extend(Memory values, Memory means)
    {
        int first = found[0].Count;
        if (first >= Limit)
        {
            throw new SlowChainException();
        }

        int lags = Math.Min(Math.Clamp(first / 2, FirstLags, MostLags), layout.Length - first);
        int slices = Math.Clamp(ManyLanes / (series * lags * Tiles.Width), 1, layout.Rows);
        LagArguments arguments = new(values.View, means.View, partials.View, sums.View, layout, first, lags, slices);
        device.Launch<LaggedProducts, LagArguments>(series * lags * slices * Tiles.Width, arguments);
        device.Launch<LagFold, LagArguments>(series * lags * Tiles.Width, arguments);
        double[] parts = new double[series * lags * Tiles.Width];
        sums.CopyTo(parts);
        for (int result = 0; result < series * lags; result++)
        {
            double sum = 0.0;
            foreach (double part in parts.AsSpan(result * Tiles.Width, Tiles.Width))
            {
                sum += part;
            }

            found[result / lags].Add(sum / layout.Rows / layout.Length);
        }
    }
}

/// <summary>A chain whose correlations reach further than they are computed on a device.</summary>
internal sealed class SlowChainException : Exception;
