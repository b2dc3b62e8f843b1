using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>Loops whose spills are known: what counts spills is tried on them.</summary>
internal static class Spilling
{
    private static int calls;

    /// <summary>No vector register survives a call on x64 outside of Windows, so three lanes must be kept on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static bool AcrossCalls<T>(int rounds, double start)
        where T : unmanaged, ILane<T>
    {
        T x = T.Of(start), y = T.Of(start + 1.0), z = T.Of(start + 2.0);
        for (int round = 0; round < rounds; round++)
        {
            x = T.MultiplyAdd(x, y, z);
            y = T.MultiplyAdd(y, z, x);
            z = T.MultiplyAdd(z, x, y);
            Call();
        }

        return T.Any(T.Less(x + y, z));
    }

    /// <summary>The same without the call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static bool InRegisters<T>(int rounds, double start)
        where T : unmanaged, ILane<T>
    {
        T x = T.Of(start), y = T.Of(start + 1.0), z = T.Of(start + 2.0);
        for (int round = 0; round < rounds; round++)
        {
            x = T.MultiplyAdd(x, y, z);
            y = T.MultiplyAdd(y, z, x);
            z = T.MultiplyAdd(z, x, y);
        }

        return T.Any(T.Less(x + y, z));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Call() => calls++;
}
