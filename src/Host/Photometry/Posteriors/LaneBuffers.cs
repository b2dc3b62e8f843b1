using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>Device memory that grows when asked for more and is used again for every launch.</summary>
internal sealed class LaneBuffers(Device device) : IDisposable
{
    // On a processor the scratch of one launch should stay near its caches; an accelerator wants many lanes at once.
    private const long ProcessorScratch = 2L << 20;
    private const long AcceleratorScratch = 256L << 20;

    private long _budget = device.Kind is DeviceKind.Simd ? ProcessorScratch : AcceleratorScratch;
    private int _mostLanes = 1 << 18;
    private Memory? _inputs;
    private Memory? _outputs;
    private Memory? _scratch;
    private double[] _written = [];
    private double[] _read = [];

    /// <summary>Most lanes, a whole number of tiles, that a launch with this many rows of two doubles may have.</summary>
    public int LanesFor(int rows)
    {
        var lanes = Math.Min(_budget, device.MemoryLimit / 2) / (2L * sizeof(double) * rows);
        return (int)Math.Clamp(lanes / Tiles.Width * Tiles.Width, Tiles.Width, _mostLanes);
    }

    /// <summary>After a launch that memory ran short of: frees everything and halves the launches to come.</summary>
    /// <param name="lanes">Lanes of that launch.</param>
    /// <returns>False when launches cannot be any smaller.</returns>
    public bool Shrink(int lanes)
    {
        Release();
        if (lanes <= Tiles.Width)
            return false;
        _budget /= 2;
        _mostLanes = Math.Min(_mostLanes, Tiles.RoundUp(lanes / 2));
        device.Notice?.Invoke($"{device.Name}: memory ran out: at most {_mostLanes} sources run at a time, with the same results.");
        return true;
    }

    /// <summary>Room to write the inputs of a launch.</summary>
    public Span<double> Inputs(int length)
    {
        if (_written.Length < length)
            _written = new double[length];
        return _written.AsSpan(0, length);
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
        catch (DeviceMemoryException) when (_inputs is not null || _outputs is not null || _scratch is not null)
        {
            // What earlier launches grew may be larger than this one needs.
            Release();
            Grow(inputs, outputs, scratch);
        }
        if (_read.Length < outputs)
            _read = new double[outputs];
        _inputs!.CopyFrom(_written.AsSpan(0, inputs));
        launch(_inputs, _outputs!, _scratch!);
        var read = _read.AsSpan(0, outputs);
        _outputs!.CopyTo(read);
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Release()
    {
        _inputs?.Dispose();
        _outputs?.Dispose();
        _scratch?.Dispose();
        (_inputs, _outputs, _scratch) = (null, null, null);
    }

    private void Grow(long inputs, long outputs, long scratch)
    {
        Grow(ref _inputs, inputs);
        Grow(ref _outputs, outputs);
        Grow(ref _scratch, scratch);
    }

    private void Grow(ref Memory? memory, long length)
    {
        if (memory is not null && memory.Length >= length)
            return;
        memory?.Dispose();
        memory = null;
        memory = device.Allocate(length);
    }
}
