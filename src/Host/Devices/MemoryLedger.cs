using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace GpuConcord.Host.Devices;

/// <summary>How much of a device's memory this program holds, and how much it may hold.</summary>
internal sealed class MemoryLedger
{
    private long used;
    private long limit;

    /// <summary>Most bytes at one time.</summary>
    public long Limit
    {
        get => Interlocked.Read(ref limit);
        set => Interlocked.Exchange(ref limit, value);
    }

    /// <summary>Bytes held.</summary>
    public long Used => Interlocked.Read(ref used);

    /// <summary>Books bytes, unless they would pass the limit.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref used, bytes) <= Limit)
        {
            return true;
        }

        GiveBack(bytes);
        return false;
    }

    /// <summary>Unbooks bytes.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref used, -bytes);

    /// <summary>
    /// Whether a fault says that memory ran out. OpenCL drivers say so in several ways: a buffer larger than one may be, or nothing until a
    /// kernel first touches it.
    /// </summary>
    public static bool IsShortage(Exception fault) => fault switch
    {
        OutOfMemoryException => true,
        CudaException cuda => string.Equals(cuda.Error, nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY), StringComparison.Ordinal),
        CLException opencl => opencl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES
            or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_INVALID_BUFFER_SIZE,
        _ => false,
    };
}
