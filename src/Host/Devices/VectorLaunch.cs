using GpuConcord.Host.Threads;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Devices;

/// <summary>Runs a kernel directly on the lanes <typeparamref name="T"/>, its index range shared out over the cores.</summary>
internal sealed class VectorLaunch<T> : ILaneLaunch
    where T : unmanaged, ILane<T>
{
    /// <inheritdoc/>
    public int LaneWidth => T.Width;

    /// <inheritdoc/>
    public void Run<TKernel, TArguments>(int lanes, int cores, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct
    {
        int count = lanes / T.Width;
        if (cores == 1)
        {
            for (int index = 0; index < count; index++)
            {
                TKernel.Run<T>(index, arguments);
            }

            return;
        }

        // Sixteen pieces a core even out lanes that need different work; which core runs a piece cannot change its numbers.
        int piece = Math.Max(1, count / (16 * cores));
        SideBySide.Runs(
            count,
            piece,
            (first, end) =>
            {
                TArguments own = arguments;
                for (int index = first; index < end; index++)
                {
                    TKernel.Run<T>(index, own);
                }
            },
            CancellationToken.None,
            cores);
    }
}
