using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>Device memory that grows when asked for more and is used again for every launch.</summary>
internal sealed class LaneBuffers(Device device) : IDisposable
{
    // On a processor the scratch of one launch should stay near its caches; an accelerator wants many lanes at once.
    private const long ProcessorScratch = 2L << 20;
    private const long AcceleratorScratch = 256L << 20;

    private long budget = device.Kind is DeviceKind.Simd ? ProcessorScratch : AcceleratorScratch;
    private int mostLanes = 1 << 18;
    private Memory? inputs;
    private Memory? outputs;
    private Memory? scratch;
    private double[] written = [];
    private double[] readBack = [];

    /// <summary>Most lanes, a whole number of tiles, that a launch with this many rows of two doubles may have.</summary>
    public int LanesFor(int rows)
    {
        long lanes = Math.Min(budget, device.MemoryLimit / 2) / (2L * sizeof(double) * rows);
        return (int)Math.Clamp(lanes / Tiles.Width * Tiles.Width, Tiles.Width, mostLanes);
    }

    /// <summary>After a launch that memory ran short of: frees everything and halves the launches to come.</summary>
    /// <param name="lanes">Lanes of that launch.</param>
    /// <returns>False when launches cannot be any smaller.</returns>
    public bool Shrink(int lanes)
    {
        Release();
        if (lanes <= Tiles.Width)
        {
            return false;
        }

        budget /= 2;
        mostLanes = Math.Min(mostLanes, Tiles.RoundUp(lanes / 2));
        device.Notice?.Invoke($"{device.Name}: memory ran out: at most {mostLanes} sources run at a time, with the same results.");
        return true;
    }

    /// <summary>Room to write the inputs of a launch.</summary>
    public Span<double> Inputs(int length)
    {
        if (written.Length < length)
        {
            written = new double[length];
        }

        return written.AsSpan(0, length);
    }

    /// <summary>Uploads the inputs written, makes room for outputs and scratch, launches, and reads the outputs.</summary>
    /// <param name="inputs">Doubles written.</param>
    /// <param name="outputs">Doubles to read.</param>
    /// <param name="scratch">Doubles of scratch.</param>
    /// <param name="launch">Launches the kernel on inputs, outputs and scratch.</param>
    public ReadOnlySpan<double> Run(int inputs, int outputs, long scratch, Action<Memory, Memory, Memory> launch)
    {
        try
        {
            Grow(inputs, outputs, scratch);
        }
        catch (DeviceMemoryException) when (this.inputs is not null || this.outputs is not null || this.scratch is not null)
        {
            // What earlier launches grew may be larger than this one needs.
            Release();
            Grow(inputs, outputs, scratch);
        }
        if (readBack.Length < outputs)
        {
            readBack = new double[outputs];
        }

        this.inputs!.CopyFrom(written.AsSpan(0, inputs));
        launch(this.inputs, this.outputs!, this.scratch!);
        Span<double> read = readBack.AsSpan(0, outputs);
        this.outputs!.CopyTo(read);
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Release()
    {
        inputs?.Dispose();
        outputs?.Dispose();
        scratch?.Dispose();
        (inputs, outputs, scratch) = (null, null, null);
    }

    private void Grow(long inputs, long outputs, long scratch)
    {
        Grow(ref this.inputs, inputs);
        Grow(ref this.outputs, outputs);
        Grow(ref this.scratch, scratch);
    }

    private void Grow(ref Memory? memory, long length)
    {
        if (memory is not null && memory.Length >= length)
        {
            return;
        }

        memory?.Dispose();
        memory = null;
        memory = device.Allocate(length);
    }
}
