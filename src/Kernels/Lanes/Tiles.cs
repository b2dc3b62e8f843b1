namespace GpuConcord.Kernels.Lanes;

/// <summary>
/// How per-lane state lies in memory: tiles of 32 lanes, and within a tile one row of 32 doubles a component. A GPU warp
/// reads one row as one 256-byte access; a CPU vector finds all components of its lanes within a few kilobytes, whatever the
/// number of lanes. (One long row a component would put a power-of-two stride between components and thrash the cache.)
/// </summary>
public static class Tiles
{
    /// <summary>Lanes in a tile, and the distance in doubles from one component to the next.</summary>
    public const int Width = 32;

    /// <summary>Offset of component 0 of <paramref name="lane"/> in a buffer of <paramref name="components"/> components a lane.</summary>
    public static long Offset(long lane, long components) => (lane / Width * components * Width) + Within(lane);

    /// <summary>Place of <paramref name="lane"/> in its tile. (A remainder of 64 bits is a call on a GPU, even one by 32; ILGPU turns the quotient into a shift.)</summary>
    public static long Within(long lane) => lane & (Width - 1);

    /// <summary><paramref name="lanes"/> rounded up to whole tiles.</summary>
    public static int RoundUp(int lanes) => (lanes + Width - 1) / Width * Width;
}
