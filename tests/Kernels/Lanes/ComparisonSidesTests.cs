using System.Reflection;
using System.Text.RegularExpressions;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Xunit;

namespace GpuConcord.Tests.Kernels.Lanes;

/// <summary>
/// No kernel compares a constant with a number, constant first: ILGPU swaps the two, and calls the result true of NaN. (A plain number's
/// "if (n > 0.0)" is "skip where n ≤ 0.0 or unordered", and right; the lane marks those.)
/// </summary>
public partial class ComparisonSidesTests(ComparisonSidesTests.Compiler compiler) : IClassFixture<ComparisonSidesTests.Compiler>
{
    public static TheoryData<Type> Programs => [.. KernelTypes.All];

    [Theory]
    [MemberData(nameof(Programs))]
    public void No_comparison_has_its_constant_on_the_left(Type kernel) => Assert.Empty(Swapped(kernel));

    [Fact]
    public void One_on_the_left_would_be_noticed()
    {
        Assert.NotEmpty(Swapped(typeof(Map<ConstantFirst>)));
        Assert.NotEmpty(Swapped(typeof(Map<ConstantFirstInMinimum>)));
        Assert.Empty(Swapped(typeof(Map<ConstantLast>)));
    }

    private string[] Swapped(Type kernel)
    {
        MethodInfo entry = typeof(ComparisonSidesTests).GetMethod(nameof(Entry), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(kernel, KernelTypes.Arguments(kernel));
        string ptx = ((PTXCompiledKernel)compiler.Backend.Compile(EntryPointDescription.FromImplicitlyGroupedKernel(entry), default)).PTXAssembly;
        HashSet<string> plain = [.. Marked().Matches(ptx).Select(match => match.Groups["register"].Value)];
        return [.. Unordered().Matches(ptx).Where(match => !plain.Contains(match.Groups["left"].Value)).Select(match => match.Value.Trim())];
    }

    private static void Entry<TKernel, TArguments>(Index1D index, TArguments arguments)
        where TKernel : IKernel<TArguments>
        where TArguments : struct => TKernel.Run<StatedLane>(index.X, arguments);

    // 1.0009765625, StatedLane.Mark, in hexadecimal.
    [GeneratedRegex(@"^\s*mul\.f64\s+(?<register>%\w+), %\w+, 0d3ff0040000000000;", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^\s*setp\.(lt|le|gt|ge)u\.f64\s+%\w+, (?<left>%\w+),.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Unordered();

    /// <summary>One compiler for all kernels, as they share most functions. The first level of optimization swaps as the second does, in less time.</summary>
    public sealed class Compiler : IDisposable
    {
        private readonly Context context;

        public Compiler()
        {
            FusedMultiplyAdd.Register();
            context = Context.Create(builder => builder.Optimize(OptimizationLevel.O1).Inlining(InliningMode.Aggressive));
            Backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, null!);
        }

        internal PTXBackend Backend { get; }

        public void Dispose()
        {
            Backend.Dispose();
            context.Dispose();
        }
    }

    public readonly struct ConstantFirst : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => T.Select(T.Less(T.Of(1.0), x), x, T.Of(2.0));
    }

    public readonly struct ConstantFirstInMinimum : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => T.Min(T.Of(1.0), x);
    }

    public readonly struct ConstantLast : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => T.Select(T.Not(T.Greater(x, T.Of(1.0))), x, T.AtMost(x, T.Of(2.0)));
    }
}
