using System.Runtime.InteropServices;

namespace GpuConcord.Host.Runs;

/// <summary>The machine and runtime of a run, for the record.</summary>
/// <param name="Processors">Logical processors.</param>
/// <param name="Runtime">The .NET runtime and its version.</param>
/// <param name="System">The operating system.</param>
public sealed record Machine(int Processors, string Runtime, string System)
{
    /// <summary>This one.</summary>
    public static Machine This { get; } = new(Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription);
}
