using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace GpuConcord.Host.Devices;

/// <summary>A run of doubles in a device's memory, starting on a 64-byte boundary so that a vector never straddles cache lines.</summary>
public sealed class Memory : IDisposable
{
    private const int Alignment = 64;
    private const int Slack = Alignment / sizeof(double);
    private readonly MemoryBuffer1D<double, Stride1D.Dense> buffer;
    private readonly MemoryLedger ledger;
    private bool disposed;

    /// <param name="accelerator">Where.</param>
    /// <param name="length">Doubles.</param>
    /// <param name="ledger">Where <see cref="Footprint"/> is booked already; unbooked when this is disposed.</param>
    internal Memory(Accelerator accelerator, long length, MemoryLedger ledger)
    {
        this.ledger = ledger;
        buffer = accelerator.Allocate1D<double>(Math.Max(length, 1) + Slack);
        try
        {
            buffer.MemSetToZero();
            accelerator.Synchronize();
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        long misaligned = accelerator is CPUAccelerator ? (long)buffer.NativePtr % Alignment : 0;
        long offset = misaligned == 0 ? 0 : (Alignment - misaligned) / sizeof(double);
        View = buffer.View.SubView(offset, Math.Max(length, 1)).AsContiguous();
        Length = length;
    }

    /// <summary>The view kernels read and write.</summary>
    public ArrayView<double> View { get; }

    /// <summary>Number of doubles.</summary>
    public long Length { get; }

    /// <summary>Overwrites the first <c>values.Length</c> doubles.</summary>
    public void CopyFrom(ReadOnlySpan<double> values)
    {
        if (!values.IsEmpty)
        {
            View.SubView(0, values.Length).CopyFromCPU(buffer.Accelerator.DefaultStream, values);
            buffer.Accelerator.Synchronize();
        }
    }

    /// <summary>Reads doubles from <paramref name="start"/> on into <paramref name="values"/>.</summary>
    public void CopyTo(Span<double> values, long start = 0)
    {
        if (!values.IsEmpty)
        {
            View.SubView(start, values.Length).CopyToCPU(buffer.Accelerator.DefaultStream, values);
            buffer.Accelerator.Synchronize();
        }
    }

    /// <summary>Everything, as a new array.</summary>
    public double[] ToArray()
    {
        double[] values = new double[Length];
        CopyTo(values);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            buffer.Dispose();
            ledger.GiveBack(Footprint(Length));
        }
    }

    /// <summary>Bytes that so many doubles take.</summary>
    internal static long Footprint(long length) => checked((Math.Max(length, 1) + Slack) * sizeof(double));
}
