using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace GpuConcord.Host.Devices;

/// <summary>One kernel compiled for an accelerator and loaded.</summary>
/// <typeparam name="TArguments">What the kernel reads and writes.</typeparam>
internal sealed class LoadedKernel<TArguments>
    where TArguments : struct
{
    private readonly Accelerator accelerator;
    private readonly LaunchGroups groups;
    private readonly Action<AcceleratorStream, KernelConfig, int, TArguments> launcher;

    /// <param name="accelerator">Compiles, loads and runs it.</param>
    /// <param name="entry">The function of number of lanes and arguments that each thread runs.</param>
    /// <param name="kernel">The kernel it runs.</param>
    /// <param name="compiling">Told before a kernel is compiled that later runs need not compile.</param>
    public LoadedKernel(Accelerator accelerator, MethodInfo entry, Type kernel, Action compiling)
    {
        this.accelerator = accelerator;
        Backend backend = accelerator.GetBackend();
        CompiledKernel code = backend is PTXBackend cuda
            ? CudaText.Compile(cuda, entry, kernel, KernelCache.OfUser, compiling)
            : backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(entry), default);
        Kernel loaded = accelerator.LoadKernel(code);
        groups = LaunchGroups.Of(accelerator, loaded);
        launcher = loaded.CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, int, TArguments>>();
    }

    /// <summary>Runs so many lanes and waits for them.</summary>
    public void Run(int lanes, TArguments arguments)
    {
        launcher(accelerator.DefaultStream, groups.For(lanes), lanes, arguments);
        accelerator.Synchronize();
    }
}
