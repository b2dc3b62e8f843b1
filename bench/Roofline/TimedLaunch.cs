using System.Diagnostics;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels;

namespace GpuConcord.Bench.Roofline;

/// <summary>Launches on lanes and adds up the wall time inside kernels; what the host does between launches is left out.</summary>
/// <param name="width">Lanes of a register, one of <see cref="Device.LaneWidths"/>.</param>
internal sealed class TimedLaunch(int width) : ILaneLaunch
{
    private readonly ILaneLaunch lanes = Device.LaunchOf(width);
    private long ticks;

    /// <inheritdoc/>
    public int LaneWidth => lanes.LaneWidth;

    /// <inheritdoc/>
    public void Run<TKernel, TArguments>(int lanes, int cores, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct
    {
        long start = Stopwatch.GetTimestamp();
        this.lanes.Run<TKernel, TArguments>(lanes, cores, arguments);
        ticks += Stopwatch.GetTimestamp() - start;
    }

    /// <summary>Seconds inside kernels since the last reading.</summary>
    public double Read()
    {
        double seconds = ticks / (double)Stopwatch.Frequency;
        ticks = 0;
        return seconds;
    }
}
