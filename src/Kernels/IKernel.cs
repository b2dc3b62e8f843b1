using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels;

/// <summary>
/// The one shape every kernel has: plain arithmetic, written once for any lane type, over buffers named in
/// <typeparamref name="TArguments"/>. The same body is compiled by ILGPU for CUDA, OpenCL and its CPU accelerator
/// (<see cref="ScalarLane"/>: a lane is a thread), and by the .NET JIT for vector registers (a lane is a vector element).
/// </summary>
/// <typeparam name="TArguments">Device views and plain numbers; passed by value to a device.</typeparam>
public interface IKernel<TArguments>
    where TArguments : struct
{
    /// <summary>Computes the lanes <c>index · T.Width … (index + 1) · T.Width − 1</c>.</summary>
    static abstract void Run<T>(int index, in TArguments arguments)
        where T : unmanaged, ILane<T>;
}
