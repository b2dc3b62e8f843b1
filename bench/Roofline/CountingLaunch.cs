using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Bench.Roofline;

/// <summary>Launches on counting lanes, on one core.</summary>
internal sealed class CountingLaunch : ILaneLaunch
{
    private readonly ILaneLaunch lanes;

    private CountingLaunch(ILaneLaunch lanes) => this.lanes = lanes;

    /// <inheritdoc/>
    public int LaneWidth => lanes.LaneWidth;

    /// <summary>Counting lanes of that width, one of <see cref="Device.LaneWidths"/>.</summary>
    public static CountingLaunch Of(int width) => new(width switch
    {
        8 => new VectorLaunch<CountingLane<Vector512Lane>>(),
        4 => new VectorLaunch<CountingLane<Vector256Lane>>(),
        1 => new VectorLaunch<CountingLane<ScalarLane>>(),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "no lanes of that width"),
    });

    /// <inheritdoc/>
    public void Run<TKernel, TArguments>(int lanes, int cores, TArguments arguments)
        where TKernel : Kernels.IKernel<TArguments>
        where TArguments : struct => this.lanes.Run<TKernel, TArguments>(lanes, 1, arguments);
}
