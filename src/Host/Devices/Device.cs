using System.Runtime.Intrinsics.X86;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace GpuConcord.Host.Devices;

/// <summary>
/// One device that runs kernels and owns their memory. The only owner of an ILGPU context and accelerator in the program.
/// </summary>
public sealed class Device : IDisposable
{
    private readonly Context context;
    private readonly Accelerator accelerator;
    private readonly ILaneLaunch vectors;
    private readonly Dictionary<(Type Kernel, Type Arguments), object> loaded = [];
    private readonly MemoryLedger ledger = new();
    private bool saidCompiling;

    private Device(DeviceEntry entry, string reason, Context context, Accelerator accelerator, ILaneLaunch vectors)
    {
        Kind = entry.Kind;
        LaneWidth = entry.LaneWidth;
        Name = entry.Name;
        Driver = entry.Driver;
        IsGpu = entry.IsGpu;
        Reason = reason;
        this.context = context;
        this.accelerator = accelerator;
        this.vectors = vectors;
        ledger.Limit = accelerator is CudaAccelerator cuda ? cuda.GetFreeMemory() : MemoryBytes;
    }

    /// <summary>How kernels run.</summary>
    public DeviceKind Kind { get; }

    /// <summary>Lanes one kernel index computes: 8, 4 or 1 on vector registers, 1 on an accelerator.</summary>
    public int LaneWidth { get; }

    /// <summary>The hardware's own name.</summary>
    public string Name { get; }

    /// <summary>Driver or runtime and its version.</summary>
    public string Driver { get; }

    /// <summary>Whether it is a GPU, not an accelerator on the processor's own cores.</summary>
    public bool IsGpu { get; }

    /// <summary>Why this device runs: "asked for", or how auto came to it.</summary>
    public string Reason { get; internal set; }

    /// <summary>Multiply-adds it was measured at, in 10⁹ floating-point operations a second; null when it was asked for by name.</summary>
    public double? Gigaflops { get; internal set; }

    /// <summary>Device memory in bytes.</summary>
    public long MemoryBytes => Kind is DeviceKind.Simd or DeviceKind.Cpu
        ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
        : accelerator.MemorySize;

    /// <summary>
    /// Most bytes of its memory that this program takes at one time: what was free when it was opened, unless less is set. Work that needs
    /// more is done in waves, with the same results.
    /// </summary>
    public long MemoryLimit
    {
        get => ledger.Limit;
        set => ledger.Limit = Math.Min(value, ledger.Limit);
    }

    /// <summary>Bytes that can still be asked for.</summary>
    public long FreeMemory => Math.Max(0, ledger.Limit - ledger.Used);

    /// <summary>Told, in a sentence for a person, what goes on otherwise than asked for: work in waves where memory is short.</summary>
    public Action<string>? Notice { get; set; }

    /// <summary>Sees every launch on an accelerator; none outside tests.</summary>
    internal ILaunchWitness? Witness { get; set; }

    /// <summary>Cores (CPU) or multiprocessors (GPU).</summary>
    public int Units => Kind is DeviceKind.Simd ? MaxCores : accelerator.NumMultiprocessors;

    /// <summary>Cores that a vector launch may use; results do not depend on it.</summary>
    public int MaxCores { get; init; } = Environment.ProcessorCount;

    /// <summary>The lane widths a processor may have, widest first.</summary>
    internal static IReadOnlyList<int> LaneWidths { get; } = [Vector512Lane.Width, Vector256Lane.Width, ScalarLane.Width];

    /// <summary>The widest vector registers of this processor: 8, 4 or 1 lanes. (Vector512.IsHardwareAccelerated says no on processors where the
    /// JIT merely prefers 256 bits; the instructions are there and faster for these kernels.)</summary>
    public static int WidestLanes =>
        Avx512F.IsSupported ? Vector512Lane.Width : Avx2.IsSupported ? Vector256Lane.Width : ScalarLane.Width;

    /// <summary>The processor through vector registers.</summary>
    /// <param name="laneWidth">Lanes a register holds: 8, 4 or 1; the widest there is when left out.</param>
    /// <param name="cores">Cores to use, all when left out; results do not depend on it.</param>
    /// <param name="reason">Why this device was chosen.</param>
    /// <exception cref="DeviceException">This processor has no registers that wide.</exception>
    public static Device OpenSimd(int? laneWidth = null, int? cores = null, string reason = "asked for")
    {
        int width = laneWidth ?? WidestLanes;
        if (!LaneWidths.Contains(width) || width > WidestLanes)
        {
            throw new DeviceException(
                $"simd:{width}: found vector registers of {WidestLanes} lanes ({WidestLanes * 64} bits) on this processor, asked for {width}. Use --device simd, the widest "
                    + "there is.");
        }

        return OpenSimd(LaunchOf(width), cores, reason);
    }

    /// <summary>The processor through lanes of the caller's own, ones that count operations for instance.</summary>
    internal static Device OpenSimd(ILaneLaunch launch, int? cores = null, string reason = "asked for")
    {
        int available = cores ?? Environment.ProcessorCount;
        DeviceEntry entry = new()
        {
            Choice = $"simd:{launch.LaneWidth}",
            Kind = DeviceKind.Simd,
            LaneWidth = launch.LaneWidth,
            Name = ProcessorName.Read(),
            Driver = $".NET {Environment.Version}",
            Description = DeviceCatalogue.CpuAccelerator(available),
        };
        return Open(entry, reason, available, launch);
    }

