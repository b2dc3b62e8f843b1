using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Tests.Kernels.Mathematics;
using GpuConcord.Tests.Kernels.Random;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Xunit;

namespace GpuConcord.Tests.Kernels;

/// <summary>
/// Every kernel compiles for NVIDIA GPUs, on any machine, and the code keeps to registers: no call (a missing intrinsic would
/// become a software routine, an uninlined function a call frame), no local memory (a stack where registers should be), and no
/// quotient of 64-bit integers (a call in machine code). No branch promises that a warp does not part (ILGPU would), and nothing is taken
/// from itself (where ILGPU reassociates 1 − (1 − h), what that compensates is lost).
/// </summary>
public partial class PtxTests
{
    // For sm_80 and everything newer, to sm_90 and beyond, ILGPU 1.5.3 writes one and the same text (.target sm_80).
    private static readonly (CudaArchitecture Architecture, CudaInstructionSet InstructionSet, string Target)[] Targets =
    [
        (CudaArchitecture.SM_75, CudaInstructionSet.ISA_63, ".target sm_75"),
        (CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, ".target sm_80"),
    ];

    // ILGPU optimizes a function once in a context: in one that has compiled others before, a kernel takes a fraction of the time. All are compiled in one order, as what came
    // before decides the order of some moves.
    private static readonly Dictionary<CudaArchitecture, Lazy<Dictionary<Type, string>>> Texts = Targets.ToDictionary(
        target => target.Architecture,
        target => new Lazy<Dictionary<Type, string>>(() =>
        {
            using Context context = Device.NewContext();
            return KernelTypes.All.ToDictionary(kernel => kernel, kernel => Compile(context, kernel, target.Architecture, target.InstructionSet));
        }));

    private static readonly Lazy<Context> OfParts = new(() => Device.NewContext());

    public static TheoryData<Type> Programs => [.. KernelTypes.All];

