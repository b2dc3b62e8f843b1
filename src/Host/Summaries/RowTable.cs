using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Summaries;

namespace GpuConcord.Host.Summaries;

/// <summary>
/// Mean, variance and range of rows of numbers that lie in a device's memory: sums about 0, then about the mean they gave, then about that corrected mean, as the
/// host's are made. Rows are of one length.
/// </summary>
internal sealed class RowTable : IDisposable
{
    private readonly Device device;
    private readonly int rows;
    private readonly int length;
    private readonly int stride;
    private readonly int padded;
    private readonly Memory zero;
    private readonly Memory partials;
    private readonly Memory before;
    private readonly Memory figures;

    /// <param name="device">Whose memory.</param>
    /// <param name="rows">How many.</param>
    /// <param name="length">Numbers of each.</param>
    /// <param name="stride">From the start of one to that of the next.</param>
    /// <exception cref="DeviceMemoryException">The device has not that much memory left.</exception>
    public RowTable(Device device, int rows, int length, int stride)
    {
        (this.device, this.rows, this.length, this.stride) = (device, rows, length, stride);
        padded = Tiles.RoundUp(rows);
        zero = device.Allocate(1);
        partials = device.Allocate((long)RowMoments.Columns * padded * Tiles.Width);
        before = device.Allocate((long)RowMoments.Columns * padded);
        figures = device.Allocate((long)RowMoments.Columns * padded);
    }

    /// <summary>The latest figures on the device, the means first.</summary>
    public Memory Figures => figures;

    /// <summary>Mean, variance, smallest and largest of every row.</summary>
    public RowFigures Of(Memory values)
    {
        Sum(values, zero, figures, 0);
        Sum(values, figures, before, 1);
        Sum(values, before, figures, 1);
        double[] found = figures.ToArray();
        double[] variances = found[padded..(padded + rows)];
        for (int row = 0; row < rows; row++)
        {
            variances[row] /= length - 1;
        }

        return new RowFigures(found[..rows], variances, found[(3 * padded)..(3 * padded + rows)], found[(4 * padded)..(4 * padded + rows)]);
    }

    /// <summary>Σ d² and Σ d⁴ over all rows, d being the distance from <paramref name="centre"/>.</summary>
    public (double Second, double Fourth) About(Memory values, double centre)
    {
        using Memory common = device.Upload([centre]);
        Sum(values, common, before, 0);
        double[] found = before.ToArray();
        return (found[padded..(padded + rows)].Sum(), found[(2 * padded)..(2 * padded + rows)].Sum());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        zero.Dispose();
        partials.Dispose();
        before.Dispose();
        figures.Dispose();
    }

    private void Sum(Memory values, Memory centres, Memory target, int centreStep)
    {
        RowArguments arguments = new(values.View, centres.View, partials.View, target.View, padded, length, stride, centreStep);
        device.Launch<RowMoments, RowArguments>(rows * Tiles.Width, arguments);
        device.Launch<RowFold, RowArguments>(padded, arguments);
    }
}

/// <summary>What is known of every row.</summary>
/// <param name="Means">Mean of each.</param>
/// <param name="Variances">Unbiased variance of each; NaN of a single number.</param>
/// <param name="Least">Smallest of each.</param>
/// <param name="Most">Largest of each.</param>
internal sealed record RowFigures(double[] Means, double[] Variances, double[] Least, double[] Most)
{
    /// <summary>Whether every number is finite.</summary>
    public bool AreFinite => Array.TrueForAll(Means, double.IsFinite) && Array.TrueForAll(Least, double.IsFinite) && Array.TrueForAll(Most, double.IsFinite);

    /// <summary>The same of some rows.</summary>
    public RowFigures Of(int first, int count) => new(
        Means[first..(first + count)], Variances[first..(first + count)], Least[first..(first + count)], Most[first..(first + count)]);
}
