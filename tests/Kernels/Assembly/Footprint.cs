namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>What a thread of a kernel occupies on an NVIDIA GPU.</summary>
/// <param name="Registers">Registers of 32 bits, at most 255.</param>
/// <param name="Stack">Bytes of stack, in slow local memory.</param>
/// <param name="SpillStores">Bytes written there for want of registers.</param>
/// <param name="SpillLoads">Bytes read back.</param>
internal readonly record struct Footprint(int Registers, int Stack, int SpillStores, int SpillLoads)
{
    /// <summary>Whether everything stays in registers.</summary>
    public bool KeepsToRegisters => Stack == 0 && SpillStores == 0 && SpillLoads == 0;

    /// <summary>
    /// Warps that a multiprocessor can hold: its 65,536 registers are dealt out in its four quarters, 256 at a time to a warp
    /// (CUDA C++ Programming Guide, compute capabilities 7.5 to 9.0); at most 32 on sm_75 and 64 on sm_80 and sm_90.
    /// </summary>
    public int Warps(string architecture)
    {
        const int Quarter = 65_536 / 4, Unit = 256, Threads = 32;
        int each = ((Registers * Threads) + Unit - 1) / Unit * Unit;
        return Math.Min(4 * (Quarter / each), MostWarps(architecture));
    }

    /// <summary>Warps of a full multiprocessor.</summary>
    public static int MostWarps(string architecture) => architecture switch
    {
        "sm_75" => 32,
        "sm_80" or "sm_90" => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "expected sm_75, sm_80 or sm_90"),
    };
}