    /// <summary>Functions and draws alone, so that a fault in one of them shows under its own name.</summary>
    public static TheoryData<Type> Parts =>
    [
        .. typeof(Functions).GetNestedTypes().Select(function => typeof(Map<>).MakeGenericType(function)),
        .. typeof(Draws).GetNestedTypes().Select(draw => typeof(DrawKernel<>).MakeGenericType(draw)),
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Compiles_without_calls_local_memory_false_promises_and_lost_compensation(Type kernel) => CheckCompiles(kernel, Targets[^1]);

    /// <summary>The same for the oldest cards; the texts differ in few instructions.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Programs))]
    public void Compiles_so_for_the_oldest_target_too(Type kernel) => CheckCompiles(kernel, Targets[0]);

    [Theory]
    [MemberData(nameof(Parts))]
    public void Functions_and_draws_keep_to_registers(Type kernel)
    {
        CheckKeepsToRegisters(Compile(OfParts.Value, kernel, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78));
    }

    [Fact]
    public void The_newest_target_stands_for_the_ones_between()
    {
        using Context context = Device.NewContext();
        Type kernel = typeof(Map<Functions.Exp>);
        string[] texts =
        [
            .. new[] { CudaArchitecture.SM_80, CudaArchitecture.SM_86, CudaArchitecture.SM_89, CudaArchitecture.SM_90 }
                .Select(architecture => Numbers().Replace(Compile(context, kernel, architecture, CudaInstructionSet.ISA_78), "_")),
        ];
        Assert.All(texts, text => Assert.Equal(texts[0], text));
    }

    [Fact(Explicit = true)]
    public void Ilgpu_s_own_algorithms_leave_kernels_as_they_are()
    {
        // Both contexts have the same history: what was compiled before in one decides the order of some moves.
        using Context context = Device.NewContext();
        using Context algorithms = Device.NewContext(algorithms: true);
        Assert.All(KernelTypes.All, kernel => Assert.Equal(
            Numbers().Replace(Compile(context, kernel, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78), "_"),
            Numbers().Replace(Compile(algorithms, kernel, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78), "_")));
    }

    [Fact]
    public void No_kernel_is_without_a_use() => Assert.Empty(KernelTypes.Unused);

    [Fact]
    public void A_call_and_a_stack_would_be_noticed()
    {
        using Context context = Device.NewContext();
        string ptx = Compile(context, typeof(CallAndStack), CudaArchitecture.SM_90, CudaInstructionSet.ISA_78);
        Assert.NotEmpty(Calls().Matches(ptx));
        Assert.NotEmpty(LocalMemoryUse().Matches(ptx));
    }

    [Fact]
    public void A_quotient_a_promise_and_a_lost_compensation_would_be_noticed()
    {
        using Context context = Device.NewContext();
        string ptx = Compile(context, typeof(LongRemainder), CudaArchitecture.SM_90, CudaInstructionSet.ISA_78);
        Assert.NotEmpty(LongQuotients().Matches(ptx));
        ptx = Compile(context, typeof(Map<LostCompensation>), CudaArchitecture.SM_90, CudaInstructionSet.ISA_78);
        Assert.NotEmpty(NothingLeft().Matches(ptx));
        using PTXBackend backend = new(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, null!);
        EntryPointDescription entry = EntryPointDescription.FromExplicitlyGroupedKernel(KernelTypes.Entry(typeof(CallAndStack)));
        Assert.NotEmpty(Promises().Matches(((PTXCompiledKernel)backend.Compile(entry, default)).PTXAssembly));

        // What ILGPU compiles by itself, for its sort, goes the same way.
        CudaText.PromiseNothing(context);
        Assert.Empty(Promises().Matches(((PTXCompiledKernel)backend.Compile(entry, default)).PTXAssembly));
    }

    [Fact]
    public void The_host_s_logarithm_does_not_compile()
    {
        using Context context = Device.NewContext();
        Assert.Throws<InternalCompilerException>(() =>
            Compile(context, typeof(HostLogarithm), CudaArchitecture.SM_90, CudaInstructionSet.ISA_78));
    }

    private static void CheckCompiles(Type kernel, (CudaArchitecture Architecture, CudaInstructionSet InstructionSet, string Target) target)
    {
        string ptx = Text(kernel, target.Architecture);
        Assert.Contains(target.Target, ptx, StringComparison.Ordinal);
        Assert.StartsWith($"{CudaText.NameMark}{CudaText.Name(kernel)}\n", ptx, StringComparison.Ordinal);
        CheckKeepsToRegisters(ptx);
    }

    /// <summary>The PTX text of a kernel, as a driver is given it.</summary>
    internal static string Compile(Context context, Type kernel, CudaArchitecture architecture, CudaInstructionSet instructionSet)
    {
        using PTXBackend backend = new(context, architecture, instructionSet, null!);
        return CudaText.Compile(backend, KernelTypes.Entry(kernel), kernel, KernelCache.None).PTXAssembly;
    }

    /// <summary>The same of a kernel of the program, all of which are compiled once for all tests that look at them.</summary>
    internal static string Text(Type kernel, CudaArchitecture architecture) => Texts[architecture].Value[kernel];

    [GeneratedRegex(@"^\s*call\b.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Calls();

    private static void CheckKeepsToRegisters(string ptx)
    {
        Assert.Empty(Calls().Matches(ptx).Select(match => match.Value.Trim()));
        Assert.Empty(LocalMemoryUse().Matches(ptx).Select(match => match.Value.Trim()));
        Assert.Empty(LongQuotients().Matches(ptx).Select(match => match.Value.Trim()));
        Assert.Empty(Promises().Matches(ptx).Select(match => match.Value.Trim()));
        Assert.Empty(NothingLeft().Matches(ptx).Select(match => match.Value.Trim()));
    }

    // Names that ILGPU numbers as it goes.
    [GeneratedRegex(@"_\d+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^.*\.local\b.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex LocalMemoryUse();

    [GeneratedRegex(@"^\s*(rem|div)\.[su]64\b.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex LongQuotients();

    [GeneratedRegex(@"^\s*@!?%\w+ (bra|brx\.idx)\.uni\b.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Promises();

    [GeneratedRegex(@"^\s*sub\.f64\s+%\w+, (?<register>%\w+), \k<register>;.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NothingLeft();

    public readonly struct LongRemainder : IKernel<MapArguments>
    {
        public static void Run<T>(int index, in MapArguments arguments)
            where T : unmanaged, ILane<T> => arguments.Output[index] = arguments.Input[arguments.Input.Length % 32];
    }

    public readonly struct LostCompensation : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T>
        {
            T half = T.Of(0.5) * x;
            return (T.Of(1.0) - (T.Of(1.0) - half)) - half;
        }
    }

    public readonly struct CallAndStack : IKernel<MapArguments>
    {
        public static void Run<T>(int index, in MapArguments arguments)
            where T : unmanaged, ILane<T>
        {
            ArrayView<double> stack = LocalMemory.Allocate<double>(16);
            for (int i = 0; i < 16; i++)
            {
                stack[i] = arguments.Input[i];
            }

            arguments.Output[index] = Twice(stack[index % 16]);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static double Twice(double x) => 2.0 * x;
    }

    public readonly struct HostLogarithm : IKernel<MapArguments>
    {
        public static void Run<T>(int index, in MapArguments arguments)
            where T : unmanaged, ILane<T> => arguments.Output[index] = Math.Log(arguments.Input[index]);
    }
}
