using GpuConcord.Host.Devices;

namespace GpuConcord.Host.Sampling;

/// <summary>
/// The problems that are still to be run, for workers that take a wave each. A wave that the device has no memory for comes back, and the
/// rest goes out in waves of half its length. No result depends on which problems share a wave.
/// </summary>
internal sealed class WaveQueue
{
    private readonly Lock gate = new();
    private readonly Device device;
    private readonly Queue<int> waiting;
    private readonly Queue<int> single = [];
    private int length;
    private bool alone;

    /// <param name="device">The device.</param>
    /// <param name="problems">The problems' numbers.</param>
    /// <param name="length">Problems of a wave.</param>
    public WaveQueue(Device device, IEnumerable<int> problems, int length)
    {
        this.device = device;
        this.length = length;
        waiting = new Queue<int>(problems);
    }

    /// <summary>Takes the next wave; none is left when it says no.</summary>
    public bool TryTake(out int[] wave)
    {
        lock (gate)
        {
            Queue<int> from = alone ? single : waiting;
            wave = new int[Math.Min(length, from.Count)];
            for (int k = 0; k < wave.Length; k++)
            {
                wave[k] = from.Dequeue();
            }

            return wave.Length > 0;
        }
    }

    /// <summary>Takes a wave back that memory ran short of.</summary>
    /// <param name="wave">The wave.</param>
    /// <param name="shortage">What the device said.</param>
    /// <exception cref="DeviceMemoryException">It is a single problem, and had the device to itself.</exception>
    public void PutBack(int[] wave, DeviceMemoryException shortage)
    {
        lock (gate)
        {
            if (wave.Length == 1 && alone)
            {
                throw new DeviceMemoryException($"{shortage.Message} Even one problem at a time does not fit: sweep with fewer chains or draws.");
            }

            foreach (int problem in wave)
            {
                (wave.Length == 1 || alone ? single : waiting).Enqueue(problem);
            }

            int half = Math.Max(1, wave.Length / 2);
            if (half < length)
            {
                length = half;
                device.Notice?.Invoke($"{device.Name}: memory ran out: {half} {(half == 1 ? "problem runs" : "problems run")} at a time, with the same results.");
            }
        }
    }

    /// <summary>Every worker is done: from now on a single one takes what is left.</summary>
    public void Finish()
    {
        lock (gate)
        {
            alone = true;
            while (waiting.TryDequeue(out int problem))
            {
                single.Enqueue(problem);
            }
        }
    }
}
