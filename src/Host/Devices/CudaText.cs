using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;

namespace GpuConcord.Host.Devices;

/// <summary>
/// The text (PTX) that an NVIDIA driver is given: ILGPU's, without a promise that ILGPU cannot keep, and with the kernel's name.
/// </summary>
internal static class CudaText
{
    /// <summary>What a line near the head of the text begins with; the kernel's name follows.</summary>
    public const string NameMark = "// GpuConcord kernel: ";

    /// <summary>
    /// Has every kernel of a context that is compiled from now on, those of ILGPU.Algorithms too, branch without ".uni".
    /// </summary>
    /// <remarks>
    /// At its second level of optimization ILGPU 1.5.3 marks nearly every branch ".uni", a promise to the driver that a warp never parts there,
    /// on which it may leave out what brings a warp together again; kernels part there all the time. The level is what it asks when it
    /// writes a text; the optimizations themselves were fixed when context and accelerator (or backend) were made, and stay.
    /// </remarks>
    /// <param name="context">One whose accelerator is made already.</param>
    public static void PromiseNothing(Context context) => Level(context, OptimizationLevel.O1);

    /// <summary>A function compiled for one architecture, now or before.</summary>
    /// <param name="backend">Compiles, at the second level of optimization.</param>
    /// <param name="entry">The function, grouped explicitly.</param>
    /// <param name="kernel">The kernel that it runs.</param>
    /// <param name="cache">Those that were compiled before.</param>
    /// <param name="compiling">Told before it is compiled now.</param>
    public static PTXCompiledKernel Compile(PTXBackend backend, MethodInfo entry, Type kernel, KernelCache cache, Action? compiling = null)
    {
        EntryPointDescription description = EntryPointDescription.FromExplicitlyGroupedKernel(entry);
        string target = $"{backend.Architecture}-{backend.InstructionSet}".ToLowerInvariant().Replace('.', '_');
        if (cache.Find(kernel, target) is { } kept)
        {
            return Kept(backend.Context, new EntryPoint(description, default, default), kept);
        }

        compiling?.Invoke();
        PTXCompiledKernel compiled = Compile(backend, description, kernel);
        if (!compiled.PTXAssembly.Contains(".shared", StringComparison.Ordinal))
        {
            // How much of that memory a launch needs is known to what was compiled, not to its text. No kernel of this program uses any.
            cache.Keep(kernel, target, compiled.PTXAssembly);
        }

        return compiled;
    }

    /// <summary>A kernel's name as C# writes it: "CollapsedHamiltonian&lt;CompleteModel&gt;".</summary>
    public static string Name(Type kernel) => kernel.IsGenericType
        ? $"{kernel.Name.Split('`')[0]}<{string.Join(", ", kernel.GetGenericArguments().Select(Name))}>"
        : kernel.Name;

    private static PTXCompiledKernel Compile(PTXBackend backend, EntryPointDescription description, Type kernel)
    {
        OptimizationLevel before = backend.Context.Properties.OptimizationLevel;
        PromiseNothing(backend.Context);
        try
        {
            PTXCompiledKernel compiled = (PTXCompiledKernel)backend.Compile(description, default);
            Write(compiled, $"{NameMark}{Name(kernel)}\n{compiled.PTXAssembly}");
            return compiled;
        }
        finally
        {
            Level(backend.Context, before);
        }
    }

    private static PTXCompiledKernel Kept(Context context, EntryPoint entry, string text)
    {
        try
        {
            return New(context, entry, null, text);
        }
        catch (MissingMethodException gone)
        {
            throw Changed("a constructor of PTXCompiledKernel from context, entry point, information and text", gone);
        }
    }

    private static void Level(Context context, OptimizationLevel level)
    {
        try
        {
            SetLevel(context.Properties, level);
        }
        catch (MissingMethodException gone)
        {
            throw Changed("ContextProperties.OptimizationLevel with a setter", gone);
        }
    }

    private static void Write(PTXCompiledKernel kernel, string text)
    {
        try
        {
            TextOf(kernel) = text;
        }
        catch (MissingFieldException gone)
        {
            throw Changed("PTXCompiledKernel.PTXAssembly as a property with a field", gone);
        }
    }

    private static NotSupportedException Changed(string expected, Exception cause) => new(
        $"ILGPU {Context.Version}: expected {expected}, as in 1.5.3, found none. Build with ILGPU 1.5.3, or let CudaText take another way to the same text.", cause);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PTXCompiledKernel New(Context context, EntryPoint entryPoint, CompiledKernel.KernelInfo? info, string ptxAssembly);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_OptimizationLevel")]
    private static extern void SetLevel(ContextProperties properties, OptimizationLevel level);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<PTXAssembly>k__BackingField")]
    private static extern ref string TextOf(PTXCompiledKernel kernel);
}
