using System.Numerics;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Summaries;

namespace GpuConcord.Host.Summaries;

/// <summary>Draws in ascending order in a device's memory, +∞ behind them to a power of two: by ILGPU.Algorithms' radix sort, else by a bitonic one.</summary>
internal sealed class DeviceOrder : IDisposable
{
    private readonly Device device;
    private readonly int count;
    private readonly RadixOrder? radix;
    private readonly Memory? other;

    /// <param name="device">Whose memory.</param>
    /// <param name="count">Draws that are sorted.</param>
    /// <exception cref="DeviceMemoryException">The device has not that much memory left.</exception>
    public DeviceOrder(Device device, int count)
    {
        this.device = device;
        this.count = count;
        Size = SizeOf(count);
        radix = device.RadixOrder(count);
        other = radix is null ? device.Allocate(Size) : null;
    }

    /// <summary>Numbers of a sorted memory, a power of two.</summary>
    public int Size { get; }

    /// <summary>The power of two that leaves room for one +∞ behind <paramref name="count"/> numbers, a tile at least.</summary>
    public static int SizeOf(int count) => Math.Max(Tiles.Width, (int)BitOperations.RoundUpToPowerOf2((uint)count + 1));

    /// <summary>Sorts draws, or their distances from <paramref name="median"/>.</summary>
    /// <param name="draws">As many numbers as <see cref="Size"/>, of which the draws are the first, all finite.</param>
    /// <param name="sorted">Filled, as long.</param>
    /// <param name="median">Null for the draws themselves.</param>
    public void Sort(Memory draws, Memory sorted, double? median)
    {
        Memory source = sorted, target = sorted;
        if (other is not null)
        {
            // So many steps lie between the two that the last one ends where it should.
            int phases = BitOperations.Log2((uint)Size);
            (source, target) = phases * (phases + 1) / 2 % 2 == 0 ? (sorted, other) : (other, sorted);
        }

        device.Launch<SortKeys, SortKeysArguments>(Size, new SortKeysArguments(draws.View, source.View, count, median is null ? 0 : 1, median ?? 0.0));
        if (radix is not null)
        {
            device.Launch<OrderedBits, OrderedBitsArguments>(Size, new OrderedBitsArguments(sorted.View));
            radix.Sort(sorted);
            device.Launch<OrderedBits, OrderedBitsArguments>(Size, new OrderedBitsArguments(sorted.View));
            return;
        }

        for (int block = 2; block <= Size; block *= 2)
        {
            for (int distance = block / 2; distance > 0; distance /= 2)
            {
                device.Launch<SortStep, SortStepArguments>(Size, new SortStepArguments(source.View, target.View, block, distance));
                (source, target) = (target, source);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        radix?.Dispose();
        other?.Dispose();
    }
}
