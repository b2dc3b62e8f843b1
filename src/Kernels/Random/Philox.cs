using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Random;

/// <summary>
/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (SC 2011): ten rounds of two 32 × 32 → 64-bit
/// products turn a 128-bit counter and a 64-bit key into 128 random bits. There is no state: a draw is a pure function of its
/// counter, so it cannot depend on launch shape, lane width, core count or what was drawn before.
/// </summary>
public static class Philox
{
    private const long Multiplier0 = 0xD2511F53;
    private const long Multiplier1 = 0xCD9E8D57;
    private const long Weyl0 = 0x9E3779B9;
    private const long Weyl1 = 0xBB67AE85;

    /// <summary>
    /// Ten rounds on a counter (x0, x1, x2, x3), each word in the low 32 bits of its lane (high bits are ignored). On return the
    /// four words hold the random bits, in their low 32 bits; the high bits are garbage.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rounds<T>(uint key0, uint key1, ref T x0, ref T x1, ref T x2, ref T x3)
        where T : unmanaged, ILane<T>
    {
        // The high halves may keep garbage throughout: a product reads only low halves, a shift only high ones.
        T k0 = T.OfBits(key0);
        T k1 = T.OfBits(key1);
        for (int round = 0; round < 10; round++)
        {
            T product0 = T.MultiplyLowBits(x0, T.OfBits(Multiplier0));
            T product1 = T.MultiplyLowBits(x2, T.OfBits(Multiplier1));
            x0 = T.XorBits(T.XorBits(T.ShiftRightBits(product1, 32), x1), k0);
            x1 = product1;
            x2 = T.XorBits(T.XorBits(T.ShiftRightBits(product0, 32), x3), k1);
            x3 = product0;
            k0 = T.AddBits(k0, T.OfBits(Weyl0));
            k1 = T.AddBits(k1, T.OfBits(Weyl1));
        }
    }
}
