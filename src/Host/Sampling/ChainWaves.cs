using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Sampling;

/// <summary>
/// The chains of one problem, as many at a time as a device has memory for. A chain's draws are a function of its number alone, so waves
/// change nothing but the time.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="chains">All chains.</param>
/// <param name="doublesPerChain">Doubles that a chain takes of the device's memory.</param>
internal sealed class ChainWaves(Device device, int chains, long doublesPerChain)
{
    /// <summary>
    /// Runs every wave. One that memory runs short of is begun again with half of its chains; the rest then goes on in waves of that size.
    /// </summary>
    /// <param name="wave">
    /// Does everything for a number of chains from a first one on, a multiple of <see cref="Tiles.Width"/>; frees what it took of the
    /// device, whatever happens.
    /// </param>
    /// <exception cref="DeviceMemoryException">The fewest chains that a device runs do not fit.</exception>
    public void Run(Action<int, int> wave)
    {
        int width = Planned();
        if (width < chains)
        {
            Tell(width, $"{MemorySize.Text(device.FreeMemory)} of free memory");
        }

        for (int first = 0; first < chains;)
        {
            int count = Math.Min(width, chains - first);
            try
            {
                wave(first, count);
                first += count;
            }
            catch (DeviceMemoryException) when (count > Tiles.Width)
            {
                width = Tiles.RoundUp((count + 1) / 2);
                Tell(width, "memory ran out");
            }
            catch (DeviceMemoryException shortage)
            {
                throw new DeviceMemoryException($"{shortage.Message} Even {count} chains at a time do not fit.");
            }
        }
    }

    /// <summary>Chains of a wave: all, or waves of about equal size that the free memory holds.</summary>
    private int Planned()
    {
        long fitting = Math.Max(1, device.FreeMemory / sizeof(double) / Math.Max(1, doublesPerChain) / Tiles.Width) * Tiles.Width;
        if (fitting >= Tiles.RoundUp(chains))
        {
            return chains;
        }

        long waves = (chains + fitting - 1) / fitting;
        return (int)Math.Min(fitting, Tiles.RoundUp((int)((chains + waves - 1) / waves)));
    }

    private void Tell(int width, string why) =>
        device.Notice?.Invoke($"{device.Name}: {why}: the {chains} chains run {width} at a time, with the same results.");
}
