using System.Runtime.Intrinsics.X86;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace GpuConcord.Host.Devices;

/// <summary>
/// One device that runs kernels and owns their memory. The only owner of an ILGPU context and accelerator in the program.
/// </summary>
public sealed class Device : IDisposable
{
    private readonly Context context;
    private readonly Accelerator accelerator;
    private readonly Dictionary<(Type Kernel, Type Arguments), Delegate> compiled = [];

    private Device(DeviceKind kind, int laneWidth, string name, string driver, Context context, Accelerator accelerator)
    {
        Kind = kind;
        LaneWidth = laneWidth;
        Name = name;
        Driver = driver;
        this.context = context;
        this.accelerator = accelerator;
    }

    /// <summary>How kernels run.</summary>
    public DeviceKind Kind { get; }

    /// <summary>Lanes one kernel index computes: 8, 4 or 1 on vector registers, 1 on an accelerator.</summary>
    public int LaneWidth { get; }

    /// <summary>The hardware's own name.</summary>
    public string Name { get; }

    /// <summary>Driver or runtime and its version.</summary>
    public string Driver { get; }

    /// <summary>Device memory in bytes.</summary>
    public long MemoryBytes => Kind is DeviceKind.Simd or DeviceKind.Cpu
        ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
        : accelerator.MemorySize;

    /// <summary>Cores (CPU) or multiprocessors (GPU).</summary>
    public int Units => Kind is DeviceKind.Simd ? MaxCores : accelerator.NumMultiprocessors;

    /// <summary>Cores that a vector launch may use; results do not depend on it.</summary>
    public int MaxCores { get; init; } = Environment.ProcessorCount;

    /// <summary>The widest vector registers of this processor: 8, 4 or 1 lanes. (Vector512.IsHardwareAccelerated says no on processors where the JIT merely prefers 256 bits; the instructions are there and faster for these kernels.)</summary>
    public static int WidestLanes =>
        Avx512F.IsSupported ? Vector512Lane.Width : Avx2.IsSupported ? Vector256Lane.Width : 1;

    /// <summary>The processor through vector registers of <paramref name="laneWidth"/> lanes (8, 4 or 1).</summary>
    /// <exception cref="DeviceException">This processor has no registers that wide.</exception>
    public static Device OpenSimd(int? laneWidth = null, int? cores = null)
    {
        int width = laneWidth ?? WidestLanes;
        if (width is not (1 or 4 or 8) || width > WidestLanes)
        {
            throw new DeviceException(
                $"simd: found vector registers of {WidestLanes * 64} bits on this processor, {width * 64} bits were asked for. Use --device simd.");
        }

        int available = cores ?? Environment.ProcessorCount;
        Context own = NewContext(builder => builder.CPU(new CPUDevice(2, 1, available)));
        return new Device(
            DeviceKind.Simd, width, ProcessorName.Read(), $".NET {Environment.Version}", own, own.CreateCPUAccelerator(0))
        {
            MaxCores = available,
        };
    }

    /// <summary>The device an accelerator description names.</summary>
    internal static Device Open(DeviceKind kind, string name, string driver, Context context, ILGPU.Runtime.Device description)
    {
        try
        {
            return new Device(kind, 1, name, driver, context, description.CreateAccelerator(context));
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>A context with the settings every kernel of this program needs.</summary>
    internal static Context NewContext(Action<Context.Builder> devices)
    {
        FusedMultiplyAdd.Register();
        return Context.Create(builder =>
        {
            builder.Optimize(OptimizationLevel.O2).Math(MathMode.Default).Inlining(InliningMode.Aggressive);
            devices(builder);
        });
    }

    /// <summary>Memory for <paramref name="length"/> doubles on this device, cleared.</summary>
    public Memory Allocate(long length) => new(accelerator, length);

    /// <summary>Memory holding a copy of <paramref name="values"/>.</summary>
    public Memory Upload(ReadOnlySpan<double> values)
    {
        Memory memory = Allocate(values.Length);
        memory.CopyFrom(values);
        return memory;
    }

    /// <summary>
    /// Runs <typeparamref name="TKernel"/> over <paramref name="lanes"/> lanes, a multiple of <see cref="Tiles.Width"/>, and
    /// waits for it.
    /// </summary>
    public void Launch<TKernel, TArguments>(int lanes, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct
    {
        if (lanes % Tiles.Width != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(lanes), lanes, $"must be a multiple of {Tiles.Width}");
        }

        if (Kind is DeviceKind.Simd)
        {
            VectorLaunch.Run<TKernel, TArguments>(LaneWidth, lanes, MaxCores, arguments);
            return;
        }

        if (!compiled.TryGetValue((typeof(TKernel), typeof(TArguments)), out Delegate? kernel))
        {
            kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, TArguments>(Entry<TKernel, TArguments>);
            compiled.Add((typeof(TKernel), typeof(TArguments)), kernel);
        }

        ((Action<Index1D, TArguments>)kernel)(lanes, arguments);
        accelerator.Synchronize();
    }

    /// <summary>The function ILGPU compiles: one thread, one lane.</summary>
    internal static void Entry<TKernel, TArguments>(Index1D index, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct => TKernel.Run<ScalarLane>(index.X, arguments);

    /// <inheritdoc/>
    public void Dispose()
    {
        accelerator.Dispose();
        context.Dispose();
    }
}
