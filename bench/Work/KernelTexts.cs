using System.Reflection;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace GpuConcord.Bench.Work;

/// <summary>Collects the kernels that a job launches and writes their PTX, for an assembler that counts what a GPU would execute.</summary>
internal sealed class KernelTexts : ILaneLaunch
{
    private readonly ILaneLaunch lanes = Device.LaunchOf(Device.WidestLanes);
    private readonly Dictionary<Type, MethodInfo> entries = [];

    /// <inheritdoc/>
    public int LaneWidth => lanes.LaneWidth;

    /// <inheritdoc/>
    public void Run<TKernel, TArguments>(int lanes, int cores, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct
    {
        Action<int, TArguments> entry = Device.Entry<TKernel, TArguments>;
        lock (entries)
        {
            entries[typeof(TKernel)] = entry.Method;
        }

        this.lanes.Run<TKernel, TArguments>(lanes, cores, arguments);
    }

    /// <summary>A file NAME.ptx a kernel, the text that every architecture from sm_80 on gets.</summary>
    /// <param name="folder">Where; made if need be.</param>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        using Context context = Device.NewContext();
        foreach ((Type kernel, MethodInfo entry) in entries)
        {
            using PTXBackend backend = new(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, null!);
            File.WriteAllText(Path.Combine(folder, $"{CudaText.Name(kernel)}.ptx"), CudaText.Compile(backend, entry, kernel, KernelCache.None).PTXAssembly);
        }
    }
}