    /// <summary>Starts the device of a list entry that has a description.</summary>
    /// <exception cref="DeviceException">Its driver does not start it.</exception>
    internal static Device Open(DeviceEntry entry, string reason, int? cores = null, ILaneLaunch? launch = null)
    {
        Context own = NewContext(HasRadixOrder(entry.Kind));
        try
        {
            Accelerator started = entry.Description!.CreateAccelerator(own);
            if (entry.Kind is DeviceKind.Cuda)
            {
                CudaText.PromiseNothing(own);
            }

            return new Device(entry, reason, own, started, launch ?? LaunchOf(entry.LaneWidth)) { MaxCores = cores ?? Environment.ProcessorCount };
        }
        catch (Exception fault) when (fault is CudaException or CLException or CapabilityNotSupportedException)
        {
            own.Dispose();
            throw new DeviceException($"{entry.Choice} ({entry.Name}, {entry.Driver}): the device does not start: {fault.Message} Use --device simd, or see what holds the "
                + "device (nvidia-smi, clinfo).");
        }
    }

    /// <summary>A context with the settings every kernel of this program needs.</summary>
    /// <param name="algorithms">
    /// Whether ILGPU.Algorithms' own kernels run in it too. They change no other kernel, but one that called the host's logarithm would compile.
    /// </param>
    internal static Context NewContext(bool algorithms = false)
    {
        FusedMultiplyAdd.Register();
        return Context.Create(builder =>
        {
            builder.Optimize(OptimizationLevel.O2).Math(MathMode.Default).Inlining(InliningMode.Aggressive);
            if (algorithms)
            {
                builder.EnableAlgorithms();
            }
        });
    }

    /// <summary>Memory for <paramref name="length"/> doubles on this device, cleared.</summary>
    /// <exception cref="DeviceMemoryException">The device has not that much memory left, or may not use that much.</exception>
    /// <exception cref="DeviceException">Its driver fails.</exception>
    public Memory Allocate(long length)
    {
        long bytes = Memory.Footprint(length);
        if (!ledger.TryTake(bytes))
        {
            throw Shortage(bytes);
        }

        try
        {
            return new Memory(accelerator, length, ledger);
        }
        catch (Exception fault) when (fault is AcceleratorException or OutOfMemoryException)
        {
            ledger.GiveBack(bytes);
            throw MemoryLedger.IsShortage(fault)
                ? Shortage(bytes)
                : new DeviceException($"{Name}: the driver fails ({fault.Message}). Try again, or use --device simd.");
        }
    }

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

        if (lanes == 0)
        {
            return;
        }

        if (Kind is DeviceKind.Simd)
        {
            vectors.Run<TKernel, TArguments>(lanes, MaxCores, arguments);
            return;
        }

        if (!loaded.TryGetValue((typeof(TKernel), typeof(TArguments)), out object? kernel))
        {
            kernel = new LoadedKernel<TArguments>(accelerator, ((Action<int, TArguments>)Entry<TKernel, TArguments>).Method, typeof(TKernel), SayCompiling);
            loaded.Add((typeof(TKernel), typeof(TArguments)), kernel);
        }

        Action? after = Witness?.Before<TKernel, TArguments>(lanes, arguments);
        try
        {
            ((LoadedKernel<TArguments>)kernel).Run(lanes, arguments);
        }
        catch (AcceleratorException fault) when (MemoryLedger.IsShortage(fault))
        {
            throw Shortage(0);
        }

        after?.Invoke();
    }

    /// <summary>ILGPU.Algorithms' radix sort of so many numbers; null where it does not run: on OpenCL, and on vector registers, which are no accelerator.</summary>
    internal RadixOrder? RadixOrder(int count) => HasRadixOrder(Kind) ? new RadixOrder(this, accelerator, count) : null;

    private static bool HasRadixOrder(DeviceKind kind) => kind is DeviceKind.Cuda or DeviceKind.Cpu;

    /// <summary>The function ILGPU compiles: one thread, one lane; threads of the last group beyond the lanes have nothing to do.</summary>
    internal static void Entry<TKernel, TArguments>(int lanes, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct
    {
        int lane = Grid.GlobalIndex.X;
        if (lane < lanes)
        {
            TKernel.Run<ScalarLane>(lane, arguments);
        }
    }

    /// <summary>Launches on this processor's own registers of so many lanes.</summary>
    internal static ILaneLaunch LaunchOf(int laneWidth) => laneWidth switch
    {
        8 => new VectorLaunch<Vector512Lane>(),
        4 => new VectorLaunch<Vector256Lane>(),
        _ => new VectorLaunch<ScalarLane>(),
    };

    private void SayCompiling()
    {
        if (KernelCache.OfUser.Folder is { } folder && !saidCompiling)
        {
            saidCompiling = true;
            Notice?.Invoke($"Compiling kernels for {Name}, which takes seconds: later runs take them from {folder}.");
        }
    }

    private DeviceMemoryException Shortage(long bytes) => new(
        $"{Name}: asked for {MemorySize.Text(bytes)} more memory, found {MemorySize.Text(ledger.Used)} of {MemorySize.Text(ledger.Limit)} in use. "
        + "Close what else uses the device, allow more (--device-memory), or use a device with more.");

    /// <summary>
    /// Whether those who dispose of it have only borrowed it: starting one takes some milliseconds, which ten thousand small runs in one process need not each pay.
    /// </summary>
    internal bool IsLent { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsLent)
        {
            return;
        }

        accelerator.Dispose();
        context.Dispose();
    }
}
