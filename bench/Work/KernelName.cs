namespace GpuConcord.Bench.Work;

/// <summary>A kernel's name as C# writes it: "CollapsedHamiltonian&lt;CompleteModel&gt;".</summary>
internal static class KernelName
{
    /// <param name="kernel">Its type, generic or not.</param>
    public static string Of(Type kernel) => kernel.IsGenericType
        ? $"{kernel.Name.Split('`')[0]}<{string.Join(", ", kernel.GetGenericArguments().Select(Of))}>"
        : kernel.Name;
}
