using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Summaries;

/// <summary>Whole numbers on lanes as doubles, for comparisons, which lanes have for doubles only.</summary>
internal static class Place
{
    // 2⁵² as bits and as a number: or-ing a small integer into it, then subtracting, turns the integer into a double.
    private const long TwoTo52Bits = 0x4330000000000000;
    private const double TwoTo52 = 4503599627370496.0;

    /// <summary>Integers below 2⁵², as bits, made doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ToNumber<T>(T bits)
        where T : unmanaged, ILane<T> => T.OrBits(bits, T.OfBits(TwoTo52Bits)) - T.Of(TwoTo52);

    /// <summary>The numbers <paramref name="first"/>, <paramref name="first"/> + 1, …, one a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Numbers<T>(long first)
        where T : unmanaged, ILane<T> => ToNumber(T.Count(first));
}
