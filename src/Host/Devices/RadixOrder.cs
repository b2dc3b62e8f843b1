using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.RadixSortOperations;
using ILGPU.Runtime;

namespace GpuConcord.Host.Devices;

/// <summary>Puts 64-bit integers in a device's memory into ascending order, by the radix sort of ILGPU.Algorithms.</summary>
internal sealed class RadixOrder : IDisposable
{
    private readonly Accelerator accelerator;
    private readonly RadixSort<long, Stride1D.Dense> sort;
    private readonly Memory working;
    private readonly int count;

    /// <param name="device">Whose memory the sort works in.</param>
    /// <param name="accelerator">The device's.</param>
    /// <param name="count">Numbers that are sorted.</param>
    /// <exception cref="DeviceMemoryException">The device has not that much memory left.</exception>
    internal RadixOrder(Device device, Accelerator accelerator, int count)
    {
        this.accelerator = accelerator;
        this.count = count;
        sort = accelerator.CreateRadixSort<long, Stride1D.Dense, AscendingInt64>();
        Index1D integers = accelerator.ComputeRadixSortTempStorageSize<long, AscendingInt64>(count);
        working = device.Allocate((integers.X + 1) / 2);
    }

    /// <summary>Sorts the first numbers of <paramref name="values"/> by their bits, read as signed integers, and waits.</summary>
    public void Sort(Memory values)
    {
        ArrayView1D<long, Stride1D.Dense> own = new(values.View.SubView(0, count).Cast<long>(), count, default);
        sort(accelerator.DefaultStream, own, working.View.Cast<int>());
        accelerator.Synchronize();
    }

    /// <inheritdoc/>
    public void Dispose() => working.Dispose();
}
