using GpuConcord.Host.Devices;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Sampling;

/// <summary>
/// Takes the kept draws of one problem's chains off a device in blocks, and puts them where they belong. Draws pass through
/// device memory of a bounded size, however many are asked for.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="chains">Chains whose draws are kept; the padding up to whole tiles is dropped.</param>
/// <param name="width">Numbers a draw.</param>
/// <param name="firstChain">Number of the first of the chains.</param>
internal sealed class KeptDraws(Device device, int chains, int width, int firstChain = 0)
{
    // Most doubles in device memory at once.
    private const long BlockLength = 16L << 20;

    /// <summary>Doubles for a block of draws: as many as wanted, or what most of the memory still free holds.</summary>
    public static long Room(Device device, long wanted) => Math.Min(wanted, device.FreeMemory / sizeof(double) / 4 * 3);

    /// <summary>Makes <paramref name="count"/> draws a chain.</summary>
    /// <param name="count">Draws a chain.</param>
    /// <param name="most">Most draws a launch, so that a launch stays short enough to be cancelled.</param>
    /// <param name="launch">Makes a number of draws of every lane, from a first one on, in the given memory.</param>
    /// <param name="columns">Where each number of a draw goes, <paramref name="count"/> entries a chain.</param>
    /// <param name="progress">Told the stage's fraction after every block.</param>
    /// <param name="cancellation">Looked at before every block.</param>
    /// <param name="stride">A block ends after every so many draws, so that the chains can be looked at then; 0 for wherever it fills.</param>
    public void Make(
        int count,
        int most,
        Action<int, int, Memory> launch,
        double[][] columns,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation,
        int stride = 0)
    {
        int lanes = Tiles.RoundUp(chains);
        long fitting = Room(device, BlockLength) / ((long)lanes * width);
        int block = (int)Math.Clamp(Math.Min(fitting, most), 1, Math.Max(1, (count + 19) / 20));
        using Memory memory = device.Allocate((long)lanes * width * block);
        double[] values = new double[memory.Length];
        for (int done = 0, now; done < count; done += now)
        {
            cancellation.ThrowIfCancellationRequested();
            now = Math.Min(block, count - done);
            if (stride > 0)
            {
                now = Math.Min(now, stride - (done % stride));
            }

            launch(done, now, memory);
            memory.CopyTo(values);
            Unpack(values, now, done, count, columns);
            progress?.Report(new FitProgress("sampling", (double)(done + now) / count));
        }
    }

    private void Unpack(double[] values, int draws, int first, int count, double[][] columns) =>
        SideBySide.For(0, chains, chain =>
        {
            long row = Tiles.Offset(chain, (long)draws * width);
            for (int draw = 0; draw < draws; draw++)
            {
                for (int k = 0; k < width; k++)
                {
                    columns[k][((firstChain + chain) * count) + first + draw] = values[row + ((((long)draw * width) + k) * Tiles.Width)];
                }
            }
        }, CancellationToken.None);
}
