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
/// become a software routine, an uninlined function a call frame) and no local memory (a stack where registers should be).
/// </summary>
public partial class PtxTests
{
    // For sm_80 and everything newer, to sm_90 and beyond, ILGPU 1.5.3 writes one and the same text (.target sm_80).
    private static readonly (CudaArchitecture Architecture, CudaInstructionSet InstructionSet, string Target)[] Targets =
    [
        (CudaArchitecture.SM_75, CudaInstructionSet.ISA_63, ".target sm_75"),
        (CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, ".target sm_80"),
    ];

    public static TheoryData<Type> Programs => [.. KernelTypes.All];

    /// <summary>Functions and draws alone, so that a fault in one of them shows under its own name.</summary>
    public static TheoryData<Type> Parts =>
    [
        .. typeof(Functions).GetNestedTypes().Select(function => typeof(Map<>).MakeGenericType(function)),
        .. typeof(Draws).GetNestedTypes().Select(draw => typeof(DrawKernel<>).MakeGenericType(draw)),
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Compiles_without_calls_and_without_local_memory(Type kernel)
    {
        using Context context = Device.NewContext();
        foreach ((CudaArchitecture architecture, CudaInstructionSet instructionSet, string target) in Targets)
        {
            string ptx = Compile(context, kernel, architecture, instructionSet);
            Assert.Contains(target, ptx, StringComparison.Ordinal);
            CheckKeepsToRegisters(ptx);
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Functions_and_draws_keep_to_registers(Type kernel)
    {
        using Context context = Device.NewContext();
        CheckKeepsToRegisters(Compile(context, kernel, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78));
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

    [Fact]
    public void Ilgpu_s_own_algorithms_leave_kernels_as_they_are()
    {
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
    public void The_host_s_logarithm_does_not_compile()
    {
        using Context context = Device.NewContext();
        Assert.Throws<InternalCompilerException>(() =>
            Compile(context, typeof(HostLogarithm), CudaArchitecture.SM_90, CudaInstructionSet.ISA_78));
    }

    /// <summary>The PTX text of a kernel.</summary>
    internal static string Compile(Context context, Type kernel, CudaArchitecture architecture, CudaInstructionSet instructionSet)
    {
        using PTXBackend backend = new(context, architecture, instructionSet, null!);
        EntryPointDescription entry = EntryPointDescription.FromImplicitlyGroupedKernel(KernelTypes.Entry(kernel));
        return ((PTXCompiledKernel)backend.Compile(entry, default)).PTXAssembly;
    }

    [GeneratedRegex(@"^\s*call\b.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Calls();

    private static void CheckKeepsToRegisters(string ptx)
    {
        Assert.Empty(Calls().Matches(ptx).Select(match => match.Value.Trim()));
        Assert.Empty(LocalMemoryUse().Matches(ptx).Select(match => match.Value.Trim()));
    }

    // Names that ILGPU numbers as it goes.
    [GeneratedRegex(@"_\d+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^.*\.local\b.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex LocalMemoryUse();

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
